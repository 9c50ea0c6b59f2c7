"""The calibration of intervals: how much each sign of an error weighs, found on distributions of known MI.

    lower = v - q sum_i a_i f_i,    upper = v + q sum_i b_i f_i

for the value v and its signs f_i (`twins.signs`). The weights a, b >= 0 make the intervals narrow, and the factor q is the
quantile of the scores max((v - I)/(sum a f), (I - v)/(sum b f)) over the calibration, families weighted equally: split
conformal prediction. `infoplane calibrate` makes the file from the rows of the suite `calibration`.

Three things open the printed interval further (`opened`):

* even normal pairs give a value with a standard error ("sampling" in `twins.signs`): no arm is shorter than 1.96 of them;
* what KSG cannot distinguish from noise may be there, whatever the twin says: the upper arm is at least one and a half
  standard deviations of KSG;
* learnt coordinates that share more information than the twin explains prove that neighbours miss something, and nobody knows
  how much: the upper arm is at least what they added. Both ends are at least what they prove, but the lower end is never above
  the value, unless the value is below 0.

Reference: V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World (2005), chapter 4.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from .presentation.forms import LEVEL

LEAST = 0.002  # nats, added to both scales
_UNSEEN = 1.5  # standard deviations of KSG
_NORMAL = 1.96  # standard errors of normal pairs


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

    def interval(self, nats: float, signs: dict[str, float], proven: float = math.nan) -> tuple[float, float]:
        """The printed interval: parameters as in `opened`."""
        down, up = (self.factor(LEVEL) * scale for scale in self.scales(signs))
        lower, upper = opened(nats, down, up, signs, proven)
        return float(lower), float(upper)

    def factor(self, level: float) -> float:
        """q for a level, linear in the level between those of the file, and the last one beyond them."""
        return float(np.interp(level, (0.0, *self.levels), (0.0, *self.factors)))


@lru_cache
def calibration(name: Literal["full", "fast"]) -> Calibration:
    """The calibration that comes with the package, for `numbers` or for `fast`."""
    text = files("infoplane.estimators.automatic").joinpath("calibration.json").read_text(encoding="utf-8")
    found = json.loads(text)[name]
    return Calibration(found["down"], found["up"], tuple(found["levels"]), tuple(found["factors"]))


def opened(nats: Any, down: Any, up: Any, signs: Mapping[str, Any], proven: Any = math.nan) -> tuple[Any, Any]:
    """Both ends of the printed interval, in nats: not below 0, and opened where arms may be too short.

    Parameters
    ----------
    nats : float, or array (m,) for m values
        The value. The other parameters may be arrays (m,) too.
    down, up : float or array
        The calibrated arms.
    signs : mapping of str to float or array
        Of the value. Those of the fast value have no "noise_counts" and no "learnt".
    proven : float or array
        What learnt coordinates prove; NaN where none were learnt.

    Examples
    --------
    >>> lower, upper = opened(0.1, 0.2, 0.05, {"noise_counts": 0.04, "learnt": 0.0})
    >>> print(f"{lower:.2f} to {upper:.2f}")
    0.00 to 0.16
    """
    sampling = _NORMAL * signs.get("sampling", 0.0)
    least_up = np.maximum(np.maximum(_UNSEEN * signs.get("noise_counts", 0.0), signs.get("learnt", 0.0)), sampling)
    lower = np.fmax(nats - np.maximum(down, sampling), proven)  # fmax passes over NaN
    upper = np.fmax(nats + np.maximum(up, least_up), proven)
    return np.maximum(np.minimum(lower, nats), 0.0), np.maximum(upper, 0.0)


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
