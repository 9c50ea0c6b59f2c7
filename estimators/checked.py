"""One check for each estimate: `estimate` checks the samples, and everything below it takes checked arrays.

Code that calls another estimator (`Compressed`, `SlicedMI`, `permutation_test`) passes samples that it has already checked to
`estimate_checked`.
"""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .protocol import Estimate, Estimator
from .validation import Sample, as_pair


class CheckedEstimator(ABC):
    """An estimator whose `estimate` checks the samples, once, before it hands them on to `estimate_checked`."""

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats from pairs.

        Parameters
        ----------
        x, y : array, DataFrame, Series or torch tensor
            Numbers of shape (n, *shape), or class labels of shape (n,): integers, booleans or strings. Row i of x belongs to
            row i of y.
        rng : None, int, SeedSequence or numpy.random.Generator
            Only estimators that draw random numbers use it.

        Returns
        -------
        Estimate

        Raises
        ------
        ValueError
            If the samples are of unequal lengths, not finite, or unsuitable for the method. The message gives the
            cause and the remedy.
        """
        return self.estimate_checked(*as_pair(x, y), np.random.default_rng(rng))

    @abstractmethod
    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from samples that `as_pair` has checked. They must not be written to."""


def estimate_checked(estimator: Estimator, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
    """Estimate from checked samples, without a second check if the estimator has `estimate_checked`."""
    if isinstance(estimator, CheckedEstimator):
        return estimator.estimate_checked(x, y, rng)
    return estimator.estimate(x, y, rng=rng)
