"""Linear injections: rotations, lifts into more dimensions, scaling of single components."""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array
from infoplane.distributions.rotations import haar_rotation


@dataclass(frozen=True)
class LinearLift:
    """Injection of vectors (n, dim) into a Haar-random subspace, (n, lifted_dim): x = Q z with orthonormal columns Q.

    Lengths and angles do not change.

    Parameters
    ----------
    dim : int
        Dimension of the vectors.
    lifted_dim : int
        Dimension of their images, at least `dim`; if equal, the lift is a rotation.
    seed : int
        Seed of the subspace.

    Raises
    ------
    ValueError
        If `lifted_dim` is below `dim`, or `dim` below 1.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import LinearLift
    >>> lift = LinearLift(2, 5, seed=0)
    >>> lift.output_shape((2,))
    (5,)
    >>> round(float(np.linalg.norm(lift(np.array([[3.0, 4.0]])))), 6)
    5.0
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
    """A Haar-random rotation of `dim` dimensions.

    Examples
    --------
    >>> from infoplane.distributions import rotation
    >>> rotation(3, seed=0)
    LinearLift(dim=3, lifted_dim=3, seed=0)
    """
    return LinearLift(dim, dim, seed)


@dataclass(frozen=True)
class Affine:
    """Injection z -> scale z + offset of vectors (n, d), component by component.

    Parameters
    ----------
    scale : tuple of float
        Factor of each component, not 0.
    offset : tuple of float
        What is added to each component.

    Raises
    ------
    ValueError
        If the lengths differ or a scale is 0.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Affine
    >>> Affine((2.0, 1.0), (0.0, -1.0))(np.array([[1.0, 1.0]])).tolist()
    [[2.0, 0.0]]
    """

    scale: tuple[float, ...]
    offset: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.scale) != len(self.offset) or 0 in self.scale:
            raise ValueError(f"Needs one offset for each scale, and no scale 0; got {self.scale} and {self.offset}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (len(self.scale),):
            raise ValueError(f"Takes vectors of {len(self.scale)} components; got samples of shape {shape}.")
        return shape

    def __call__(self, z: Array) -> Array:
        return z * np.array(self.scale) + np.array(self.offset)

    def inverse(self, x: Array) -> Array:
        return (x - np.array(self.offset)) / np.array(self.scale)
