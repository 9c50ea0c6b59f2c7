"""Placeholder: columns of draws from a density."""

import numpy as np

from infoplane.estimators.validation import Array

from .measurement import Measurement
from .ranks import measure_ranks


def measure_numbers(x: Array, y: Array, rng: np.random.Generator, fast: bool = False) -> Measurement:
    """Measure the MI of continuous columns."""
    return measure_ranks(x, y, rng)
