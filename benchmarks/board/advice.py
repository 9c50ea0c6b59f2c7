"""What to take for what: the estimator with the least mean |error| on each kind of data, read from the committed rows.

Only estimators that gave an estimate in every cell of a kind are compared. An estimator is *as good* as the best if the mean over
tasks of the difference of their mean |error|, over the replicates that both have, is at most two standard errors, over tasks,
above zero. The choice is read off the same rows as the errors are; each kind is a mean over tasks, and a task may differ.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.storage.committed import shipped_rows, shipped_suites
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.benchmarks.suites.registry import SEEDED, SUITES

from .boards import Part
from .lines import Line, lines_of

AUTO = ("auto", "AE+auto")  # the labels of `estimate_mi`


@dataclass(frozen=True)
class Kind:
    """A kind of data.

    Parameters
    ----------
    title, suite : str
    tasks : tuple of str
        Patterns of ids.
    groups : tuple of str
        Only tasks of these groups; all if empty.
    nats : tuple of float
        Only tasks with at least the first and at most the second true MI.
    """

    title: str
    suite: str
    tasks: tuple[str, ...] = ("*",)
    groups: tuple[str, ...] = ()
    nats: tuple[float, float] = (0.0, math.inf)

    def holds(self, cell: Cell) -> bool:
        """Whether a cell of the suite belongs to it."""
        task = cell.task
        if not any(matches(task.id, pattern) for pattern in self.tasks) or (self.groups and task.group not in self.groups):
            return False
        return self.nats == (0.0, math.inf) or self.nats[0] <= task.true_mi <= self.nats[1]


_ATOMS = ("bits-4-[0-9]*", "rounded*", "capped*", "zero-inflated*", "half-atoms*")
_ELLIPTICAL, _OTHER = ("elliptical",), ("other",)
_BUMPS, _RECTANGLES = "images of 2 parameters (bumps), up to 10 nats", "images of 4 parameters (rectangles), up to 10 nats"
_OF_A_SEED = "distributions drawn after the code was frozen, up to 3 nats"

KINDS = (
    Kind("the forty public tasks, 1 to 50 columns each, up to 1.7 nats", "bmi-v1"),
    Kind("1 to 3 columns each, elliptical in some coordinates, up to 2 nats", "lowdim", groups=_ELLIPTICAL, nats=(0, 2.1)),
    Kind("the same, 5 nats", "lowdim", groups=_ELLIPTICAL, nats=(4.9, 5.1)),
    Kind("the same, 10 nats", "lowdim", groups=_ELLIPTICAL, nats=(9.9, 10.1)),
    Kind("1 to 3 columns each, other shapes, up to 2 nats", "lowdim", groups=_OTHER, nats=(0, 2.1)),
    Kind("the same, 5 nats", "lowdim", groups=_OTHER, nats=(4.9, 5.1)),
    Kind("the same, 10 nats", "lowdim", groups=_OTHER, nats=(9.9, 10.1)),
    Kind("5 or 6 parameters each, up to 10 nats", "parameters"),
    Kind("4 columns each, up to 4 nats a column", "highdim", ("*-4x4-*",)),
    Kind("16 columns each, up to 4 nats a column", "highdim", ("*-16x16-*",)),
    Kind("64 columns each, up to 4 nats a column", "highdim", ("*-64x64-*",)),
    Kind("labels, up to 2 nats", "mixed", ("bits-4-labels*", "symmetric-channel*")),
    Kind("labels beside columns", "mixed", ("discrete-mixture*", "quantised*", "smoothed-discrete*")),
    Kind("columns with repeated values", "mixed", _ATOMS),
    Kind(_BUMPS, "images", ("bumps-*[0-9]",)),
    Kind(_BUMPS, "images-10k", ("bumps*",)),
    Kind(_RECTANGLES, "images", ("rectangles-*[0-9]",)),
    Kind(_RECTANGLES, "images-10k", ("rectangles*",)),
    Kind("pictures of digits, labels as bits, up to 11 nats", "channels"),
)


@dataclass(frozen=True)
class Choice:
    """What to take for a kind of data at a size.

    Parameters
    ----------
    title, suite : str
    n : int
    best : Line
        Of the estimator with the least mean |error|.
    as_good : tuple of str
        Estimators whose mean |error| is not significantly larger.
    auto : Line, optional
        Of `estimate_mi`, where it has rows.
    compared : int
        Estimators that finished every cell.
    """

    title: str
    suite: str
    n: int
    best: Line
    as_good: tuple[str, ...]
    auto: Line | None
    compared: int


def choices() -> list[Choice]:
    """What to take for each kind, from the committed rows; kinds without rows of two estimators are left out."""
    seeded = [Kind(_OF_A_SEED, name) for name in shipped_suites() if name.partition("-")[0] in SEEDED]
    return [choice for suite, kinds in _by_suite([*KINDS, *seeded]).items() for choice in _of_suite(suite, kinds)]


def _by_suite(kinds: Sequence[Kind]) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    for kind in kinds:
        found.setdefault(kind.suite, []).append(kind)
    return found


def _of_suite(suite: str, kinds: Sequence[Kind]) -> Iterator[Choice]:
    cells = keyed(SUITES[suite].cells())
    numbers = columns.of_frame(shipped_rows(suite, columns.COLUMNS), cells)
    keys = list(cells)
    for kind in kinds:
        wanted = [kind.holds(cells[keys[place]]) for place in numbers.index]
        yield from _of_kind(kind, numbers[wanted])


def _of_kind(kind: Kind, numbers: pd.DataFrame) -> Iterator[Choice]:
    numbers = numbers.assign(**{name: numbers[name].astype(str) for name in columns.TEXT})
    for n, own in numbers.groupby("n"):
        lines = lines_of(Part("all", kind.title, ("*",)), own, own["task"].nunique())
        whole = sorted((line for line in lines if line.whole and not line.failed), key=lambda line: line.error)
        if len(whole) < 2:
            continue
        errors = own.assign(error=(own["nats"] - own["true_mi"]).abs()).set_index(["estimator", "task", "replicate"])["error"]
        best = whole[0]
        as_good = tuple(line.estimator for line in whole[1:] if _as_good(errors[line.estimator], errors[best.estimator]))
        auto = next((line for line in whole if line.estimator in AUTO), None)
        yield Choice(kind.title, kind.suite, int(str(n)), best, as_good, auto, len(whole))


def _as_good(errors: pd.Series, least: pd.Series) -> bool:
    """Whether the paired difference to the best is at most two standard errors, over tasks."""
    difference = (errors - least).dropna().groupby("task").mean()
    return len(difference) > 1 and bool(difference.mean() <= 2 * difference.std() / math.sqrt(len(difference)))
