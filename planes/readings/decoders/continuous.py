"""I(L;Y) for numbers Y: which of the n targets belongs to a row of the layer, by regressions on other rows.

    I(L;Y) >= E ln [ f(L, Y) / (1/k) sum_j f(L, y_j) ],    equality for f(l, y) = p(y | l) / p(y),

for any f that was learnt on rows other than these k (Barber and Agakov; InfoNCE with the targets of a fold as negatives). No
entropy of Y is needed, so any number of columns will do. The value cannot exceed ln k, and stays below I(L;Y) by about
exp(I) / (2 k). Columns of Y are replaced by normal scores, which keeps I(L;Y). p(y | l) comes from the `regressors`, and p(y)
is its mean over the rows of the fold. The posterior of the target is a cross-fitted mixture of theirs, at several temperatures,
and of the uniform one.

Images and other targets of many columns are compressed first, by `y_compressor` or a PCA: a function of Y, so the bound holds.

References: A. van den Oord, Y. Li, O. Vinyals, arXiv 1807.03748.
"""

import copy
import math
from typing import Any

import numpy as np
from scipy.special import logsumexp, ndtri
from scipy.stats import rankdata

from infoplane.estimators.automatic.labelled.held_out import alone, mixed, scaled_columns
from infoplane.estimators.samples.levels import symbols
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.readings.identification.posterior import ratios_of
from infoplane.planes.readings.protocol import Array, Reading

from .regressors import regressors

_TEMPERATURES = (0.7, 1.0, 1.5, 3.0, 10.0)
_MOST_ROWS = 2400
_MOST_COLUMNS = 16
_FOLDS = 3  # few, so that each has many targets
_NEAR_CAP = 1.5  # nats: a value nearer to ln k is a tenth too low or more


def number_information(
    values: Array, targets: Array, probabilities: Array, rng: np.random.Generator, y_compressor: Any = None
) -> Reading:
    """I(L;Y) of a layer (n, d) and numbers (n, *shape), with probabilities (n,) of the rows."""
    n = len(values)
    if n > _MOST_ROWS:
        chosen = np.sort(rng.permutation(n)[:_MOST_ROWS])
        values, targets, probabilities = values[chosen], targets[chosen], probabilities[chosen] / probabilities[chosen].sum()
        n = _MOST_ROWS
    flat, flags = _compressed(targets, y_compressor)
    cap = label_entropy(symbols(flat), probabilities)  # ln n, unless targets are equal
    varying = flat[:, np.ptp(flat, axis=0) > 0]
    if values.shape[1] == 0 or varying.shape[1] == 0:
        return Reading(0.0, 0.0, 0.0, cap, "held-out", ("constant",))
    x, y = scaled_columns(values), _normal_scores(varying)
    folds = rng.permutation(np.arange(n) % _FOLDS)
    found = {}
    for name, regressor in regressors(n, x.shape[1]).items():
        ratios = np.empty((n, len(_TEMPERATURES)))
        for fold in range(_FOLDS):
            held = folds == fold
            logits = regressor(x[~held], y[~held], x[held], y[held])
            logits -= logsumexp(logits, axis=0)
            shares = probabilities[held] / probabilities[held].sum()
            ratios[held] = ratios_of(logits, np.arange(len(shares)), shares, _TEMPERATURES).T
        found[name] = ratios
    terms, worst = mixed([*found.values()], probabilities, folds)
    nats = float(probabilities @ terms)
    variance = float(probabilities**2 @ (terms - nats) ** 2) + ((nats - worst) / n) ** 2 + shares_cost(len(found), n) ** 2
    each = {name: alone(one, probabilities, folds) for name, one in found.items()}
    details = {"rows": float(n), "cap": cap, "columns of y": float(y.shape[1]), **each}
    if nats > math.log(n / _FOLDS) - _NEAR_CAP:
        flags = (*flags, "near its cap")
    return Reading(nats, math.sqrt(variance), nats, cap, "held-out", flags, details)


def shares_cost(decoders: int, n: int) -> float:
    """What the shares of that many decoders cost when they are learnt from n rows: 1/2n nats each.

    The spread over rows does not show it where the decoders find nothing: an untrained layer then reads a little below 0.
    """
    return decoders / (2 * n)


def _compressed(targets: Array, compressor: Any) -> tuple[Array, tuple[str, ...]]:
    """Targets (n, q), and a flag if they were compressed."""
    flat = targets.reshape(len(targets), -1)
    if compressor is not None:
        codes = np.asarray(copy.deepcopy(compressor).fit_transform(targets), dtype=np.float64)
        return codes.reshape(len(codes), -1), ("y was compressed",)
    if flat.shape[1] <= _MOST_COLUMNS:
        return flat, ()
    from sklearn.decomposition import PCA

    return PCA(min(_MOST_COLUMNS, len(flat) - 1), svd_solver="full").fit_transform(flat), ("y was compressed",)


def _normal_scores(targets: Array) -> Array:
    """Each column by its ranks as normal scores; equal values stay equal."""
    return np.asarray(ndtri((rankdata(targets, axis=0) - 0.5) / len(targets)))
