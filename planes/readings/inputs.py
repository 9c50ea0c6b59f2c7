"""I(X;L) of a layer from noisy passes over a finite set of inputs.

X is uniform, or weighted, on the n inputs, so 0 <= I(X;L) <= H(X) <= ln n. What is known decides the way:

* every pass is the same: I(X;L) is infinite for continuous X, or 0 for a constant layer ("deterministic"); of whole numbers it
  is the entropy of the layer ("counted");
* the layer's own noise is known and nothing random comes before it: the exact value, by quadrature in one or two columns, else
  by Monte Carlo ("quadrature", "noise");
* the layer is a linear map of a noisy layer, with noise of its own: both ends ("certificate");
* the own noise is known, what comes before it is random, and there are many passes: the draws of the centres are nearly their
  distribution, and are both ends where these are close ("certificate");
* elsewhere: the bound of critics ("learnt"). Two blocks of passes are held out, of one pass each, or of more where inputs are
  few; each is evaluated with shares that are calibrated on the other. Where the own noise is known, the draws of its centres
  give an upper end as well.

The bound that is learnt from m passes is below I(X;L) by about a / m. The value is the bound and what it lacks, extrapolated
from half the passes, in the logarithm of what is left to ln n; the lower end is the bound itself. Half of the extrapolation and
half of what the critics of curved noise added, count as errors. It is flagged "under-learnt" where what it lacks, and that
half, are more than `STILL_TO_LEARN`.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.levels import symbols
from infoplane.planes.exact.mixture_information import input_information as exact_information

from .identification.certificate import DRAWS, Bracket, bracket, coordinates
from .identification.learning import AT_CAP, FEWEST, learnt_bound
from .identification.narrowing import alive, checked, narrow, same_in_all
from .protocol import Array, Passes, Reading

_SAMPLES = 5000
STILL_TO_LEARN = 0.1  # nats
_CERTIFIED_WIDTH = 32  # beyond it draws of the centres are too far apart for an upper end below ln n
_FEW_DRAWS = 400
_MANY, _TIGHT = 100, 0.1  # passes whose draws are tried as both ends; nats between them


def input_information(passes: Passes, rng: Any = None) -> Reading:
    """I(X;L) in nats, with both ends.

    Parameters
    ----------
    passes : Passes
        At least four where it has to be learnt; 18 are usual. Of more than 5,000 inputs, a fixed choice of 2,000 is used;
        `details` holds the number.
    rng : seed or Generator, optional

    Returns
    -------
    Reading
        `upper` is ln n, or H(X) for weighted inputs, where no smaller end is known.

    Raises
    ------
    ValueError
        If there are too few passes, shapes disagree, or numbers are not finite.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes.readings.inputs import input_information
    >>> from infoplane.planes.readings.protocol import Passes
    >>> rng = np.random.default_rng(0)
    >>> centres = np.array([[-1.0], [1.0]])
    >>> noisy = centres + 0.1 * rng.standard_normal((18, 2, 1))
    >>> reading = input_information(Passes(noisy, centres, 0.1, np.array([0.5, 0.5])))
    >>> print(f"{reading.nats:.4f} nats by {reading.method}")
    0.6931 nats by quadrature
    """
    rng = np.random.default_rng(rng)
    passes = checked(passes)
    cap = -float(passes.weights @ np.log(passes.weights))
    if same_in_all(passes.values):
        found = _deterministic(passes, cap)
        return _flagged(found, passes, cap) if found.method == "counted" else found
    if passes.std is not None and passes.centres is not None and np.ndim(passes.centres) == 2:
        reading = _known(np.asarray(passes.centres), passes.std, passes, rng)
    elif passes.latents is not None:
        reading = _certified(passes, rng)
    else:
        reading = _learnt(passes, cap, rng)
    return _flagged(reading, passes, cap)


def _deterministic(passes: Passes, cap: float) -> Reading:
    """Every pass is the same."""
    values = passes.values[0][:, alive(passes.values)]
    kinds = symbols(values) if values.shape[1] else np.zeros(len(values), np.int64)
    shares = np.bincount(kinds, passes.weights)
    entropy = float(-(shares @ np.log(shares))) + 0.0
    details = {"inputs": float(len(values)), "distinct": float(len(shares)), "cap": cap}
    if len(shares) == 1:
        return Reading(0.0, 0.0, 0.0, 0.0, "deterministic", ("deterministic", "constant"), details)
    if passes.discrete:
        return Reading(entropy, 0.0, entropy, entropy if passes.kept == 1 else math.inf, "counted", details=details)
    return Reading(math.inf, 0.0, entropy, math.inf, "deterministic", ("deterministic",), details)


def _known(centres: Array, std: float, passes: Passes, rng: np.random.Generator) -> Reading:
    """The noise is the layer's own, and nothing random comes before it."""
    found: Estimate = exact_information(centres, std, passes.weights, _SAMPLES, rng=rng)
    nats, error = found.nats, found.stderr or 0.0
    method = "noise" if found.stderr is not None else "quadrature"
    upper = nats if passes.kept == 1 else math.inf
    return Reading(nats, error, nats, upper, method, details=dict(found.details))


