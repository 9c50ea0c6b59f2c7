"""Random parameters, each rounded to a few digits.

So a parameter is the same number on every processor, and the keys of results, which follow from it, are the same too.
"""

import math

import numpy as np


def rounded(value: float, digits: int = 4) -> float:
    """The number with so many significant digits.

    >>> rounded(0.123456)
    0.1235
    """
    return float(f"{value:.{digits}g}")


def uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Uniform between the ends, rounded."""
    return rounded(rng.uniform(low, high))


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Uniform in the logarithm between the ends, rounded."""
    return rounded(math.exp(rng.uniform(math.log(low), math.log(high))))


def seed(rng: np.random.Generator) -> int:
    """A seed of 32 bits."""
    return int(rng.integers(2**32))


def shares(rng: np.random.Generator, total: float, parts: int) -> tuple[float, ...]:
    """Positive parts with about this sum; every division is equally likely."""
    return tuple(rounded(max(total * share, 1e-3)) for share in rng.dirichlet(np.ones(parts)))
