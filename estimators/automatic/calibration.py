"""The calibration of intervals: how much each sign of an error weighs, found on distributions of known MI.

    lower = v - q sum_i a_i f_i,    upper = v + q sum_i b_i f_i

for the value v and its signs f_i (`twins.signs`). The weights a, b >= 0 make the intervals narrow, and the factor q is the
quantile of the scores max((v - I)/(sum a f), (I - v)/(sum b f)) over the calibration, families weighted equally: split
conformal prediction. `infoplane calibrate` makes the file from the rows of the suite `calibration`.

Reference: V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World (2005), chapter 4.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np

from .presentation.forms import LEVEL

LEAST = 0.002  # nats, added to both scales


@dataclass(frozen=True)
class Calibration:
    """Weights of the signs and factors of the levels.

    Parameters
    ----------
    down, up : dict of str to float
        Weights a and b of the signs.
    levels, factors : tuple of float
        The factor q for each level, both increasing.
    """

    down: dict[str, float]
    up: dict[str, float]
    levels: tuple[float, ...]
    factors: tuple[float, ...]

    def scales(self, signs: dict[str, float]) -> tuple[float, float]:
        """The sums a f and b f, in nats."""
        down, up = (LEAST + sum(weight * signs[name] for name, weight in side.items()) for side in (self.down, self.up))
        return down, up

    def factor(self, level: float) -> float:
        """q for a level, linear in the level between those of the file, and the last one beyond them."""
        return float(np.interp(level, (0.0, *self.levels), (0.0, *self.factors)))


@lru_cache
def calibration(name: Literal["full", "fast"]) -> Calibration:
    """The calibration that comes with the package, for `numbers` or for `fast`."""
    text = files("infoplane.estimators.automatic").joinpath("calibration.json").read_text(encoding="utf-8")
    found = json.loads(text)[name]
    return Calibration(found["down"], found["up"], tuple(found["levels"]), tuple(found["factors"]))


def widening(level: float) -> float:
    """Width of the interval at a level, in units of the printed one.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"An interval needs a level between 0 and 1; got {level}.")
    return calibration("full").factor(level) / calibration("full").factor(LEVEL)
