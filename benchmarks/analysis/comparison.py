"""A candidate beside the stored baselines: the cells to run, and what their rows say."""

from dataclasses import dataclass

import pandas as pd

from infoplane.benchmarks.suites.protocol import Cell, Suite, Task
from infoplane.estimators.protocol import Estimator

from .columns import WORDS
from .differences import differences, verdicts
from .ranking import Rank, overall_rank
from .summary import summarise


def cells_for(suite: Suite, label: str, estimator: Estimator) -> list[Cell]:
    """The candidate on every (task, n, replicate) of the suite, once."""
    places: dict[tuple[str, int, int], Task] = {}
    for cell in suite.cells():
        places.setdefault((cell.task.id, cell.n, cell.replicate), cell.task)
    return [Cell(task, label, estimator, n, replicate) for (_, n, replicate), task in places.items()]


@dataclass(frozen=True)
class Comparison:
    """What the rows of a candidate and of the baselines say, in nats.

    Parameters
    ----------
    label : str
        The candidate's.
    summary : DataFrame
        Every estimator on every task: see `summary`.
    pairs : DataFrame
        The candidate against each baseline on each task: see `verdict.differences`.
    verdicts : DataFrame
        The candidate on each task: see `verdict.verdicts`.
    rank : Rank
        The candidate over all tasks: see `rank`.
    """

    label: str
    summary: pd.DataFrame
    pairs: pd.DataFrame
    verdicts: pd.DataFrame
    rank: Rank


def compared(numbers: pd.DataFrame, label: str) -> Comparison:
    """Compare from the numbers of a candidate and of the baselines, as `columns.of_store` gives them."""
    numbers = numbers.astype(dict.fromkeys(WORDS, str))
    summary, pairs = summarise(numbers), differences(numbers, label)
    return Comparison(label, summary, pairs, verdicts(pairs, summary), overall_rank(numbers, label))
