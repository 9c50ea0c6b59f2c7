"""The value for two samples of numbers: the MI of the twin that explains the data best, corrected where it leaves a gap.

Each twin m has a known MI v_m. For each statistic s (KSG, weighted entropies, learnt coordinates, pairs of coordinates) let

    gap_s = s(data) - mean of s over the draws of m,    z_s = gap_s / (its standard deviation).

The twin with the least mean z_s^2 explains the data. Its gap is added where it is significant: shrunk by 1 - (c/z)^2, and
scaled by what one nat of the statistic is worth in nats of MI at that twin. So the bias of the estimators is removed as it is
on data like these.

* The weighted entropies carry the correction: one nat of theirs is worth about one nat. A mixture of several parts only
  approximates a density, so its gap counts whole. Before, what they say of shuffled pairs
  is compared with what they say of shuffled draws: the difference is theirs alone, and is removed.
* KSG carries it where they do not apply: in more than eight columns where they are noisy or ask for less and KSG does not,
  where their value on shuffled pairs is far from 0, or where its gap is significant and theirs is not.
* In more columns, where they do not apply at all, pairs of coordinates carry it before KSG.
* The learnt coordinates carry it where they ask for more than both: a sharp relation among many columns, to which neighbours
  are blind.
"""

import math
from dataclasses import dataclass

import numpy as np

from .explanation import Candidate, Explanation
from .pairs import PairsTwin
from .statistics import FEW_COLUMNS

_MEAN_OF_FEW = 1.3  # variance of the data's value and of the mean of about three draws, in units of one value's variance
_DRAW_EXCESS = 1.2  # a standard deviation of three draws is too small on average; data also vary more than a twin
_FLOORS = {"counts": 0.005, "entropies": 0.01, "learnt": 0.005, "pairs": 0.02}  # nats, least standard deviations
_CARRIES = {"counts": 1.5, "entropies": 1.0, "learnt": 2.0, "pairs": 2.0}  # z at which a gap begins to count
_MOST_SLOPE = 1.6  # nats of MI for one nat of a statistic
_FLEXIBLE = 0.5  # of mean z^2: what a mixture, which fits nearly everything, must be better by, and the pairs may be worse by
_WILD = 0.6  # nats of shuffled pairs, beyond which the weighted entropies are not used
_NOISY = 0.12  # nats, a standard deviation of the weighted entropies in many columns beyond which they are not used
_STRONG = 2.5  # nats, from which the weighted entropies still grow with n


@dataclass(frozen=True)
class Gap:
    """A statistic of the data less its mean over the draws of a twin, in nats, and in standard deviations."""

    nats: float
    z: float

    def shrunk(self, least: float) -> float:
        """The gap times 1 - (least/z)^2, or 0."""
        return self.nats * (1 - (least / self.z) ** 2) if abs(self.z) > least else 0.0


_NONE = Gap(math.nan, math.nan)


@dataclass(frozen=True)
class Value:
    """A value and what it rests on.

    Parameters
    ----------
    nats : float
    candidate : Candidate
        The twin that explains the data best.
    carrier : {"", "counts", "entropies", "learnt", "pairs", "between"}
        The statistic that carries the correction. "between": what lies between the pairs is added to the twin of the pairs.
    correction : float
        nats less the MI of the twin.
    gaps : dict
        Gap of each statistic for that twin.
    misfits : dict
        Mean z^2 of each candidate.
    deviations : dict
        Standard deviation of each statistic over draws, pooled over the twins.
    """

    nats: float
    candidate: Candidate
    carrier: str
    correction: float
    gaps: dict[str, Gap]
    misfits: dict[str, float]
    deviations: dict[str, float]

    def proposals(self) -> list[float]:
        """The MI in nats that each statistic alone asks for: that of the twin, and the whole gap."""
        gaps = {name: gap.nats for name, gap in self.gaps.items() if math.isfinite(gap.nats)}
        return [self.candidate.twin.estimate + _slope(self.candidate, name) * gap for name, gap in gaps.items()]


def value_of(found: Explanation) -> Value:
    """Decide the value."""
    deviations = {name: _deviation(found, name) for name in _FLOORS}
    gaps = {candidate.name: _gaps(found, candidate, deviations) for candidate in found.candidates}
    misfits = {name: _mean_square(each) for name, each in gaps.items()}
    best = _best(found.candidates, gaps, misfits)
    if wild(found):
        best = min(found.candidates, key=lambda one: abs(gaps[one.name]["counts"].nats))
        carrier, correction = "counts", _slope(best, "counts") * gaps[best.name]["counts"].nats
    elif isinstance(best.twin, PairsTwin):
        carrier, correction = "between", best.twin.between
    else:
        carrier, correction = _correction(found, best, gaps[best.name], deviations["entropies"])
    learnt = _slope(best, "learnt") * gaps[best.name]["learnt"].shrunk(_CARRIES["learnt"])
    if carrier == "between":
        correction += learnt
    elif learnt > max(correction, 0.0):
        carrier, correction = "learnt", learnt
    return Value(best.twin.estimate + correction, best, carrier, correction, gaps[best.name], misfits, deviations)


