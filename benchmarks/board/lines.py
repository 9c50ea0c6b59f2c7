"""The lines of a board: one for each part, size and estimator, ours, a candidate's, or published.

Over the T tasks of a part, each with r replicates of the error e = estimate - true MI,

    mean |error| = mean over tasks of (mean over replicates of |e|),   SE = sqrt(sum over tasks of s^2 / r + SE(true MI)^2) / T,

where s is the standard deviation of |e| over the replicates of a task: the tasks are fixed, their samples are drawn. There is
no SE where a task has one replicate. The mean |bias| averages |mean over replicates of e|; it is never larger, and it is what
tables of mean estimates show. Failed cells enter no mean: a line says how many of the tasks it rests on.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from .boards import Part
from .published import Published

OURS, CANDIDATE, PUBLISHED = "ours", "candidate", "published"


@dataclass(frozen=True)
class Line:
    """One line. Information is in nats; what is not known is NaN.

    Parameters
    ----------
    kind : str
        `OURS`, `CANDIDATE` or `PUBLISHED`.
    part, estimator : str
    n : int
    error, error_se, bias : float
        Mean |error| with its standard error, and mean |bias|.
    estimate : float
        Mean estimate, where the tasks of the part share one true MI.
    digits : int
        Decimals of the error that mean something: of published figures, those that are given.
    least : bool
        Whether the error is only known to be larger.
    coverage : float
        Share of 95 % intervals that contain the true MI.
    tasks, finished : int
        Tasks of the part, and those of them with an estimate.
    cells, failed, undertrained : int
    above : int
        Tasks whose true MI is above the estimator's ceiling.
    seconds : float
        Mean over tasks of the median seconds of a cell.
    note : str
        Settings and source of published figures; replicates, and the file of a candidate's rows.
    """

    kind: str
    part: str
    estimator: str
    n: int
    error: float
    error_se: float = math.nan
    bias: float = math.nan
    estimate: float = math.nan
    digits: int = 3
    least: bool = False
    coverage: float = math.nan
    tasks: int = 0
    finished: int = 0
    cells: int = 0
    failed: int = 0
    undertrained: int = 0
    above: int = 0
    seconds: float = math.nan
    note: str = ""

    @property
    def label(self) -> str:
        """The estimator, so that a candidate's differs from ours of the same name."""
        return label_of(self.estimator, self.kind)

    @property
    def whole(self) -> bool:
        """Whether the line rests on all tasks of its part; published ones are taken to."""
        return self.kind == PUBLISHED or self.finished == self.tasks > 0

    @property
    def order(self) -> tuple[int, bool, bool, float]:
        """Largest n first, then whole lines, then the smallest error."""
        return -self.n, not self.whole, math.isnan(self.error), self.error


def label_of(estimator: str, kind: str) -> str:
    """The name of an estimator, by which a candidate's differs from one of ours.

    >>> label_of("KSG", CANDIDATE), label_of("KSG", OURS)
    ('KSG (candidate)', 'KSG')
    """
    return f"{estimator} ({kind})" if kind == CANDIDATE else estimator


def lines_of(
    part: Part, summary: pd.DataFrame, tasks: int, kind: str = OURS, notes: Mapping[str, str] = MappingProxyType({})
) -> list[Line]:
    """The lines of a part.

    Parameters
    ----------
    part : Part
    summary : DataFrame
        As `summary.summarise` gives it.
    tasks : int
        How many tasks of the suite the part has: an estimator without rows of some of them is not whole.
    kind : str
        Whose rows they are.
    notes : mapping of str to str
        What to say of an estimator besides its replicates, by its label.
    """
    held = {task: part.holds(task) for task in summary["task"].unique()}
    r = summary["replicates"].where(summary["replicates"] > 1)
    spread = (summary["rmse"] ** 2 - summary["mae"] ** 2).clip(lower=0) / (r - 1)  # s^2 / r, of |e|
    of_true_mi = (summary["bias_se"] ** 2 - summary["sd"] ** 2 / r).clip(lower=0)
    own = summary.assign(variance=spread + of_true_mi)[summary["task"].map(held).astype(bool)]
    return [
        _line(part, str(estimator), int(n), each, tasks, kind, notes.get(str(estimator), ""))
        for (estimator, n), each in own.groupby(["estimator", "n"], sort=False)
    ]


def published_lines(part: Part, figures: list[Published]) -> Iterator[Line]:
    """The published figures of a part as lines."""
    for each in figures:
        if each.part == part.key:
            note = "; ".join(filter(None, [each.settings, each.seeds and f"seeds: {each.seeds}", each.source]))
            yield Line(
                PUBLISHED,
                part.key,
                each.estimator,
                each.n,
                each.error,
                estimate=math.nan if each.estimate is None else each.estimate,
                digits=each.digits,
                least=each.least,
                note=note,
            )


def _line(part: Part, estimator: str, n: int, per: pd.DataFrame, tasks: int, kind: str, note: str) -> Line:
    done, cells = per[per["replicates"] > 0], per["replicates"] + per["failures"]
    most, fewest = int(cells.max()), int(cells.min())
    replicates = f"{most} replicate{'s' * (most != 1)}" if most == fewest else f"{fewest} to {most} replicates"
    return Line(
        kind,
        part.key,
        estimator,
        n,
        error=float(done["mae"].mean()),
        error_se=math.sqrt(done["variance"].sum()) / len(done) if len(done) and done["variance"].notna().all() else math.nan,
        bias=float(done["bias"].abs().mean()),
        estimate=math.nan if part.true_mi is None else float(done["mean"].mean()),
        coverage=float(done["coverage"].mean()),
        tasks=tasks,
        finished=len(done),
        cells=int(cells.sum()),
        failed=int(per["failures"].sum()),
        undertrained=int(per["undertrained"].sum()),
        above=int((per["true_mi"] > per["ceiling"]).sum()),
        seconds=float(done["seconds"].mean()),
        note="; ".join(filter(None, [replicates, note])),
    )
