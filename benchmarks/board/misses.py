"""How often, and by how much, the 95 % intervals of `estimate_mi` miss the true MI on a kind of data."""

from typing import NamedTuple

import pandas as pd

AUTO = ("auto", "AE+auto")  # the labels of `estimate_mi`


class Misses(NamedTuple):
    """Intervals, those of them that do not contain the true MI, and the largest distance of the true MI from one, in nats."""

    intervals: int
    missed: int
    most: float

    def __str__(self) -> str:
        """Like "2 of 40, by up to 0.013".

        >>> str(Misses(40, 2, 0.0132)), str(Misses(40, 0, 0.0))
        ('2 of 40, by up to 0.013', '0 of 40')
        """
        return f"{self.missed} of {self.intervals}" + f", by up to {self.most:.3f}" * (self.missed > 0)


def misses_of(numbers: pd.DataFrame) -> Misses | None:
    """Of `estimate_mi`, over all rows that are given; None where it has no interval among them.

    Parameters
    ----------
    numbers : DataFrame
        With the columns of `columns.of_store`.
    """
    own = numbers[numbers["estimator"].isin(AUTO) & numbers["lower"].notna() & numbers["upper"].notna()]
    if own.empty:
        return None
    outside = (own["lower"] - own["true_mi"]).clip(lower=0) + (own["true_mi"] - own["upper"]).clip(lower=0)
    return Misses(len(own), int((outside > 0).sum()), float(outside.max()))
