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
from infoplane.estimators.samples.joining import as_joined
from infoplane.estimators.samples.kinds import Discrete
from infoplane.estimators.samples.pairing import Missing
from infoplane.extras import needed_by

from .estimate import DivergenceEstimate
from .forms import value_of_samples
from .information import FInformation

if TYPE_CHECKING:
    from infoplane.estimators.validation import Sample


def divergence(
    p: ArrayLike,
    q: ArrayLike,
    kind: Kind,
    *,
    rng: Any = None,
    discrete: Discrete = "auto",
    missing: Missing = "error",
    **settings: Any,
) -> DivergenceEstimate:
    """Estimate the divergence of a distribution P from a distribution Q from samples of both.

    Parameters
    ----------
    p, q : array, masked array, DataFrame, Series, list or torch tensor
        Independent draws of P and of Q, of shapes (n, *shape) and (m, *shape); n and m may differ. Columns of frames belong
        together by name.
    kind : {"KL", "chi2", "H2", "TV"}
        "KL" is E_P ln p/q in nats, "chi2" E_P p/q - 1, "H2" the squared Hellinger distance int (sqrt p - sqrt q)^2, at most 2,
        and "TV" the total variation, at most 1.
    rng : None, int, SeedSequence or numpy.random.Generator
    discrete : "auto", bool, or list of bool
        Which columns are labels, as `estimate_mi` takes it.
    missing : {"error", "drop"}
        Refuse missing values, or drop their rows from the sample that they are in.
    **settings
        Those of `FInformation`, such as `hidden`, the width of the critic, and `clip`.

    Returns
    -------
    DivergenceEstimate
        From held-out samples alone.

    Raises
    ------
    ValueError
        If the kind is unknown, a setting is out of range, or the samples have different shapes or columns, or miss values.

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
    both, n = as_joined(p, q, ("p", "q"), discrete, missing)  # together, so that labels are the same in both
    return _estimate(both, n, critic, np.random.default_rng(rng))


def _estimate(both: Sample, n: int, critic: FInformation, rng: np.random.Generator) -> DivergenceEstimate:
    with needed_by("divergence"):
        from .two_samples import train_on_two

    trained = train_on_two(both, n, critic, rng)
    value, stderr = value_of_samples(critic.kind, trained.on_p, trained.on_q)
    details = {**trained.outcome.details(), "parameters": float(trained.parameters)}
    ceiling = critic.most(len(trained.on_q))
    return DivergenceEstimate(value, stderr, critic.kind, trained.outcome.converged, ceiling, details)
