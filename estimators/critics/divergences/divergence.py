"""f-divergences between two distributions from samples of each, by a critic.

A critic T(z) is trained on the variational form (`forms`) of points of P and points of Q, by the loop that all networks share:
one split of each sample trains it, a second selects the step whose weights are kept, and value and standard error come from a
third.

The estimates are too low where the samples are too small to learn from.

Reference: S. Sreekumar and Z. Goldfeld, Neural estimation of statistical divergences, JMLR 23 (2022), arXiv 2110.03652.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    from .two_samples import TrainedOnTwo


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
    return divergences([(p, q)], kind, [rng], discrete, missing, **settings)[0]


def divergences(
    samples: Sequence[tuple[ArrayLike, ArrayLike]],
    kind: Kind,
    rngs: Sequence[Any],
    discrete: Discrete = "auto",
    missing: Missing = "error",
    **settings: Any,
) -> list[DivergenceEstimate]:
    """The divergences of several samples of one shape and size, each as `divergence` gives it, up to rounding.

    Their critics are trained side by side, which takes a fraction of the time.
    """
    critic = FInformation(kind=kind, **settings)
    joined = [as_joined(p, q, ("p", "q"), discrete, missing) for p, q in samples]  # together: labels are the same in both
    with needed_by("divergence"):
        from .two_samples import train_on_two

    return [_estimate(one, critic) for one in train_on_two(joined, critic, [np.random.default_rng(rng) for rng in rngs])]


def _estimate(trained: TrainedOnTwo, critic: FInformation) -> DivergenceEstimate:
    value, stderr = value_of_samples(critic.kind, trained.on_p, trained.on_q)
    details = {**trained.outcome.details(), "parameters": float(trained.parameters)}
    return DivergenceEstimate(value, stderr, critic.kind, trained.outcome.converged, critic.most(len(trained.on_q)), details)
