"""What to take for what: the estimator with the least mean |error| on each kind of data, read from the committed rows.

Estimators that finished at least 85 % of the tasks of a kind are compared, on the tasks that all of these finished. One is
*nearly as good* as the best if its mean |error| is at most a quarter larger, or at most 0.01 nats. The choice is read off the
same rows as the errors are, and each kind is a mean over tasks: on one task, another estimator may be better. Further trainings
of one estimator are left out: which of them has the least error is luck, known only to who knows the true MI.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.storage.committed import shipped_rows, shipped_suites
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.estimators import is_trained_again
from infoplane.benchmarks.suites.protocol import Task
from infoplane.benchmarks.suites.registry import SEEDED, SUITES

from .boards import Part
from .lines import Line, lines_of
from .misses import AUTO, Misses, misses_of

_ENOUGH = 0.85  # of the tasks
_NEAR, _EQUAL = 1.25, 0.01


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

    def holds(self, task: Task) -> bool:
        """Whether a task of the suite belongs to it."""
        if not any(matches(task.id, pattern) for pattern in self.tasks) or (self.groups and task.group not in self.groups):
            return False
        return self.nats == (0.0, math.inf) or self.nats[0] <= task.true_mi <= self.nats[1]


_ATOMS = ("bits-4-[0-9]*", "rounded*", "capped*", "zero-inflated*", "half-atoms*")
_ELLIPTICAL, _OTHER = ("elliptical",), ("other",)
_MAPPED = ("uniform", "power-3")
_UNMAPPED = ("student-2", "log-gamma-exponential", "smoothed-uniform")
_OF_CRITICS = tuple(f"digits-01-*-{share}" for share in ("0", "0.5", "1"))  # the tasks that critics have rows of
_BUMPS, _RECTANGLES = "images of 2 parameters (bumps), up to 10 nats", "images of 4 parameters (rectangles), up to 10 nats"
_OF_A_SEED = "random distributions (fresh), 1 to 8 columns each, up to 5 nats"

KINDS = (
    Kind("the forty public tasks, 1 to 50 columns each, up to 1.7 nats", "bmi-v1"),
    Kind("1 to 3 columns each, elliptical in some coordinates, up to 2 nats", "lowdim", groups=_ELLIPTICAL, nats=(0, 2.1)),
    Kind("1 to 3 columns each, elliptical in some coordinates, 5 nats", "lowdim", groups=_ELLIPTICAL, nats=(4.9, 5.1)),
    Kind("1 to 3 columns each, elliptical in some coordinates, 10 nats", "lowdim", groups=_ELLIPTICAL, nats=(9.9, 10.1)),
    Kind("1 to 3 columns each, other shapes, up to 2 nats", "lowdim", groups=_OTHER, nats=(0, 2.1)),
    Kind("1 to 3 columns each, other shapes, 5 nats", "lowdim", groups=_OTHER, nats=(4.9, 5.1)),
    Kind("1 to 3 columns each, other shapes, 10 nats", "lowdim", groups=_OTHER, nats=(9.9, 10.1)),
    Kind("2 to 4 columns each, 2 nats", "sample-size"),
    Kind("5 or 6 parameters each, up to 10 nats", "parameters"),
    *(
        Kind(
            f"{columns} columns each, {what}, up to 4 nats a column", "highdim", tuple(f"{name}-{columns}x*" for name in names)
        )
        for what, names in (("normal", ("normal",)), ("increasing maps of normal ones", _MAPPED), ("other shapes", _UNMAPPED))
        for columns in (4, 16, 64)
    ),
    Kind("32 columns each, five shapes, 7 to 33 nats", "high", ("*-32x32-*",)),
    Kind("labels, up to 2 nats", "mixed", ("bits-4-labels*", "symmetric-channel*")),
    Kind(  # where the true MI is 0, the label is constant, and all but `estimate_mi` refuse it
        "labels beside columns, dependent",
        "mixed",
        ("discrete-mixture*", "quantised*", "smoothed-discrete*"),
        nats=(0.01, math.inf),
    ),
    Kind("columns with repeated values", "mixed", _ATOMS),
    Kind(_BUMPS, "images", ("bumps-*[0-9]",)),
    Kind(_BUMPS, "images-10k", ("bumps*",)),
    Kind(_RECTANGLES, "images", ("rectangles-*[0-9]",)),
    Kind(_RECTANGLES, "images-10k", ("rectangles*",)),
    Kind("images of 32 to 128 pixels a side, 5 parameters, up to 10 nats", "images-large", ("*[0-9]x[0-9]*",)),
    Kind("images with noise on every pixel, up to 10 nats", "images-noisy", ("bumps-16x16-noise-0*", "rectangles*")),
    Kind("pictures of digits 0 and 1, labels as bits, up to 11 nats", "channels", _OF_CRITICS),
)


@dataclass(frozen=True)
class Choice:
    """What to take for a kind of data at a size.

    Parameters
    ----------
    kind : Kind
    n : int
    true_mi : float
        Mean over the tasks, in nats.
    best : Line
        Of the estimator with the least mean |error|.
    near : tuple of str
        Estimators that are nearly as good, the best of them first.
    auto : Line, optional
        Of `estimate_mi`, where it has rows.
    tasks, compared : int
        Tasks on which how many estimators are compared.
    misses : Misses, optional
        Of the intervals of `estimate_mi`, on all tasks of the kind that it has rows of.
    """

    kind: Kind
    n: int
    true_mi: float
    best: Line
    near: tuple[str, ...]
    auto: Line | None
    tasks: int
    compared: int
    misses: Misses | None = None


def choices() -> list[Choice]:
    """What to take for each kind, from the committed rows. Sizes at which fewer than two estimators compare are left out."""
    seeded = [Kind(_OF_A_SEED, name) for name in shipped_suites() if name.partition("-")[0] in SEEDED]
    by_suite: dict[str, list[Kind]] = {}
    for kind in (*KINDS, *seeded):
        by_suite.setdefault(kind.suite, []).append(kind)
    return [choice for suite, kinds in by_suite.items() for choice in _of_suite(suite, kinds)]


def _of_suite(suite: str, kinds: Sequence[Kind]) -> Iterator[Choice]:
    cells = keyed(SUITES[suite].cells())
    numbers = columns.of_frame(shipped_rows(suite, columns.COLUMNS), cells)
    for kind in kinds:
        held = {task.id for task in SUITES[suite].tasks if kind.holds(task)}
        for n, part in numbers[numbers["task"].isin(held)].groupby("n"):
            choice = choice_of(kind, int(str(n)), summarise(part))
            if choice is not None:
                yield replace(choice, misses=misses_of(part))


def choice_of(kind: Kind, n: int, summary: pd.DataFrame) -> Choice | None:
    """What to take, from the summary of a kind at one size; None where fewer than two estimators can be compared."""
    summary = summary[~summary["estimator"].map(is_trained_again).astype(bool)]
    finished = summary.assign(all=summary["failures"] == 0).pivot(index="estimator", columns="task", values="all")
    able = finished[finished.eq(True).mean(axis=1) >= _ENOUGH]  # missing: no rows
    shared = able.columns[able.eq(True).all()]
    if len(able) < 2 or shared.empty:
        return None
    own = summary[summary["estimator"].isin(able.index) & summary["task"].isin(shared)]
    lines = sorted(lines_of(Part("all", kind.title, ("*",)), own, len(shared)), key=lambda line: line.error)
    best, *others = lines
    near = tuple(line.estimator for line in others if line.error <= max(_NEAR * best.error, best.error + _EQUAL))
    auto = next((line for line in lines if line.estimator in AUTO), None)
    true_mi = float(own.drop_duplicates("task")["true_mi"].mean())
    return Choice(kind, n, true_mi, best, near, auto, len(shared), len(able))
