"""Candidates compared with the baselines: the result for each candidate."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from infoplane.benchmarks.analysis.columns import TEXT
from infoplane.benchmarks.analysis.summary import summarise

from .differences import differences
from .independence import false_positives, independent
from .pairing import IGNORES, Pairing, is_probe, pairing
from .ranking import Rank, overall_rank
from .verdicts import verdicts


@dataclass(frozen=True)
class Comparison:
    """The comparison of a candidate with the baselines, in nats.

    Parameters
    ----------
    label : str
        The candidate's.
    summary : DataFrame
        The candidate and every baseline on every task, those of true MI 0 too: see `summary.summarise`.
    pairs : DataFrame
        The candidate against each baseline on each task of positive MI: see `differences.differences`.
    verdicts : DataFrame
        The candidate on each task of positive MI: see `verdicts.verdicts`. If it ignores the pairing, every verdict says so.
    independent : DataFrame
        The candidate and every baseline on tasks of true MI 0: see `independence.false_positives`.
    errors : DataFrame
        The candidate's errors on tasks of true MI 0, judged as in `verdicts`.
    rank : Rank
        The candidate over all tasks of positive MI: see `ranking.overall_rank`.
    pairing : Pairing
        What the candidate gives on shuffled y.
    """

    label: str
    summary: pd.DataFrame
    pairs: pd.DataFrame
    verdicts: pd.DataFrame
    independent: pd.DataFrame
    errors: pd.DataFrame
    rank: Rank
    pairing: Pairing


def compared(numbers: pd.DataFrame, label: str, others: Sequence[str] = (), whole: pd.DataFrame | None = None) -> Comparison:
    """Compare a candidate with the baselines.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell of the candidate, of the baselines, and of `pairing.pairing_cells`, with the columns of
        `columns.of_store`.
    label : str
        The candidate's label.
    others : sequence of str
        Labels of other candidates, which are no baselines.
    whole : DataFrame, optional
        Every line of the candidate, where `numbers` has only those of some tasks or sizes: the pairing is checked on all.
    """
    numbers = numbers.astype(dict.fromkeys(TEXT, str))
    numbers = numbers[~numbers["estimator"].isin([other for other in others if other != label])]
    found = pairing(numbers if whole is None else whole.astype(dict.fromkeys(TEXT, str)), label)
    numbers = numbers[~is_probe(numbers)]
    zero = independent(numbers)
    pairs, errors = (differences(numbers[part], label) for part in (~zero, zero))
    judged, at_zero = verdicts(pairs), verdicts(errors)
    if found.ignored:
        pairs, judged, at_zero = (table.assign(verdict=IGNORES) for table in (pairs, judged, at_zero))
    return Comparison(
        label, summarise(numbers), pairs, judged, false_positives(numbers), at_zero, overall_rank(numbers[~zero], label), found
    )
