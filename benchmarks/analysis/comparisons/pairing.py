"""Does an estimator's answer depend on which y belongs to which x?

A mutual information does: on y in another order it is 0. An estimator whose answer does not, such as a constant, a random
number, or an entropy of x, may still be near the true MI of many tasks by chance. So every candidate also runs on tasks of true
MI above 1 nat with y shuffled, in the same replicates as on the pairs:

    d_r = estimate on the pairs - estimate on the same x and shuffled y.

The candidate depends on the pairing if mean d is significantly above 0.02 nats on one of these tasks at least, or over all of
them together (one-sided paired t-test at level 1 %). Otherwise it gives the same on shuffled y: it gets no verdicts and no
rank.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.distributions import CorrelatedNormal, Independent
from infoplane.estimators.protocol import Estimator

from .differences import MARGIN

# The ends of the ids of these tasks: shuffled, and as they are but no part of the comparison.
ENDINGS = SHUFFLED, AS_DRAWN = ", y shuffled", ", as drawn"
IGNORES = "ignores the pairing"
ABOVE, _AIM = 1.0, 2.0  # nats: the least true MI of these tasks, and the one that is sought
_TASKS, _REPLICATES = 4, 3
_LEVEL = 0.01


@dataclass(frozen=True)
class Pairing:
    """What an estimator gives on pairs and on shuffled pairs, in nats.

    Parameters
    ----------
    pairs : int
        Replicates with both estimates; 0 if there are none, and then nothing is known.
    on_pairs, on_shuffled : float
        Means of the estimates.
    depends : bool
        Whether the answer depends on the pairing.
    same : bool
        Whether the two estimates are equal in every replicate.
    """

    pairs: int
    on_pairs: float
    on_shuffled: float
    depends: bool
    same: bool

    @property
    def ignored(self) -> bool:
        """Whether it was found out: there are estimates, and they do not depend on the pairing."""
        return self.pairs > 0 and not self.depends


def probes(tasks: Sequence[Task], sizes: Iterable[int]) -> list[tuple[Task, int]]:
    """Tasks of true MI above 1 nat, of different families where there are, each with the smallest size.

    Without such a task, it is a correlated normal distribution of 2 nats in 1 + 1 dimensions.
    """
    size = min(sizes)
    families: dict[str, Task] = {}
    for task in sorted((task for task in tasks if task.true_mi > ABOVE), key=lambda task: abs(task.true_mi - _AIM)):
        families.setdefault(task.family or task.id, task)
    found = list(families.values())[:_TASKS]
    return [(task, size) for task in found or [Task("normal-1x1-2", CorrelatedNormal.with_mutual_information(_AIM, 1, 1))]]


def pairing_cells(
    label: str, estimator: Estimator, of: Sequence[tuple[Task, int]], ran: Container[tuple[str, int, int]] = ()
) -> list[Cell]:
    """The cells of a candidate on the pairs and on shuffled pairs.

    Parameters
    ----------
    label, estimator : str, Estimator
        The candidate.
    of : sequence of (Task, int)
        As `probes` gives them.
    ran : container of (str, int, int)
        Id of a task, size and replicate that the comparison runs anyway: other pairs must not enter its tables.
    """
    cells = []
    for task, n in of:
        for replicate in range(_REPLICATES):
            as_drawn = task if (task.id, n, replicate) in ran else probe(task, AS_DRAWN)
            cells += [Cell(each, label, estimator, n, replicate) for each in (as_drawn, probe(task, SHUFFLED))]
    return cells


def probe(task: Task, ending: str) -> Task:
    """The task under an id with one of `ENDINGS`: with the same draws, and y shuffled if the ending says so."""
    distribution = Independent(task.distribution, shuffled=True) if ending == SHUFFLED else task.distribution
    return replace(
        task,
        id=f"{task.id}{ending}",
        sample_id=task.sample_id or task.id,
        family=task.family or task.id,
        distribution=distribution,
    )


def is_probe(numbers: pd.DataFrame) -> pd.Series:
    """Whether each line is of a task that only `pairing` reads."""
    return numbers["task"].astype(str).str.endswith(ENDINGS)


def pairing(numbers: pd.DataFrame, label: str) -> Pairing:
    """What a candidate gives on pairs and on shuffled pairs.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell, those of `pairing_cells` among them, with the columns of `columns.of_store`.
    label : str
        The candidate's label.
    """
    own = numbers.loc[numbers["estimator"] == label, ["task", "n", "replicate", "nats"]].dropna()
    moved = own[own["task"].str.endswith(SHUFFLED)].assign(task=lambda table: table["task"].str.removesuffix(SHUFFLED))
    drawn = own.assign(task=own["task"].str.removesuffix(AS_DRAWN))
    drawn = drawn.drop_duplicates(["task", "n", "replicate"])  # another comparison may have run the pairs under the other id
    both = drawn.merge(moved, on=["task", "n", "replicate"], suffixes=("", "_shuffled"))
    difference = both["nats"] - both["nats_shuffled"]
    depends = differs(difference) or any(differs(part) for _, part in difference.groupby(both["task"]))
    same = len(both) > 0 and bool(np.allclose(difference, 0.0, atol=1e-9))
    return Pairing(len(both), float(both["nats"].mean()), float(both["nats_shuffled"].mean()), depends, same)


def differs(difference: "pd.Series[float] | np.ndarray") -> bool:
    """Whether the mean is significantly above 0.02 nats."""
    values = np.asarray(difference, dtype=float)
    if len(values) < 2:
        return bool(len(values) and values.mean() > MARGIN)
    spread = values.std(ddof=1) / np.sqrt(len(values))
    return bool(values.mean() - stdtrit(len(values) - 1, 1 - _LEVEL) * spread > MARGIN)
