"""Random rotations."""

import numpy as np
from numpy.typing import NDArray


def haar_rotation(dim: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """An orthogonal matrix (dim, dim) drawn from the Haar measure."""
    from scipy.stats import ortho_group  # slower to load than all else here together

    return np.asarray(ortho_group.rvs(dim, random_state=rng)).reshape(dim, dim) if dim > 1 else np.eye(1)
