"""The map of codes to nearly independent standard normals, where there is one."""

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.neighbours.intrinsic_dimension import lacks_dimensions

from .gaussianizer import Gaussianizer

_ROTATIONS = 30


def normalised(codes: NDArray[np.float64]) -> Gaussianizer | None:
    """A `Gaussianizer` fitted to codes (n, d), or None if they have no density: constant columns, or a sheet or curve.

    Rotations would only bend a sheet further, and neighbours on it would be farther from each other in the sheet than they
    seem.
    """
    if lacks_dimensions(codes):
        return None
    try:
        return Gaussianizer(_ROTATIONS).fit(codes)
    except ValueError:  # a constant column, or collinear ones
        return None