def _best(candidates: tuple[Candidate, ...], gaps: dict[str, dict[str, Gap]], misfits: dict[str, float]) -> Candidate:
    """The twin that explains the data best; that of the pairs if the others miss the pairs, and it explains the rest."""
    of_pairs = [one for one in candidates if isinstance(one.twin, PairsTwin)]
    others = [one for one in candidates if not isinstance(one.twin, PairsTwin)]
    best = min(others, key=lambda one: misfits[one.name] + (_FLEXIBLE if one.components > 1 else 0.0))
    missed = abs(gaps[best.name]["pairs"].z) > _CARRIES["pairs"]
    return of_pairs[0] if missed and misfits["pairs"] < misfits[best.name] + _FLEXIBLE else best


def wild(found: Explanation) -> bool:
    """Whether the weighted entropies see MI, or its opposite, in shuffled pairs."""
    return abs(found.shuffled("entropies")) > _WILD


def _correction(found: Explanation, best: Candidate, gaps: dict[str, Gap], deviation: float) -> tuple[str, float]:
    """What pairs of coordinates, KSG and the weighted entropies ask for."""
    by_pairs = gaps["pairs"].shrunk(_CARRIES["pairs"])
    if by_pairs and not math.isfinite(getattr(best.twin, "dof", math.inf)):  # heavy tails are shared by all pairs
        return "pairs", by_pairs
    nats, columns = best.twin.estimate, found.x_dim + found.y_dim
    by_counts = _slope(best, "counts") * gaps["counts"].shrunk(_CARRIES["counts"])
    least = 0.0 if best.components > 1 else _CARRIES["entropies"]
    by_entropies = gaps["entropies"].shrunk(least)
    # Among many columns neighbours miss dependence, seldom invent it: KSG objects only where the entropies ask for less.
    doubtful = columns > FEW_COLUMNS and (deviation > _NOISY or by_entropies < 0 <= by_counts)
    if math.isnan(found.data.entropies) or doubtful:
        return ("counts", by_counts) if by_counts else ("", 0.0)
    if by_entropies:
        growth = found.data.entropies - found.half.entropies
        if nats > _STRONG:
            by_entropies = (1.2 if by_entropies > 0 else 1.0) * by_entropies + max(growth, 0.0)
        return "entropies", by_entropies
    return ("counts", by_counts) if by_counts and nats < 1.5 else ("", 0.0)


def _gaps(found: Explanation, candidate: Candidate, deviations: dict[str, float]) -> dict[str, Gap]:
    data = {
        "counts": found.data.counts,
        "entropies": found.data.entropies - _spurious(found, candidate),
        "learnt": found.data.learnt,
        "pairs": found.data.pairs,
    }
    gaps = {}
    for name, value in data.items():
        gap = value - getattr(candidate, name)
        gaps[name] = (
            Gap(gap, gap / (_DRAW_EXCESS * math.sqrt(_MEAN_OF_FEW) * deviations[name])) if math.isfinite(gap) else _NONE
        )
    return gaps


def _spurious(found: Explanation, candidate: Candidate) -> float:
    """What the weighted entropies say of shuffled pairs beyond what they say of shuffled draws, less its own noise."""
    columns = found.x_dim + found.y_dim
    if columns > FEW_COLUMNS or not math.isfinite(candidate.shuffled):
        return 0.0
    excess = found.shuffled("entropies") - candidate.shuffled
    return math.copysign(max(abs(excess) - 0.015 * columns * math.sqrt(1000 / found.n), 0.0), excess)


def _deviation(found: Explanation, name: str) -> float:
    """Over draws, pooled over the twins."""
    squares = [getattr(candidate, f"{name}_sd") ** 2 for candidate in found.candidates]
    squares = [square for square in squares if math.isfinite(square)]
    return math.sqrt(float(np.mean(squares)) + _FLOORS[name] ** 2) if squares else math.nan


def _mean_square(gaps: dict[str, Gap]) -> float:
    """Mean z^2, without the pairs: the twin of the pairs has theirs by construction, and the others are corrected by them."""
    return float(np.nanmean([gap.z**2 for statistic, gap in gaps.items() if statistic != "pairs"]))


def _slope(candidate: Candidate, name: str) -> float:
    """Nats of MI for one nat of the statistic: their ratio at the twin, from 1 to 1.6; 1 for pairs, whose biases are small."""
    if name == "pairs":
        return 1.0
    at_twin = getattr(candidate, name)
    return min(max(candidate.twin.estimate / max(at_twin, 0.05), 1.0), _MOST_SLOPE) if math.isfinite(at_twin) else 1.0
