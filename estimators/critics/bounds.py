"""Variational bounds on mutual information, as pure functions of the scores of a critic.

A critic T scores a joint pair, T_i = T(x_i, y_i), and independent pairs (negative samples), T'_ij = T(x_i, y_j), which stand
for draws from the product of the marginals. With p = P_XY and q = P_X P_Y,

    Donsker-Varadhan  I >= E_p T - ln E_q e^T                       tight for T = ln dp/dq + constant
    NWJ               I >= E_p T - E_q e^(T-1)                      tight for T = 1 + ln dp/dq
    InfoNCE           I >= E_i [T_i - ln mean_j e^T_ij], j = i too  tight for T = ln dp/dq + c(x), at most ln K
    Jensen-Shannon    E_p ln s(T) + E_q ln s(-T), s the logistic    no bound; largest for T = ln dp/dq
    anchor            E_p ln [e^T_i / (1 + sum_j e^T_ij)] -         no bound; largest for T = ln dp/dq
                      1/K E_q ln (1 + sum_j e^T'_ij)
    SMILE             E_p T - ln E_q min(max(e^T, e^-tau), e^tau)   no bound; its variance is bounded

where K is the number of y that each x is compared with. The anchor is one more class for InfoNCE, "none of these K belongs to
x". It takes away the freedom c(x), and with it the ceiling. With K = 1 it is Jensen-Shannon. On a sample, the largest terms
dominate the mean of e^T. With N independent pairs, Donsker-Varadhan cannot be trusted above ln N (D. McAllester and K. Stratos,
AISTATS 2020, arXiv 1811.04251).

Scores have shape (..., n, 1 + m). Column 0 holds the joint pairs. Column s holds the pairs (x_i, y_{i+s}), the index modulo
n: a derangement, so no joint pair is among them. Leading dimensions are replicates.

The standard error is that of the Hajek projection. To first order a value is the mean over the samples i of

    own_i - sum_s w_{i-s, s},

where own_i is the part of sample i as a joint pair and as the x of its independent pairs, and w_{i-s, s} is the weight of
the pair (x_{i-s}, y_i). This accounts for the dependence between pairs that share a sample.

References: M. D. Donsker and S. R. S. Varadhan, Comm. Pure Appl. Math. 36 (1983); X. Nguyen, M. J. Wainwright and
M. I. Jordan, IEEE Trans. Inf. Theory 56 (2010), arXiv 0809.0853; A. van den Oord et al., arXiv 1807.03748; S. Nowozin et
al., arXiv 1606.00709; J. Song and S. Ermon, ICLR 2020, arXiv 1910.06222; B. Poole et al., ICML 2019, arXiv 1905.06922;
J. J. Ryu et al., ICLR 2026, arXiv 2510.25983, for the anchor.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # so that importing an estimator does not load torch
    from torch import Tensor


class BoundValue(NamedTuple):
    """The value of a bound on one sample, and the parts of its standard error.

    Parameters
    ----------
    nats : Tensor of shape ()
    own : Tensor of shape (n,)
        The part of sample i as a joint pair and as the x of its independent pairs.
    weights : Tensor of shape (n, 1 + m)
        Column s: the weight of the pair (x_i, y_{i+s}). Column 0 is zero if joint pairs have no weight.
    unseen : float
        A standard error of what the variance over the sample does not show.
    """

    nats: Tensor
    own: Tensor
    weights: Tensor
    unseen: float = 0.0

    def standard_error(self) -> float:
        """One standard error of the value over the draw of the sample."""
        import torch

        by_y = torch.stack([column.roll(shift) for shift, column in enumerate(self.weights.T)]).sum(0)
        influence = self.own.double() - by_y.double()
        return math.hypot(float(influence.std()) / math.sqrt(len(influence)), self.unseen)


def log_mean_exp(scores: Tensor) -> Tensor:
    """ln of the mean of e^scores over the last two dimensions."""
    return scores.flatten(-2).logsumexp(-1) - math.log(scores.shape[-2] * scores.shape[-1])


def donsker_varadhan(scores: Tensor) -> Tensor:
    """Donsker-Varadhan bound in nats, (...)."""
    return scores[..., 0].mean(-1) - log_mean_exp(scores[..., 1:])


def donsker_varadhan_value(scores: Tensor) -> BoundValue:
    """The bound with its parts; the weights are e^T / E e^T."""
    return _value(donsker_varadhan(scores), scores, scores[:, 1:] - log_mean_exp(scores[:, 1:]))


def corrected_donsker_varadhan(scores: Tensor, log_average: Tensor) -> Tensor:
    """A number with the gradient that MINE follows: E T - E e^(T - log_average).

    The gradient of ln E e^T is E[e^T dT] / E e^T. The mean of one batch in the denominator biases it, so MINE divides by a
    moving average over batches, e^log_average. Where the two means agree, the number is the bound + log_average - 1.
    """
    return scores[..., 0].mean(-1) - (scores[..., 1:] - log_average[..., None, None]).exp().mean((-2, -1))


def moving_log_average(log_average: Tensor | None, scores: Tensor, rate: float) -> Tensor:
    """ln of the exponential moving average of the batch means of e^T, without gradient; the first batch starts it."""
    current = log_mean_exp(scores[..., 1:].detach())
    if log_average is None or rate == 1:
        return current
    return (log_average + math.log1p(-rate)).logaddexp(current + math.log(rate))


def nwj(scores: Tensor) -> Tensor:
    """NWJ bound in nats, (...)."""
    return scores[..., 0].mean(-1) - (scores[..., 1:] - 1).exp().mean((-2, -1))


def nwj_value(scores: Tensor) -> BoundValue:
    """The bound with its parts; the weights are e^(T-1)."""
    return _value(nwj(scores), scores, scores[:, 1:] - 1)


def info_nce(scores: Tensor) -> Tensor:
    """InfoNCE bound in nats, (...), at most ln(1 + m)."""
    return (scores[..., 0] - _log_mean_exp_of_rows(scores)).mean(-1)


def info_nce_value(scores: Tensor) -> BoundValue:
    """The bound with its parts; the weights are e^T_ij / mean_j e^T_ij."""
    rows = _log_mean_exp_of_rows(scores)
    return BoundValue(info_nce(scores), scores[:, 0] - rows, (scores - rows[:, None]).exp() / scores.shape[1])


def anchored_info_nce(scores: Tensor) -> Tensor:
    """Mean log-likelihood of finding the joint pair among K = m, or of finding that there is none, (...)."""
    from torch.nn.functional import pad

    joint, none = scores[..., :-1], scores[..., 1:]  # K pairs each: one of them joint, or none
    # e^0 = 1 stands for the class "none".
    found = joint[..., 0] - pad(joint, (1, 0)).logsumexp(-1)
    return (found - pad(none, (1, 0)).logsumexp(-1) / none.shape[-1]).mean(-1)


def jensen_shannon(scores: Tensor) -> Tensor:
    """Mean log-likelihood of classifying joint and independent pairs by the logistic of T, (...)."""
    from torch.nn.functional import softplus

    return -softplus(-scores[..., 0]).mean(-1) - softplus(scores[..., 1:]).mean((-2, -1))


def smile_value(scores: Tensor, tau: float) -> BoundValue:
    """SMILE with its parts; the weights are the clipped e^T over their mean."""
    clipped = scores[:, 1:].clamp(-tau, tau)
    average = log_mean_exp(clipped)
    return _value(scores[:, 0].mean() - average, scores, clipped - average)


def log_ratio_value(scores: Tensor) -> BoundValue:
    """Mean score of the joint pairs, for critics that learn T = ln dp/dq; independent pairs have no part in it."""
    return BoundValue(scores[:, 0].mean(), scores[:, 0], scores.new_zeros(len(scores), 1))


def _value(nats: Tensor, scores: Tensor, log_weights: Tensor) -> BoundValue:
    from torch.nn.functional import pad

    weights = log_weights.exp() / log_weights.shape[1]
    return BoundValue(nats, scores[:, 0] - weights.sum(1), pad(weights, (1, 0)))


def _log_mean_exp_of_rows(scores: Tensor) -> Tensor:
    return scores.logsumexp(-1) - math.log(scores.shape[-1])
