"""One check for each estimate: `estimate` checks the samples, and everything below it takes checked arrays.

Code that calls another estimator (`Compressed`, `SlicedMI`, `permutation_test`) passes samples that it has already checked to
`estimate_checked`.
"""

import inspect
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from .protocol import Estimate, Estimator
from .samples.kinds import Discrete
from .samples.pairing import Missing, as_samples
from .validation import Sample, is_mixed


class CheckedEstimator(ABC):
    """An estimator whose `estimate` checks the samples, once, before it hands them on to `estimate_checked`."""

    takes_mixed: ClassVar[bool] = False  # whether it takes a sample with labels beside numbers (`is_mixed`)

    def estimate(
        self, x: ArrayLike, y: ArrayLike, *, rng: Any = None, discrete: Discrete = "auto", missing: Missing = "error"
    ) -> Estimate:
        """Estimate I(X;Y) in nats from pairs.

        Parameters
        ----------
        x, y : array, masked array, DataFrame, Series, list or torch tensor
            Shape (n,) or (n, *shape). Row i of x belongs to row i of y; a Series or a frame is paired by its index.
        rng : None, int, SeedSequence or numpy.random.Generator
            Only estimators that draw random numbers use it.
        discrete : "auto", bool, list of bool, or a tuple (for_x, for_y) of these
            Which columns are labels. Strings, bytes, booleans and pandas categories are, unless False is given. "auto" takes
            numbers as labels if they have two levels, or at most 50 with ten rows for each: `samples.kinds` has the whole rule.
        missing : {"error", "drop"}
            Refuse missing values (NaN, None, NA, masked), or drop their rows from x and y together; `details["dropped_rows"]`
            is then the number of those rows.

        Returns
        -------
        Estimate

        Raises
        ------
        ValueError
            If the samples cannot be paired, have missing or infinite values, or are unsuitable for the method. The message
            gives the cause and the remedy.
        """
        (x, y), dropped = as_samples({"x": x, "y": y}, discrete, missing)
        return noting_dropped(estimate_checked(self, x, y, np.random.default_rng(rng)), dropped, missing)

    @abstractmethod
    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from samples that `as_samples` has checked. They must not be written to."""


def estimate_checked(estimator: Estimator, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
    """Estimate from checked samples, without a second check if the estimator has `estimate_checked`.

    Raises
    ------
    ValueError
        If x or y holds labels beside numbers, and the estimator does not take that.
    """
    refuse_mixed(estimator, x, y)
    if isinstance(estimator, CheckedEstimator):
        return estimator.estimate_checked(x, y, rng)
    return told_kinds(estimator, x, y, rng, (x.ndim == 1, y.ndim == 1))


def refuse_mixed(estimator: Estimator, x: Sample, y: Sample) -> None:
    """Refuse labels beside numbers in x or y for an estimator that does not take that."""
    if isinstance(estimator, CheckedEstimator) and estimator.takes_mixed:
        return
    for name, sample in (("x", x), ("y", y)):
        if is_mixed(sample):
            raise ValueError(
                f"{name} has columns of labels beside columns of numbers, which {type(estimator).__name__} does not take: take "
                "MixedKSG or estimate_mi, encode strings as numbers, or give discrete=False if all columns are numbers."
            )


def told_kinds(estimator: Estimator, x: Any, y: Any, rng: Any, discrete: Discrete) -> Any:
    """Call `estimate`, with `discrete` if it has that parameter: estimators made elsewhere need not."""
    try:
        takes_discrete = "discrete" in inspect.signature(estimator.estimate).parameters
    except ValueError:  # compiled code need not show its parameters
        takes_discrete = False
    if takes_discrete:
        return estimator.estimate(x, y, rng=rng, discrete=discrete)  # type: ignore[call-arg]
    return estimator.estimate(x, y, rng=rng)


def noting_dropped(estimate: Estimate, dropped: int, missing: Missing) -> Estimate:
    """The estimate, with the number of dropped rows in its details if rows were to be dropped."""
    if missing == "error":
        return estimate
    return replace(estimate, details={**estimate.details, "dropped_rows": float(dropped)})
