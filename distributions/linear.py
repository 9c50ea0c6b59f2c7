"""Rotations, and linear lifts into more dimensions."""

from dataclasses import dataclass

import numpy as np

from .normal import haar_rotation
from .protocol import Array


@dataclass(frozen=True)
class LinearLift:
    """Injection of vectors into a Haar-random subspace of `dim` dimensions: lengths and angles stay.

    Parameters
    ----------
    dim : int
        Dimension of the image, at least that of the vectors; equal to it, the lift is a rotation.
    seed : int
        Seed of the subspace.
    """

    dim: int
    seed: int

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if len(shape) != 1 or shape[0] > self.dim:
            raise ValueError(f"A lift into {self.dim} dimensions takes vectors of no more; got samples of shape {shape}.")
        return (self.dim,)

    def _columns(self) -> Array:
        return haar_rotation(self.dim, np.random.default_rng(self.seed))

    def __call__(self, z: Array) -> Array:
        return z @ self._columns()[:, : z.shape[1]].T

    def inverse(self, x: Array) -> Array:
        """The coordinates in the subspace; those of the vectors it was given come first, zeros follow."""
        return x @ self._columns()
