"""Check passes, and keep what is needed of them: few inputs of many, columns that vary, and few of wide layers."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import svd

from infoplane.planes.readings.protocol import Array, Passes

MOST_INPUTS = 5000  # the whole alphabet of twelve bits is 4,096 inputs
_CHOSEN = 2000  # of more inputs: ln 2000 = 7.6 nats, and more would move the cap by little and cost their square
_WIDEST = 256


def checked(passes: Passes) -> Passes:
    """Passes with weights that sum to 1, and 2,000 inputs where there are more than `MOST_INPUTS`.

    The same inputs are kept for every layer of a plane, so that layers stay comparable.

    Raises
    ------
    ValueError
        If shapes disagree, a number is not finite, a weight is not positive, or a known noise has no positive deviation.
    """
    values, weights = np.asarray(passes.values), np.asarray(passes.weights, dtype=np.float64)
    if values.ndim != 3 or 0 in values.shape:
        raise ValueError(f"Passes have shape (passes, inputs, columns), none of them 0; got {values.shape}.")
    n = values.shape[1]
    if weights.shape != (n,) or not (np.isfinite(weights).all() and (weights > 0).all()):
        raise ValueError(f"Needs one positive weight for each of {n} inputs; got shape {weights.shape}.")
    if passes.centres is not None and np.shape(passes.centres)[-2:] != values.shape[1:]:
        raise ValueError(f"Centres have shape {np.shape(passes.centres)}, but a pass has shape {values.shape[1:]}.")
    bad = int((~np.isfinite(values)).any(axis=(0, 2)).sum())
    if bad:
        raise ValueError(
            f"The layer has values that are NaN or infinite on {bad} of {n} inputs: lower the learning rate, or read "
            "an earlier epoch."
        )
    if passes.std is not None and not 0 < passes.std < np.inf:
        raise ValueError(f"A known noise has a positive, finite standard deviation; got {passes.std}: give None without noise.")
    passes = replace(passes, values=values, weights=weights / weights.sum())
    if n > MOST_INPUTS:
        passes = _rows(passes, np.sort(np.random.default_rng(0).permutation(n)[:_CHOSEN]))
    return passes


def _rows(passes: Passes, rows: NDArray[np.int64]) -> Passes:
    weights = passes.weights[rows]
    latents = passes.latents
    return replace(
        passes,
        values=passes.values[:, rows],
        centres=None if passes.centres is None else np.asarray(passes.centres)[..., rows, :],
        weights=weights / weights.sum(),
        latents=None if latents is None else replace(latents, latents=np.asarray(latents.latents)[:, rows]),
    )


def same_in_all(values: Array) -> bool:
    """Whether all passes (m, n, d) are the same, but for the rounding of their type."""
    if len(values) < 2:
        return False
    return bool((np.abs(values[1:] - values[0]).max(axis=(0, 1)) <= rounding(values)).all())


def rounding(values: Array) -> NDArray[Any]:
    """Differences (d,) in the columns of (..., d) that are rounding only."""
    return np.asarray(8 * np.finfo(values.dtype).eps * np.abs(values).max(axis=tuple(range(values.ndim - 1))))


def alive(values: Array) -> NDArray[np.bool_]:
    """The columns (d,) of passes (m, n, d) that vary by more than rounding."""
    return np.asarray(np.ptp(values, axis=(0, 1)) > rounding(values))


def narrow(values: Array, centres: Array | None) -> tuple[Array, Array | None, float]:
    """Wide layers on the principal axes of their first pass, and the share of its variance that they keep."""
    if values.shape[2] <= _WIDEST:
        return values, centres, 1.0
    first = values[0] - values[0].mean(axis=0)
    _, stretch, axes = svd(first, full_matrices=False)
    axes = axes[:_WIDEST][stretch[:_WIDEST] > 8 * np.finfo(values.dtype).eps * stretch[0]].T
    kept = float((stretch[:_WIDEST] ** 2).sum() / max((stretch**2).sum(), np.finfo(np.float64).tiny))
    return values @ axes, None if centres is None else centres @ axes, kept
