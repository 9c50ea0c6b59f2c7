"""The entropy of labels, which no MI exceeds, and what rows without a second level leave possible."""

import math
from typing import NamedTuple

import numpy as np

from infoplane.estimators.automatic.measurement import NOTHING, Measurement
from infoplane.estimators.validation import Labels

ONE_END = 0.025  # probability beyond either end of an interval
SD = 2.0  # standard deviations to either end


class Entropy(NamedTuple):
    """The plug-in entropy of labels in nats, and the upper end of its interval, corrected by Miller and Madow."""

    nats: float
    upper: float

    @classmethod
    def of(cls, counts: Labels) -> "Entropy":
        """From the counts (K,) of the labels that occur."""
        n = int(counts.sum())
        p = counts / n
        nats = float(-(p * np.log(p)).sum())
        deviation = math.sqrt(max(float((p * np.log(p) ** 2).sum()) - nats**2, 0.0) / n)
        return cls(nats, nats + (len(p) - 1) / (2 * n) + SD * deviation)


def one_level(n: int) -> Measurement:
    """What n rows of one level show: n rows miss other levels of the probability `rare` once in forty times."""
    rare = -math.expm1(math.log(ONE_END) / n)
    upper = -rare * math.log(rare) - (1 - rare) * math.log1p(-rare)
    flag = f"x or y has one level in all {n} rows, so MI is at most the entropy of levels too rare to occur."
    return Measurement(0.0, lower=0.0, upper=upper, estimator=NOTHING, reason="A constant has no MI.", flags=(flag,), n=n)
