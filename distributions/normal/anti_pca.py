"""A manifold whose principal components keep a nuisance variable and lose the signal.

A signal s and a nuisance t, both standard normal, become x = 2 Phi(s) - 1 and z = 2 Phi(t) - 1, and then the coordinates

    a_j = x + j z,   coordinate j = max(a_j, 0.1 j a_j),   j = 0, ..., dim - 1,

of which 0 and 1 are then set to x and z. The first two principal components carry 99.99 % of the variance, nearly all of it
from z. Reference: Butakov et al., arXiv 2305.08013.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from infoplane.distributions.protocol import Array
from infoplane.distributions.pushforward import Pushforward

from .correlated_normal import CorrelatedNormal


@dataclass(frozen=True)
class AntiPCA:
    """Injection of signal and nuisance (n, 2), standard normal, into coordinates (n, dim).

    Parameters
    ----------
    dim : int
        Number of coordinates, at least 2.

    Raises
    ------
    ValueError
        If `dim` is below 2.

    Notes
    -----
    With x = 2 Phi(s) - 1, z = 2 Phi(t) - 1 and a_j = x + j z, coordinate j is max(a_j, 0.1 j a_j), and coordinates
    0 and 1 are x and z.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import AntiPCA
    >>> AntiPCA(4)(np.array([[0.0, 1.0]])).round(3).tolist()
    [[0.0, 0.683, 1.365, 2.048]]
    """

    dim: int = 32

    def __post_init__(self) -> None:
        if self.dim < 2:
            raise ValueError(f"Signal and nuisance need at least 2 coordinates; got {self.dim}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (2,):
            raise ValueError(f"The anti-PCA manifold takes a signal and a nuisance; got samples of shape {shape}.")
        return (self.dim,)

    def __call__(self, z: Array) -> Array:
        plane = 2 * ndtr(z) - 1
        j = np.arange(self.dim)
        lines = plane[:, [0]] + j * plane[:, [1]]
        image = np.maximum(lines, 0.1 * j * lines)
        image[:, :2] = plane
        return image

    def inverse(self, x: Array) -> Array:
        return ndtri((x[:, :2] + 1) / 2)


def anti_pca_vectors(nats: float, dim: int = 32) -> Pushforward:
    """Vectors (n, dim) on anti-PCA manifolds whose signals have I(X;Y) = `nats`; the nuisances are independent of all else.

    Raises
    ------
    ValueError
        If `nats` is negative or above 10.

    Examples
    --------
    >>> from infoplane.distributions import anti_pca_vectors
    >>> anti_pca_vectors(1.0).x_shape
    (32,)
    """
    signal = CorrelatedNormal.with_mutual_information(nats, 1, 1)
    return Pushforward(CorrelatedNormal(2, 2, signal.correlations), AntiPCA(dim), AntiPCA(dim))
