"""Rotations, and linear lifts into more dimensions."""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array
from infoplane.distributions.rotations import haar_rotation


@dataclass(frozen=True)
class LinearLift:
    """Injection of vectors into a Haar-random subspace of `dim` dimensions: lengths and angles stay.

    Parameters
    ----------
    dim : int
        Dimension of the vectors.
    lifted_dim : int
        Dimension of their images, at least `dim`; equal to it, the lift is a rotation.
    seed : int
        Seed of the subspace.
    """

    dim: int
    lifted_dim: int
    seed: int

    def __post_init__(self) -> None:
        if not 1 <= self.dim <= self.lifted_dim:
            raise ValueError(f"A lift cannot lower the dimension; got {self.dim} to {self.lifted_dim}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (self.dim,):
            raise ValueError(f"This lift takes vectors of {self.dim} components; got samples of shape {shape}.")
        return (self.lifted_dim,)

    def _columns(self) -> Array:
        return haar_rotation(self.lifted_dim, np.random.default_rng(self.seed))[:, : self.dim]

    def __call__(self, z: Array) -> Array:
        return z @ self._columns().T

    def inverse(self, x: Array) -> Array:
        return x @ self._columns()


def rotation(dim: int, seed: int) -> LinearLift:
    """A Haar-random rotation of `dim` dimensions."""
    return LinearLift(dim, dim, seed)
