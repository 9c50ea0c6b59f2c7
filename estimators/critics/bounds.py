"""Variational bounds on mutual information, as pure functions of critic scores.

A critic T scores a joint pair, T_i = T(x_i, y_i), and pairs of strangers, T'_ij = T(x_i, y_j), which stand for draws from
the product of the marginals. With p = P_XY and q = P_X P_Y,

    Donsker-Varadhan  I >= E_p T - ln E_q e^T                       tight for T = ln dp/dq + constant
    NWJ               I >= E_p T - E_q e^(T-1)                      tight for T = 1 + ln dp/dq
    InfoNCE           I >= E_i [T_i - ln mean_j e^T_ij], j = i too  tight for T = ln dp/dq + c(x), never above ln K
    Jensen-Shannon    E_p ln s(T) + E_q ln s(-T), s the logistic    no bound; largest for T = ln dp/dq
    SMILE             E_p T - ln E_q min(max(e^T, e^-tau), e^tau)   no bound; its variance is bounded

On a sample the mean of e^T is dominated by its largest terms: with N pairs of strangers Donsker-Varadhan is not trusted
above ln N (D. McAllester and K. Stratos, AISTATS 2020, arXiv 1811.04251).

Scores have shape (..., n, 1 + m): column 0 holds the joint pairs, column s the pairs of x_i with y_{i + s}, the index
modulo n, a derangement. Leading dimensions are replicates. The standard error is that of the Hajek projection: to first
order a value is a mean over samples of

    own_i - mean over the pairs (j, i) that y_i is the stranger of, of w_ji,

so that the dependence among pairs that share a sample is respected.

References: M. D. Donsker and S. R. S. Varadhan, Comm. Pure Appl. Math. 36 (1983); X. Nguyen, M. J. Wainwright and
M. I. Jordan, IEEE Trans. Inf. Theory 56 (2010), arXiv 0809.0853; A. van den Oord et al., arXiv 1807.03748; S. Nowozin et
al., arXiv 1606.00709; J. Song and S. Ermon, ICLR 2020, arXiv 1910.06222; B. Poole et al., ICML 2019, arXiv 1905.06922.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # torch loads with the first estimate, not with the names of estimators
    from torch import Tensor


class Reading(NamedTuple):
    """A value on one sample, and what its standard error is made of.

    Parameters
    ----------
    nats : Tensor of shape ()
    own : Tensor of shape (n,)
        What sample i adds to the value as joint pair and as the x of its pairs of strangers.
    weights : Tensor of shape (n, m + 1)
        Column s: what x_i takes from the value through y_{i + s}. Column 0 is zero where joint pairs have no such part.
    """

    nats: Tensor
    own: Tensor
    weights: Tensor

    def standard_error(self) -> float:
        """One standard error of the value over the draw of the sample."""
        import torch

        of_y = torch.stack([column.roll(shift) for shift, column in enumerate(self.weights.T)]).sum(0)
        influence = self.own.double() - of_y.double()
        return float(influence.std()) / math.sqrt(len(influence))


def log_mean_exp(scores: Tensor) -> Tensor:
    """ln of the mean of e^scores over the last two dimensions."""
    return scores.flatten(-2).logsumexp(-1) - math.log(scores.shape[-2] * scores.shape[-1])


def donsker_varadhan(scores: Tensor) -> Tensor:
    """Donsker-Varadhan value in nats, (...)."""
    return scores[..., 0].mean(-1) - log_mean_exp(scores[..., 1:])


def read_donsker_varadhan(scores: Tensor) -> Reading:
    """The value with its parts; weights e^T / E e^T."""
    return _read(donsker_varadhan(scores), scores, scores[:, 1:] - log_mean_exp(scores[:, 1:]))


def corrected_donsker_varadhan(scores: Tensor, log_average: Tensor) -> Tensor:
    """A number with the gradient of MINE: E T - E e^(T - log_average).

    The gradient of ln E e^T is E[e^T dT] / E e^T; a batch mean in the denominator biases it, so MINE divides by a moving
    average over the batches, e^log_average, instead. Near it, the number is the bound's less log_average plus one.
    """
    return scores[..., 0].mean(-1) - (scores[..., 1:] - log_average[..., None, None]).exp().mean((-2, -1))


def moving_log_average(log_average: Tensor | None, scores: Tensor, rate: float) -> Tensor:
    """ln of the exponential moving average of the batch means of e^T, without gradient; the first batch starts it."""
    current = log_mean_exp(scores[..., 1:].detach())
    if log_average is None or rate == 1:
        return current
    return (log_average + math.log1p(-rate)).logaddexp(current + math.log(rate))


def nwj(scores: Tensor) -> Tensor:
    """NWJ value in nats, (...)."""
    return scores[..., 0].mean(-1) - (scores[..., 1:] - 1).exp().mean((-2, -1))


def read_nwj(scores: Tensor) -> Reading:
    """The value with its parts; weights e^(T-1)."""
    return _read(nwj(scores), scores, scores[:, 1:] - 1)


def info_nce(scores: Tensor) -> Tensor:
    """InfoNCE value in nats, (...), at most ln(1 + m)."""
    return (scores[..., 0] - _log_mean_exp_of_rows(scores)).mean(-1)


def read_info_nce(scores: Tensor) -> Reading:
    """The value with its parts; weights e^T_ij / mean_j e^T_ij."""
    rows = _log_mean_exp_of_rows(scores)
    return Reading(info_nce(scores), scores[:, 0] - rows, (scores - rows[:, None]).exp() / scores.shape[1])


def jensen_shannon(scores: Tensor) -> Tensor:
    """Logistic score of telling joint pairs from strangers, (...); largest for T = ln dp/dq."""
    from torch.nn.functional import softplus

    return -softplus(-scores[..., 0]).mean(-1) - softplus(scores[..., 1:]).mean((-2, -1))


def read_smile(scores: Tensor, tau: float) -> Reading:
    """SMILE value with its parts; weights the clipped e^T over their mean."""
    clipped = scores[:, 1:].clamp(-tau, tau)
    average = log_mean_exp(clipped)
    return _read(scores[:, 0].mean() - average, scores, clipped - average)


def read_log_ratio(scores: Tensor) -> Reading:
    """Mean score of the joint pairs, where T = ln dp/dq was learned; strangers have no part in it."""
    return Reading(scores[:, 0].mean(), scores[:, 0], scores.new_zeros(len(scores), 1))


def _read(value: Tensor, scores: Tensor, log_weights: Tensor) -> Reading:
    from torch.nn.functional import pad

    weights = log_weights.exp() / log_weights.shape[1]
    return Reading(value, scores[:, 0] - weights.sum(1), pad(weights, (1, 0)))


def _log_mean_exp_of_rows(scores: Tensor) -> Tensor:
    return scores.logsumexp(-1) - math.log(scores.shape[-1])
