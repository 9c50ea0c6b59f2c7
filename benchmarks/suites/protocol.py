"""What a benchmark is made of: tasks, grids of cells, suites. Plain data; nothing here computes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from infoplane.distributions.protocol import Distribution, standard_error
from infoplane.estimators.protocol import Estimator


@dataclass(frozen=True)
class TrainingSample:
    """Where the compressors of a task learn: on samples of another distribution, independent of the pairs to be judged.

    Parameters
    ----------
    distribution : Distribution
        Distribution whose X trains the x compressor and whose Y the y compressor (one network serves both where the two
        marginals are the same map of the same latents).
    n : int
        Number of training samples.
    same_marginals : bool
        Whether X and Y share one marginal distribution, so that one compressor serves both.
    """

    distribution: Distribution
    n: int
    same_marginals: bool = True


@dataclass(frozen=True)
class Task:
    """A distribution under a stable, citable id.

    Parameters
    ----------
    id : str
        The name papers report on.
    distribution : Distribution
        The distribution of the pairs; its `mutual_information` is the truth. Where the truth is a Monte Carlo value, the
        distribution
        also has `mutual_information_stderr`.
    preprocess : {"none", "zscore"}
        "zscore" standardises every column of each sample before estimation (never labels or images).
    training : TrainingSample, optional
        Where compressors learn; without it they learn on the sample itself.
    sample_id : str, optional
        Id that seeds the samples; two tasks with one `sample_id` see the same draws of their common base distribution.
    family : str, optional
        Tasks of one family differ in their truth alone and share a table and a curve; the id by default.
    """

    id: str
    distribution: Distribution
    preprocess: Literal["none", "zscore"] = "none"
    training: TrainingSample | None = None
    sample_id: str = ""
    family: str = ""

    @property
    def true_mi(self) -> float:
        """I(X;Y) in nats."""
        return float(self.distribution.mutual_information)

    @property
    def true_mi_stderr(self) -> float:
        """Standard error of the truth: 0 for closed forms."""
        return standard_error(self.distribution)


@dataclass(frozen=True)
class Grid:
    """Every task with every estimator at every size, `replicates` times."""

    tasks: tuple[Task, ...]
    estimators: Mapping[str, Estimator]
    sizes: tuple[int, ...]
    replicates: int


@dataclass(frozen=True)
class Cell:
    """One estimate to make: a task, a labelled estimator, a sample size, a replicate.

    `identities` are those of distribution, estimator and training where they have been worked out already: a worker need not be
    able to read the source of what it runs.
    """

    task: Task
    label: str
    estimator: Estimator = field(hash=False)
    n: int
    replicate: int
    identities: tuple[str, str, str] | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Suite:
    """Grids under one name."""

    name: str
    description: str
    grids: tuple[Grid, ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every task once, in order."""
        return tuple({task.id: task for grid in self.grids for task in grid.tasks}.values())

    def cells(self) -> Iterator[Cell]:
        """Every cell of every grid."""
        for grid in self.grids:
            for replicate in range(grid.replicates):
                for n in grid.sizes:
                    for label, estimator in grid.estimators.items():
                        for task in grid.tasks:
                            yield Cell(task, label, estimator, n, replicate)
