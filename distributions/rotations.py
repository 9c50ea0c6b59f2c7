"""Random rotations.

Reference: F. Mezzadri, How to generate random matrices from the classical compact groups, Notices of the AMS 54 (2007).
"""

import numpy as np

from .protocol import Array


def haar_rotation(dim: int, rng: np.random.Generator) -> Array:
    """An orthogonal matrix (dim, dim) drawn from the Haar measure: Q of a normal matrix Q R, its columns by the signs of R.

    It is `scipy.stats.ortho_group`, to the bit, without the time that scipy.stats takes to load.
    """
    if dim == 1:
        return np.eye(1)
    q, r = np.linalg.qr(rng.normal(size=(dim, dim)))
    return np.asarray(q * np.sign(np.diag(r)))
