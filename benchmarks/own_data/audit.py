"""The audit: every estimator on data sets drawn from the twin of a person's data, whose mutual information (MI) is known.

The twin is a distribution like any other, so it is a task, and bias, SD and RMSE are those of a suite. The person's own data
are a second task, of one replicate: where an estimator gives the data another value than it gives the twin, the twin differs
from the data in what this estimator sees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches, unknown
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.suites import estimators
from infoplane.benchmarks.suites.estimators import Estimators
from infoplane.benchmarks.suites.protocol import Cell, Grid, Task
from infoplane.distributions.protocol import Distribution
from infoplane.estimators.validation import Sample

NAME = "audit"
_NETWORKS = (*estimators.NEURAL, *estimators.MORE_NEURAL)
_LARGEST = 20_000  # rows: above it, neighbours and kernel sums take minutes a data set


@dataclass(frozen=True)
class Recorded:
    """A person's own data in the place of a distribution: its sample is the data, and its MI is not known.

    Parameters
    ----------
    x, y : array
        (n, d), or (n,) for labels.
    """

    x: Sample = field(repr=False)
    y: Sample = field(repr=False)
    mutual_information: float = float("nan")

    @property
    def x_shape(self) -> tuple[int, ...]:
        """The shape of one x."""
        return self.x.shape[1:]

    @property
    def y_shape(self) -> tuple[int, ...]:
        """The shape of one y."""
        return self.y.shape[1:]

    def sample(self, n: int, *, rng: Any = None) -> tuple[Sample, Sample]:
        """The data, whatever the seed is."""
        if n != len(self.x):
            raise ValueError(f"The data have {len(self.x)} rows; {n} cannot be drawn.")
        return self.x, self.y


@dataclass(frozen=True)
class Audit:
    """What is run: each estimator on the data once, and on the twin at each size several times.

    Parameters
    ----------
    data, twin : Task
    estimators : Estimators
    sizes : tuple of int
    n : int
        The number of rows of the data, one of the sizes.
    replicates : int
    """

    data: Task
    twin: Task
    estimators: Estimators
    sizes: tuple[int, ...]
    n: int
    replicates: int

    def cells(self) -> list[Cell]:
        """Every estimate to make, those at the size of the data first."""
        sizes = sorted(self.sizes, key=lambda size: (size != self.n, size))
        grids = [Grid((self.data,), self.estimators, (self.n,), 1), *(self._at(size) for size in sizes)]
        return [
            Cell(task, label, estimator, n, replicate)
            for grid in grids
            for n in grid.sizes
            for replicate in range(grid.replicates)
            for task in grid.tasks
            for label, estimator in grid.estimators.items()
        ]

    def _at(self, size: int) -> Grid:
        return Grid((self.twin,), self.estimators, (size,), self.replicates)

    def summary(self, numbers: pd.DataFrame) -> pd.DataFrame:
        """Bias, SD and RMSE on the twin, as `summarise` gives them, with what each estimator says of the data.

        Parameters
        ----------
        numbers : DataFrame
            As `columns.of_store` gives them.

        Returns
        -------
        DataFrame
            The columns of `summarise`, and at the size of the data also: data, the estimate from the data, and deviation,
            (data - mean on the twin) / SD on the twin.
        """
        on_data = numbers[numbers["task"] == self.data.id].set_index("estimator")["nats"]
        table = summarise(numbers[numbers["task"] == self.twin.id])
        table["data"] = table["estimator"].map(on_data.to_dict()).where(table["n"] == self.n).astype(float)
        spread = table["sd"].where(table["sd"] > 0)
        return table.assign(deviation=(table["data"] - table["mean"]) / spread)


def audit_of(
    x: Sample,
    y: Sample,
    twin: Distribution,
    patterns: Sequence[str] = (),
    critics: bool = False,
    replicates: int = 10,
) -> Audit:
    """The audit of checked samples.

    Parameters
    ----------
    x, y : array
        (n, d), or (n,) for labels.
    twin : Distribution
        A fitted distribution of known MI.
    patterns : sequence of str
        Only estimators whose name matches one of these.
    critics : bool
        Whether critics, which train networks, are run too.
    replicates : int
        Data sets that are drawn from the twin at each size.

    Raises
    ------
    UserError
        If no estimator matches.
    """
    labels = (twin.x_shape == ()) + (twin.y_shape == ())
    offered = suitable(labels, critics or any(name in patterns for name in _NETWORKS))
    chosen = [name for name in offered if not patterns or any(matches(name, pattern) for pattern in patterns)]
    if not chosen:
        raise UserError(f"No estimator for these data is named like {' or '.join(patterns)}: they are {', '.join(offered)}.")
    content = digest(identity(x), identity(y), twin.mutual_information)
    return Audit(
        Task(f"data-{content}", Recorded(x, y)),
        Task(f"twin-{content}", twin),
        offered.only(chosen),
        sizes(len(x)),
        len(x),
        replicates,
    )


def refuse_unknown(patterns: Sequence[str], critics: bool = False) -> None:
    """Refuse a pattern that no estimator is named like, whatever the data are: this can be said before they are measured.

    Raises
    ------
    UserError
        If no name matches a pattern, or only critics do and they were not asked for.
    """
    known = {name for labels in range(3) for name in suitable(labels, critics=True)}
    for pattern in patterns:
        named = {name for name in known if matches(name, pattern)}
        if not named:
            raise unknown("estimator", pattern, known)
        if not critics and pattern not in named and named <= set(_NETWORKS):
            raise UserError(f"{pattern!r} names critics only, which train networks: add --critics.")


def suitable(labels: int, critics: bool = False) -> Estimators:
    """The estimators for data of which none, one or both of x and y are labels."""
    if labels:
        return estimators.AUTOMATIC | estimators.MIXED[labels]
    return estimators.AUTOMATIC | estimators.BASELINES.only(_without(estimators.BASELINES, () if critics else _NETWORKS))


def _without(names: Iterable[str], left_out: Iterable[str]) -> list[str]:
    out = set(left_out)
    return [name for name in names if name not in out]


def sizes(n: int) -> tuple[int, ...]:
    """The sizes of the data sets: n, 2n and 4n; n/4, n/2 and n where 4n is too large.

    >>> sizes(442), sizes(50_000)
    ((442, 884, 1768), (12500, 25000, 50000))
    """
    return (n, 2 * n, 4 * n) if 4 * n <= _LARGEST else (n // 4, n // 2, n)
