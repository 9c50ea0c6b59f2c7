"""The scale of a learnt log ratio: a slope and a shift that make it a likelihood, and the mean log ratio after it.

A critic T that was selected by its scores on one sample is too steep, and its shift is uncertain, on another. Let

    T' = a T + b    with a, b that maximise    E_p ln s(T') + E_q ln s(-T') - ((a - 1)^2 + b^2) / 2n,

s the logistic function, p the joint pairs, q the independent ones: logistic regression with one variable, and a prior that is
worth one pair. If e^T' is then the likelihood ratio of T, as with the right a and b for normal T, the mean of T' over the joint
pairs is the divergence between the distributions of T under p and q. That is a lower bound of I(X;Y) by the data processing
inequality. It has no ceiling.

The scores come from several critics, each with the pairs that it has not seen. The scale for the pairs of one comes from the
pairs of the others, so that no pair takes part in its own scale.

References: J. Platt, Probabilistic outputs for support vector machines (1999), for the regression; V. Chernozhukov et al.,
Double/debiased machine learning, The Econometrics Journal 21 (2018), doi:10.1111/ectj.12097, for cross-fitting.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from .bounds import BoundValue

_ITERATIONS = 50
_LONGEST_STEP = 1.0  # of Newton's method
_CLOSE = 1e-9


class Scaled(NamedTuple):
    """The mean log ratio in nats, its standard error, and slope and shift of all pairs."""

    nats: float
    stderr: float
    slope: float
    shift: float


def scaled_log_ratio(folds: list[Tensor]) -> Scaled:
    """The mean log ratio of the joint pairs, brought to scale.

    Parameters
    ----------
    folds : list of Tensor (n, 1 + m), at least two
        Scores of the pairs that one critic has not seen: a joint pair and m independent ones in every row.
    """
    n = sum(map(len, folds))
    slope, shift = fitted_scale(folds)
    parts = []
    for fold, scores in enumerate(folds):
        a, b = fitted_scale(folds[:fold] + folds[fold + 1 :])
        parts.append(float((a * scores[:, 0] + b).sum()))
    variance = sum((len(value.own) * value.standard_error() / n) ** 2 for value in _values(folds, slope, shift))
    return Scaled(sum(parts) / n, math.sqrt(variance), slope, shift)


def fitted_scale(folds: list[Tensor]) -> tuple[float, float]:
    """Slope a and shift b, by Newton's method."""
    scale = torch.tensor([1.0, 0.0], dtype=torch.float64)
    start = scale.clone()
    for _ in range(_ITERATIONS):
        gradient, curvature = start - scale, torch.eye(2, dtype=torch.float64)
        for scores in folds:
            residual, weight = _residuals(scores, scale)
            gradient = gradient + torch.stack([(residual * scores).sum(), residual.sum()])
            mixed = (weight * scores).sum()
            curvature = curvature + torch.stack([(weight * scores**2).sum(), mixed, mixed, weight.sum()]).view(2, 2)
        step = torch.linalg.solve(curvature, gradient)
        length = float(step.norm())
        scale = scale + step * min(1.0, _LONGEST_STEP / max(length, _CLOSE))
        if length < _CLOSE:
            break
    return float(scale[0]), float(scale[1])


def _residuals(scores: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    """Derivative of the log-likelihood by T' (n, 1 + m), and its negative second derivative."""
    likelihood = torch.sigmoid(scale[0] * scores + scale[1])
    residual = torch.cat([1 - likelihood[:, :1], -likelihood[:, 1:] / (scores.shape[1] - 1)], 1)
    weight = likelihood * (1 - likelihood)
    return residual, torch.cat([weight[:, :1], weight[:, 1:] / (scores.shape[1] - 1)], 1)


def _values(folds: list[Tensor], slope: float, shift: float) -> list[BoundValue]:
    """The mean log ratio of every fold, and what its pairs contribute through slope and shift."""
    scale = torch.tensor([slope, shift], dtype=torch.float64)
    n, curvature = sum(map(len, folds)), torch.eye(2, dtype=torch.float64)
    mean = sum(float(scores[:, 0].sum()) for scores in folds) / n
    for scores in folds:
        weight = _residuals(scores, scale)[1]
        mixed = (weight * scores).sum()
        curvature += torch.stack([(weight * scores**2).sum(), mixed, mixed, weight.sum()]).view(2, 2)
    of_slope, of_shift = n * torch.linalg.solve(curvature, torch.tensor([mean, 1.0], dtype=torch.float64))
    values = []
    for scores in folds:
        effect = _residuals(scores, scale)[0] * (of_slope * scores + of_shift)
        log_ratio = slope * scores[:, 0] + shift
        weights = torch.cat([torch.zeros_like(effect[:, :1]), -effect[:, 1:]], 1)
        values.append(BoundValue(log_ratio.mean(), log_ratio + effect.sum(1), weights))
    return values
