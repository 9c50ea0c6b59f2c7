"""Random rotations."""

import numpy as np

from .protocol import Array


def haar_rotation(dim: int, rng: np.random.Generator) -> Array:
    """An orthogonal matrix (dim, dim) drawn from the Haar measure."""
    from scipy.stats import ortho_group  # it takes long to load

    return np.asarray(ortho_group.rvs(dim, random_state=rng)).reshape(dim, dim) if dim > 1 else np.eye(1)
