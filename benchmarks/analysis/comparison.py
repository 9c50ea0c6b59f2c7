"""A candidate compared with the baselines: the cells to run, and the result."""

from dataclasses import dataclass

import pandas as pd

from infoplane.benchmarks.suites.protocol import Cell, Suite, Task
from infoplane.estimators.protocol import Estimator

from .columns import TEXT
from .differences import differences, verdicts
from .ranking import Rank, overall_rank
from .summary import summarise


def cells_for(suite: Suite, label: str, estimator: Estimator) -> list[Cell]:
    """A cell of the candidate for every sample of the suite, that is for every task, n and replicate."""
    places: dict[tuple[str, int, int], Task] = {}
    for cell in suite.cells():
        places.setdefault((cell.task.id, cell.n, cell.replicate), cell.task)
    return [Cell(task, label, estimator, n, replicate) for (_, n, replicate), task in places.items()]


@dataclass(frozen=True)
class Comparison:
    """The comparison of a candidate with the baselines, in nats.

    Parameters
    ----------
    label : str
        The candidate's.
    summary : DataFrame
        Every estimator on every task: see `summary.summarise`.
    pairs : DataFrame
        The candidate against each baseline on each task: see `differences.differences`.
    verdicts : DataFrame
        The candidate on each task: see `differences.verdicts`.
    rank : Rank
        The candidate over all tasks: see `ranking.overall_rank`.
    """

    label: str
    summary: pd.DataFrame
    pairs: pd.DataFrame
    verdicts: pd.DataFrame
    rank: Rank


def compared(numbers: pd.DataFrame, label: str) -> Comparison:
    """Compare a candidate with the baselines.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell of the candidate and of the baselines, with the columns of `columns.of_store`.
    label : str
        The candidate's label.
    """
    numbers = numbers.astype(dict.fromkeys(TEXT, str))
    summary, pairs = summarise(numbers), differences(numbers, label)
    return Comparison(label, summary, pairs, verdicts(pairs, summary), overall_rank(numbers, label))
