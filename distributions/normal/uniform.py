"""Correlated uniform vectors: the normal distribution function of correlated normals, which keeps their MI."""

from infoplane.distributions.injections.marginals import NormalCDF
from infoplane.distributions.pushforward import Pushforward

from .correlated_normal import CorrelatedNormal


def correlated_uniform(nats: float, x_dim: int, y_dim: int, rotation_seed: int | None = None) -> Pushforward:
    """Vectors with uniform marginals on [0, 1] and I(X;Y) = `nats`.

    Parameters and errors are those of `CorrelatedNormal.with_mutual_information`.

    Examples
    --------
    >>> from infoplane.distributions import correlated_uniform
    >>> x, y = correlated_uniform(1.0, 2, 2).sample(100, rng=0)
    >>> bool(x.min() >= 0 and x.max() <= 1)
    True
    """
    base = CorrelatedNormal.with_mutual_information(nats, x_dim, y_dim, rotation_seed)
    return Pushforward(base, NormalCDF(), NormalCDF())
