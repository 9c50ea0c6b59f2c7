"""f-divergences between two distributions from samples of each, by a critic.

A critic T(z) is trained on the variational form (`forms`) of points of P and points of Q, by the loop that all networks share:
one split of each sample trains it, a second selects the step whose weights are kept, and value and standard error come from a
third.

The estimates are too low where the samples are too small to learn from.

Reference: S. Sreekumar and Z. Goldfeld, Neural estimation of statistical divergences, JMLR 23 (2022), arXiv 2110.03652.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from infoplane.distributions.f_information.kinds import Kind
from infoplane.estimators.samples.kinds import Discrete
from infoplane.estimators.samples.pairing import as_sample
from infoplane.extras import needed_by

from .estimate import DivergenceEstimate
from .forms import value_of_samples
from .information import FInformation

if TYPE_CHECKING:
    from infoplane.estimators.validation import Sample


def divergence(
    p: ArrayLike, q: ArrayLike, kind: Kind, *, rng: Any = None, discrete: Discrete = "auto", **settings: Any
) -> DivergenceEstimate:
    """Estimate the divergence of a distribution P from a distribution Q from samples of both.

    Parameters
    ----------
    p, q : array (n, *shape) and (m, *shape)
        Independent draws of P and of Q; n and m may differ.
    kind : {"KL", "chi2", "H2", "TV"}
        "KL" is E_P ln p/q in nats, "chi2" E_P p/q - 1, "H2" the squared Hellinger distance int (sqrt p - sqrt q)^2, at most 2,
        and "TV" the total variation, at most 1.
    rng : None, int, SeedSequence or numpy.random.Generator
    discrete : "auto", bool, or list of bool
        Which columns are labels, as `estimate_mi` takes it.
    **settings
        Those of `FInformation`, such as `hidden`, the width of the critic, and `clip`.

    Returns
    -------
    DivergenceEstimate
        From held-out samples alone.

    Raises
    ------
    ValueError
        If the kind is unknown, a setting is out of range, or the samples have different shapes.

    Examples
    --------
    >>> from infoplane.distributions import ShiftedNormals
    >>> from infoplane.estimators import divergence
    >>> normals = ShiftedNormals((1.0, 0.0))
    >>> p, q = normals.sample(2000, rng=0)
    >>> estimate = divergence(p, q, "KL", rng=0, hidden=32, max_steps=200)
    >>> abs(estimate.value - normals.divergence("KL")) < 0.15
    True
    """
    critic = FInformation(kind=kind, **settings)
    first, second = np.asarray(p), np.asarray(q)
    if first.shape[1:] != second.shape[1:]:
        raise ValueError(f"p and q must be points of one shape; got {first.shape[1:]} and {second.shape[1:]}.")
    both = as_sample(np.concatenate([first, second]), "p with q", discrete)  # together, so that labels are the same in both
    return _estimate(both, len(first), critic, np.random.default_rng(rng))


def _estimate(both: Sample, n: int, critic: FInformation, rng: np.random.Generator) -> DivergenceEstimate:
    with needed_by("divergence"):
        from .two_samples import train_on_two

    trained = train_on_two(both, n, critic, rng)
    value, stderr = value_of_samples(critic.kind, trained.on_p, trained.on_q)
    details = {**trained.outcome.details(), "parameters": float(trained.parameters)}
    return DivergenceEstimate(value, stderr, critic.kind, trained.outcome.converged, details)
