"""Correlated uniform vectors: the normal distribution function of correlated normals, so the MI is theirs."""

from infoplane.distributions.injections.marginals import NormalCDF
from infoplane.distributions.protocol import Pushforward

from .correlated_normal import CorrelatedNormal


def correlated_uniform(nats: float, x_dim: int, y_dim: int, rotation_seed: int | None = None) -> Pushforward:
    """Vectors with uniform marginals on [0, 1] and I(X;Y) = `nats`, split evenly over the pairs before rotation.

    Parameters and errors are those of `CorrelatedNormal.with_mutual_information`.
    """
    base = CorrelatedNormal.with_mutual_information(nats, x_dim, y_dim, rotation_seed)
    return Pushforward(base, NormalCDF(), NormalCDF())
