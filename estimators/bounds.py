"""Variational lower bounds on mutual information, as pure functions of critic scores.

A critic T gives scores on joint pairs, T_i = T(x_i, y_i), and on pairs drawn from the product of the marginals, T'_j.
The bound of Donsker and Varadhan, with equality for T = ln dP_XY / (dP_X dP_Y) + constant:

    I(X;Y) >= E T - ln E e^{T'}.

On a sample the mean of e^{T'} is dominated by its largest terms: with N pairs of the marginals the bound is not trusted
above ln N (D. McAllester and K. Stratos, AISTATS 2020, arXiv 1811.04251), and -ln of a mean is biased upwards by
Var(e^{T'}) / (2 N (E e^{T'})^2).

References: M. D. Donsker and S. R. S. Varadhan, Comm. Pure Appl. Math. 36 (1983); M. I. Belghazi et al., MINE,
arXiv 1801.04062.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor


def log_mean_exp(scores: Tensor) -> Tensor:
    """ln of the mean of e^scores over all entries."""
    return scores.flatten().logsumexp(0) - math.log(scores.numel())


def donsker_varadhan(joint: Tensor, marginal: Tensor) -> Tensor:
    """Donsker-Varadhan value in nats.

    Parameters
    ----------
    joint : Tensor
        Scores of joint pairs, any shape.
    marginal : Tensor
        Scores of pairs from the product of the marginals, any shape.
    """
    return joint.mean() - log_mean_exp(marginal)


def donsker_varadhan_stderr(joint: Tensor, marginal: Tensor, shifts: Sequence[int]) -> float:
    """Standard error of `donsker_varadhan` when the marginal pairs reuse the joint sample by cyclic shifts.

    To first order the value is a mean over samples of

        T_i - (r_i + c_i) / m,    m = mean e^{T'},

    with r_i and c_i the means of e^{T'} over the marginal pairs that x_i and y_i take part in (Hajek projection of the
    two-sample statistic), so that the dependence among the pairs is respected.

    Parameters
    ----------
    joint : Tensor of shape (n,)
        T(x_i, y_i).
    marginal : Tensor of shape (n, len(shifts))
        T(x_i, y_j) with j = i + shift modulo n.
    shifts : sequence of int
    """
    weights = (marginal - log_mean_exp(marginal)).double().exp()  # of mean 1
    of_y = torch.stack([column.roll(shift) for column, shift in zip(weights.T, shifts, strict=True)], dim=1)
    influence = joint.double() - weights.mean(1) - of_y.mean(1)
    return float(influence.std()) / math.sqrt(len(joint))


def corrected_donsker_varadhan(joint: Tensor, marginal: Tensor, log_average: Tensor) -> Tensor:
    """A scalar with the value of the bound on this batch and the gradient of MINE.

    The gradient of ln E e^{T'} is E[e^{T'} dT'] / E e^{T'}; a batch mean in the denominator biases it, so MINE divides
    by a moving average over the batches, e^{log_average}, instead.
    """
    surrogate = joint.mean() - (marginal - log_average).exp().mean()
    return surrogate + (donsker_varadhan(joint, marginal) - surrogate).detach()


def moving_log_average(log_average: Tensor | None, marginal: Tensor, rate: float) -> Tensor:
    """ln of the exponential moving average of the batch means of e^{T'}; the first batch starts it."""
    current = log_mean_exp(marginal.detach())
    if log_average is None:
        return current
    return torch.logaddexp(log_average + math.log1p(-rate), current + math.log(rate)) if rate < 1 else current
