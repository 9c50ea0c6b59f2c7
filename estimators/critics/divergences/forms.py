"""Variational forms of f-divergences, as pure functions of the scores of a critic.

For a divergence of P from Q with densities p and q, and any function f,

    KL    >= E_P f - ln E_Q e^f                             tight for f = ln p/q + constant
    chi2  >= E_P f - E_Q (f + f^2 / 4)                      tight for f = 2 (p/q - 1)
    H2    >= E_P f - E_Q f / (1 - f),    f < 1              tight for f = 1 - sqrt(q/p)
    TV    >= (E_P f - E_Q f) / 2,        |f| <= 1           tight for f = sign(p - q)

The critic gives T, which stands for ln p/q, and f is a function of it that meets the conditions:

    f = T,    f = 2 (e^T - 1),    f = 1 - e^(-T/2),    f = tanh T.

So H2 >= 2 - E_P e^(-T/2) - E_Q e^(T/2), and chi2 >= 2 E_P e^T - E_Q e^(2T) - 1. T is bounded smoothly by a clip c,
T = c tanh(score / c), which bounds every term, and with it the variance.

On held-out samples the values of chi2, H2 and TV are unbiased, hence lower bounds in expectation. That of KL is too high by
about half the variance of ln E_Q e^f.

Where T is larger on every draw of P than on every draw of Q, the terms have hardly a variance, and it does not say how often P
looks like Q. By the rule of three, no event of a chance above 3/n is missing from n draws, at 95 %. `unseen` is what the value
loses to such events. It is part of the standard error.

References: S. Sreekumar and Z. Goldfeld, Neural estimation of statistical divergences, JMLR 23 (2022), arXiv 2110.03652;
X. Nguyen, M. J. Wainwright and M. I. Jordan, IEEE Trans. Inf. Theory 56 (2010), arXiv 0809.0853.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from infoplane.distributions.f_information.kinds import Kind
from infoplane.estimators.critics.bounds import BoundValue

if TYPE_CHECKING:  # so that importing an estimator does not load torch
    from torch import Tensor

_Z = 1.96  # standard errors that a 95 % interval goes to each side


def clipped(scores: Tensor, clip: float | None) -> Tensor:
    """T of the scores of a critic: between -clip and clip, or the scores themselves without a clip."""
    return scores if clip is None else clip * (scores / clip).tanh()


def parts(kind: Kind, on_p: Tensor, on_q: Tensor) -> tuple[Tensor, Tensor]:
    """The terms whose means make the form: E_P of the first less E_Q of the second; for KL, less ln E_Q of the second."""
    if kind == "KL":
        return on_p, on_q.exp()
    if kind == "chi2":
        return 2 * on_p.expm1(), (2 * on_q).expm1()
    if kind == "H2":
        return -(-on_p / 2).expm1(), (on_q / 2).expm1()
    return on_p.tanh() / 2, on_q.tanh() / 2


def form(kind: Kind, on_p: Tensor, on_q: Tensor) -> Tensor:
    """The form, (...), from T on draws of P, (..., n), and of Q, (..., m)."""
    if kind == "KL":  # without an overflow
        return on_p.mean(-1) - on_q.logsumexp(-1) + math.log(on_q.shape[-1])
    of_p, of_q = parts(kind, on_p, on_q)
    return of_p.mean(-1) - of_q.mean(-1)


def form_of_pairs(kind: Kind, scores: Tensor) -> Tensor:
    """The form, (...), from T on pairs (..., n, 1 + m) as `bounds` has them: joint pairs first, then independent pairs."""
    return form(kind, scores[..., 0], scores[..., 1:].flatten(-2))


def unseen(kind: Kind, on_p: Tensor, on_q: Tensor, n: int, m: int) -> float:
    """What the value may lose to points that n draws of P and m of Q do not show, at one standard error.

    If T is larger on every draw of P than on every draw of Q: the value less its value where a share of each sample is as the
    other. The share is the chance that n draws miss at 5 %, 1 - 0.05^(1/n), which is about 3/n, over the 1.96 standard errors
    of a 95 % interval. Otherwise 0, because such points were drawn.
    """
    if on_p.min() <= on_q.max():
        return 0.0
    of_p, of_q = (float(part.mean()) for part in parts(kind, on_p, on_q))
    p_as_q, q_as_p = (float(part.mean()) for part in parts(kind, on_q.flatten(), on_p))
    a, b = ((1 - 0.05 ** (1 / draws)) / _Z for draws in (n, m))
    first, second = (1 - a) * of_p + a * p_as_q, (1 - b) * of_q + b * q_as_p
    left = first - (math.log(second) if kind == "KL" else second)
    return float(form(kind, on_p, on_q.flatten())) - left


def value_of_pairs(kind: Kind, scores: Tensor) -> BoundValue:
    """The form on pairs (n, 1 + m) with the parts of its standard error."""
    from torch.nn.functional import pad

    of_joint, of_independent = parts(kind, scores[:, 0], scores[:, 1:])
    weights = of_independent / of_independent.shape[1]
    if kind == "KL":
        weights = weights / of_independent.mean()
    more = unseen(kind, scores[:, 0], scores[:, 1:], len(scores), len(scores))  # n rows make the independent pairs
    return BoundValue(form_of_pairs(kind, scores), of_joint - weights.sum(1), pad(weights, (1, 0)), more)


def value_of_samples(kind: Kind, on_p: Tensor, on_q: Tensor) -> tuple[float, float]:
    """The form on independent samples of P, (n,), and of Q, (m,), and its standard error."""
    of_p, of_q = parts(kind, on_p, on_q)
    if kind == "KL":
        of_q = of_q / of_q.mean()
    spread = math.sqrt(float(of_p.var()) / len(of_p) + float(of_q.var()) / len(of_q))
    return float(form(kind, on_p, on_q)), math.hypot(spread, unseen(kind, on_p, on_q, len(on_p), len(on_q)))