def _certified(passes: Passes, rng: np.random.Generator) -> Reading:
    """A linear map of a noisy layer. Where its latents are the same in every pass, its noise is known."""
    assert passes.latents is not None
    centres = coordinates(passes.latents)
    if len(centres) == 1 or same_in_all(centres):
        return _known(centres[0], 1.0, passes, rng)
    return _between(bracket(centres, passes.weights, DRAWS, rng), len(centres))


def _between(ends: Bracket, passes: int) -> Reading:
    error = max(ends.lower_error, ends.upper_error)
    details = {"passes": float(passes), "lower stderr": ends.lower_error, "upper stderr": ends.upper_error}
    return Reading((ends.lower + ends.upper) / 2, error, ends.lower, ends.upper, "certificate", details=details)


def _learnt(passes: Passes, cap: float, rng: np.random.Generator) -> Reading:
    """The bound of critics."""
    m = len(passes.values)
    if m < FEWEST:
        raise ValueError(f"I(X;L) is learnt from at least {FEWEST} noisy passes; got {m}: make more, 18 are usual.")
    columns = alive(passes.values)
    known = passes.std is not None and passes.centres is not None
    values, centres, kept = narrow(passes.values[..., columns], np.asarray(passes.centres)[..., columns] if known else None)
    drawn = None
    if centres is not None and passes.std is not None and centres.shape[2] <= _CERTIFIED_WIDTH:
        drawn = np.asarray(centres) / passes.std
        if m >= _MANY:  # the draws of the centres are nearly their distribution
            ends = bracket(drawn, passes.weights, DRAWS, rng)
            if ends.upper - ends.lower < _TIGHT:
                return _between(ends, m)
    found = learnt_bound(values, centres, passes.std if known else None, passes.weights, rng)
    upper = math.inf
    if drawn is not None and not found.saturated:
        ends = bracket(drawn, passes.weights, _FEW_DRAWS, rng)
        upper = ends.upper + 2 * ends.upper_error
    # The bound grows with the passes as I - a / m: as much again as from half of them.
    still = max(found.still, 0.0)
    left = max(cap - found.nats, 1e-9)
    nats = found.nats - left * math.expm1(-still / left)
    # The gap a / m, and that nothing is more curved than the columns can be, are known to about half.
    error = math.hypot(found.error, found.still_error, (nats - found.nats) / 2, found.curved / 2)
    details = {"passes": float(m), "still to learn": found.still, "curved": found.curved, "kept": kept}
    flags = ("under-learnt",) if still + found.curved / 2 > STILL_TO_LEARN else ()
    return Reading(nats, error, found.nats, upper, "learnt", flags, details)


def _flagged(reading: Reading, passes: Passes, cap: float) -> Reading:
    """The reading with its upper end at most the cap, and with flags."""
    flags = list(reading.flags)
    if reading.nats > cap - AT_CAP:
        flags.append("at ln n")
    if reading.nats < -2 * reading.stderr:
        flags.append("below 0")
    if passes.kept < 1:
        flags.append("columns were sketched")
    details = {"inputs": float(len(passes.weights)), "cap": cap, **reading.details}
    return replace(reading, upper=min(reading.upper, cap), flags=tuple(flags), details=details)
