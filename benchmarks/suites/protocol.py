"""What a benchmark consists of: tasks, grids of cells, suites. Plain data; nothing here computes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from infoplane.distributions.f_information.kinds import QUANTITIES, KnownValue
from infoplane.estimators.protocol import MUTUAL_INFORMATION, Estimator

from .lazy import Built, Once

if TYPE_CHECKING:  # it imports numpy, which the names of suites do not need
    from infoplane.distributions.protocol import Distribution

FILES = (".toml", ".py")  # endings of the name of a suite that is a file


def is_file(name: str) -> bool:
    """Whether the name of a suite is that of a file.

    >>> is_file("mine.toml"), is_file("lowdim")
    (True, False)
    """
    return name.endswith(FILES)


@dataclass(frozen=True)
class TrainingSample:
    """What the compressors of a task are trained on: a sample that is independent of the pairs to estimate on.

    Parameters
    ----------
    distribution : Distribution
        Its X trains the compressor of x, and its Y the compressor of y.
    n : int
        Number of training samples.
    same_marginals : bool
        Whether X and Y have the same marginal distribution; then one compressor, trained on X, serves both.
    clean : Distribution, optional
        Where the samples are noisy: the distribution of clean ones. With the same seed, they belong together row by row. They
        are what a compressor that is trained to restore a target (``target="y"``) restores.
    """

    distribution: "Distribution"
    n: int
    same_marginals: bool = True
    clean: "Distribution | None" = None


@dataclass(frozen=True)
class Task:
    """A distribution under a stable id.

    Its names can be read at once. The distribution and the training sample may be given as a `Once`, which builds them when
    they are first read: a suite is listed without its distributions.

    Parameters
    ----------
    id : str
        The name that papers and tables use.
    distribution : Distribution, or Once of it
        The distribution of the pairs; its `mutual_information` is the true MI.
    preprocess : {"none", "zscore"}
        "zscore" standardises every column of each sample before estimation (never labels or images).
    training : TrainingSample, or Once of it, optional
        What compressors are trained on; without it, the sample itself.
    sample_id : str, optional
        Id that seeds the samples: two tasks with the same `sample_id` map the same draws of their base distribution.
    family : str, optional
        Tasks of one family differ only in their true MI, and share a table and a curve; the id by default.
    group : str, optional
        A wider group that the family belongs to, over which tables take means as well.
    quantity : str
        What estimators of the task estimate: mutual information, or one of `QUANTITIES`.
    """

    id: str
    distribution: "Built[Distribution]" = Built()
    preprocess: Literal["none", "zscore"] = "none"
    training: Built[TrainingSample | None] = Built(None)
    sample_id: str = ""
    family: str = ""
    group: str = ""
    quantity: str = MUTUAL_INFORMATION

    def renamed(self, **names: str) -> "Task":
        """The same task with another id, sample id, family or group. It builds nothing, unlike `dataclasses.replace`."""
        return Task(**{**vars(self), **names})

    @property
    def true_mi(self) -> float:
        """I(X;Y) in nats."""
        return float(self.distribution.mutual_information)

    @property
    def discrete(self) -> tuple[bool, bool]:
        """Whether x and y are class labels, as the parameter `discrete` of estimators takes it."""
        return self.distribution.x_shape == (), self.distribution.y_shape == ()

    @property
    def true_mi_stderr(self) -> float:
        """Standard error of the true MI: 0 for closed forms and quadrature."""
        from infoplane.distributions.protocol import standard_error

        return standard_error(self.distribution)

    @property
    def true_value(self) -> KnownValue:
        """The true value of the quantity, and its standard error: those of the MI unless the task has another quantity."""
        if self.quantity == MUTUAL_INFORMATION:
            return KnownValue(self.true_mi, self.true_mi_stderr)
        from infoplane.distributions import f_information_of

        kinds = {quantity: kind for kind, quantity in QUANTITIES.items()}
        return f_information_of(self.distribution, kinds[self.quantity])


@dataclass(frozen=True)
class Grid:
    """Every task with every estimator at every size, `replicates` times."""

    tasks: tuple[Task, ...]
    estimators: Mapping[str, Estimator]
    sizes: tuple[int, ...]
    replicates: int


@dataclass(frozen=True)
class Cell:
    """One estimate to make: a task, an estimator and its label, a sample size, a replicate.

    The estimator may be given as a `Once`, which builds it when it is first read.
    `identities` are the texts that identify distribution, estimator and training sample, where they are known already; then a
    worker needs no access to the source of the estimator.
    """

    task: Task
    label: str
    estimator: Built[Estimator] = Built()
    n: int  # type: ignore[misc]  # the estimator has no default, which mypy takes its field for
    replicate: int  # type: ignore[misc]
    identities: tuple[str, str, str] | None = field(default=None, repr=False, compare=False)

    def __hash__(self) -> int:
        return hash((self.task.id, self.label, self.n, self.replicate))


@dataclass(frozen=True)
class Suite:
    """Grids under one name."""

    name: str
    description: str
    grids: tuple[Grid, ...]

    @property
    def stem(self) -> str:
        """The name as a part of the names of files: of a suite that is a file, without folder and ending.

        >>> Suite("mine/signs.toml", "", ()).stem, Suite("lowdim", "", ()).stem
        ('signs', 'lowdim')
        """
        if is_file(self.name) and " " not in self.name:
            return PurePath(self.name).stem
        return re.sub(r"[^\w.#-]+", "-", self.name).strip("-")

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every task once, in order."""
        return tuple({task.id: task for grid in self.grids for task in grid.tasks}.values())

    @property
    def measures_mi(self) -> bool:
        """Whether all tasks are of mutual information. Else estimators are not ranked, and values have no common unit."""
        return all(task.quantity == MUTUAL_INFORMATION for task in self.tasks)

    @property
    def groups(self) -> dict[str, str]:
        """The group of each family; empty text where it is in none."""
        return {task.family or task.id: task.group for task in self.tasks}

    @property
    def replicated(self) -> bool:
        """Whether a task has several replicates, so that its bias and its standard deviation are known apart."""
        return any(grid.replicates > 1 for grid in self.grids)

    def cells(self) -> Iterator[Cell]:
        """Every cell of every grid. Nothing is built."""
        for grid in self.grids:
            estimators = {label: Once(partial(grid.estimators.__getitem__, label)) for label in grid.estimators}
            for replicate in range(grid.replicates):
                for n in grid.sizes:
                    for label, estimator in estimators.items():
                        for task in grid.tasks:
                            yield Cell(task, label, estimator, n, replicate)
