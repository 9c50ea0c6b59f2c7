"""Coupling layers: half of the columns is scaled and shifted by smooth functions of the other half.

z = (z_1, z_2) -> (z_1, exp(strength tanh(A z_1 + a)) z_2 + bend sin(B z_1 + b)), where a seed divides the columns.
The first half does not change, so the inverse is exact.

Reference: L. Dinh, J. Sohl-Dickstein, S. Bengio, Density estimation using Real NVP, arXiv 1605.08803.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class Coupling:
    """Injection of vectors (n, dim) into vectors (n, dim), with at least 2 columns.

    The rows of A and B have length 1, so for a column of unit scale no slope exceeds max(e^strength, bend) by much.

    Parameters
    ----------
    dim : int
        Number of columns.
    seed : int
        Seed of the halves and of A, B, a and b.
    strength : float
        Largest logarithm of the factor.
    bend : float
        Largest shift.

    Raises
    ------
    ValueError
        If there are fewer than 2 columns.

    Notes
    -----
    (z_1, z_2) -> (z_1, exp(strength tanh(A z_1 + a)) z_2 + bend sin(B z_1 + b)).

    References
    ----------
    L. Dinh, J. Sohl-Dickstein, S. Bengio, arXiv 1605.08803.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Coupling
    >>> layer = Coupling(3, seed=0)
    >>> z = np.array([[0.5, -1.0, 2.0]])
    >>> np.allclose(layer.inverse(layer(z)), z)
    True
    """

    dim: int
    seed: int
    strength: float = 0.5
    bend: float = 1.0

    def __post_init__(self) -> None:
        if self.dim < 2:
            raise ValueError(f"A coupling layer has two halves, so it needs 2 columns or more; got {self.dim}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (self.dim,):
            raise ValueError(f"This coupling layer takes vectors of {self.dim} components; got samples of shape {shape}.")
        return shape

    def __call__(self, z: Array) -> Array:
        changed, factor, shift = self._change(z)
        x = np.array(z, dtype=np.float64)
        x[:, changed] = factor * x[:, changed] + shift
        return x

    def inverse(self, x: Array) -> Array:
        changed, factor, shift = self._change(x)
        z = np.array(x, dtype=np.float64)
        z[:, changed] = (z[:, changed] - shift) / factor
        return z

    def _change(self, z: Array) -> tuple[Array, Array, Array]:
        """The columns that change, their factors and their shifts. These depend on the other columns alone."""
        rng = np.random.default_rng(self.seed)
        order = rng.permutation(self.dim)
        kept, changed = order[: self.dim // 2], order[self.dim // 2 :]
        directions = rng.standard_normal((2, len(kept), len(changed)))
        to_factor, to_shift = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        phases = rng.uniform(-np.pi, np.pi, (2, len(changed)))
        factor = np.exp(self.strength * np.tanh(z[:, kept] @ to_factor + phases[0] / np.pi))
        return changed, factor, self.bend * np.sin(z[:, kept] @ to_shift + phases[1])
