"""A manifold whose principal components hold the nuisance and lose the signal.

A signal s and a nuisance t, both standard normal, become x = 2 Phi(s) - 1, z = 2 Phi(t) - 1 and the kinked line

    a_j = x + j z,   coordinate j = max(a_j, 0.1 j a_j),   j = 0, ..., dim - 1,

with coordinates 0 and 1 then set to x and z. The first two principal components carry 99.99 % of the variance, nearly all of
it z. The nuisance is part of the base distribution: `anti_pca_distribution` draws it. Reference: Butakov et al., arXiv
2305.08013.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from infoplane.distributions.protocol import Array, Pushforward

from .correlated_normal import CorrelatedNormal


@dataclass(frozen=True)
class AntiPCA:
    """Injection of signal and nuisance (n, 2), standard normal, into `dim` coordinates.

    Parameters
    ----------
    dim : int
        Number of coordinates, at least 2.
    """

    dim: int = 32

    def __post_init__(self) -> None:
        if self.dim < 2:
            raise ValueError(f"Signal and nuisance need at least 2 coordinates; got {self.dim}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (2,):
            raise ValueError(f"The Anti-PCA manifold takes a signal and a nuisance; got samples of shape {shape}.")
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


def anti_pca_distribution(nats: float, dim: int = 32) -> Pushforward:
    """Anti-PCA manifolds whose signals share I = `nats`; nuisances are independent of everything.

    Raises
    ------
    ValueError
        If `nats` is negative or above 10.
    """
    signal = CorrelatedNormal.with_mutual_information(nats, 1, 1)
    return Pushforward(CorrelatedNormal(2, 2, signal.correlations), AntiPCA(dim), AntiPCA(dim))
