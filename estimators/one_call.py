"""One call for all data: `estimate_mi` selects an estimator that fits the data, and says which one and why.

The rules rest on the committed results (`results/README.md`). They depend on n, on the numbers of columns, on class labels and
on repeated values. They never depend on an estimate.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .checked import estimate_checked
from .protocol import Estimate, Estimator
from .validation import Array, Sample, as_pair, as_vectors, is_labels

_TIED = 0.05  # a variable has atoms if more than this share of its rows repeats another row
_FEW = 200  # with fewer samples, weights that cancel bias add too much variance
_MANY = 14  # with more columns of x and y together, the weights amplify variance and bias (suite `dimension`)


@dataclass(frozen=True)
class Measurement(Estimate):
    """An `Estimate` that says how it was made.

    Parameters
    ----------
    estimator : Estimator
        The estimator that was used. Its own `estimate` gives the same number.
    reason : str
        Why it was used.
    """

    estimator: Estimator | None = None
    reason: str = ""

    def __str__(self) -> str:
        error = "" if self.stderr is None else f" ± {self.stderr:.3f}"
        return f"{self.nats:.3f}{error} nats by {self.estimator}: {self.reason}"


def estimate_mi(x: ArrayLike, y: ArrayLike, rng: Any = None) -> Measurement:
    """Estimate I(X;Y) in nats by an estimator that fits the data.

    Parameters
    ----------
    x, y : array, DataFrame, Series or torch tensor
        Shape (n, *shape) of numbers; or (n,) of floats, one column; or (n,) of integers, booleans or strings, which are class
        labels.
    rng : None, int, SeedSequence or numpy.random.Generator
        Used by estimators that draw random numbers.

    Returns
    -------
    Measurement
        ``print`` it, or read `nats`, `stderr`, `interval()`, `estimator`, `reason`. The standard error covers variance, not
        bias.

    Raises
    ------
    ValueError
        If the samples are of unequal lengths, not finite, or constant.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, 0)
    >>> measurement = estimate_mi(x, y)
    >>> print(f"{measurement.nats:.1f} nats: {measurement.reason}")
    0.5 nats: continuous, 2 columns in all, n = 1,000: weighted neighbour entropies after smooth one-to-one maps of x and y.
    """
    x, y = as_pair(_as_columns(x), _as_columns(y))
    estimator, reason = suitable_estimator(x, y)
    found = estimate_checked(estimator, x, y, np.random.default_rng(rng))
    return Measurement(
        found.nats, found.stderr, found.details, found.ceiling, found.converged, estimator=estimator, reason=reason
    )


def suitable_estimator(x: Sample, y: Sample) -> tuple[Estimator, str]:
    """The estimator for a checked pair of samples, and the reason, a sentence."""
    n, labels = len(x), is_labels(x) + is_labels(y)
    if labels == 2:
        from infoplane.estimators.discrete.plug_in import PlugIn

        return PlugIn(), "x and y are labels, so their pairs are counted."
    vectors = [as_vectors(sample) for sample in (x, y) if not is_labels(sample)]
    d = sum(points.shape[1] for points in vectors)
    repeated = max(_repeated(points) for points in vectors)
    if repeated > _TIED:
        from infoplane.estimators.neighbours.mixed_ksg import MixedKSG

        return MixedKSG(), f"{repeated:.0%} of the rows of x or of y repeat another one: atoms as well as densities."
    if labels == 1:
        from infoplane.estimators.neighbours.kozachenko_leonenko import KL
        from infoplane.estimators.neighbours.ksg import KSG

        if d == 1:
            return KSG(), "labels and one column: neighbours within and across classes (Ross)."
        return KL(), f"labels and {d} columns: entropies of all samples and within the classes."
    if d > _MANY or max(x.ndim, y.ndim) > 2:
        from infoplane.estimators.critics.mine import MINE

        return MINE(), (
            f"{d} columns in all are too many for neighbours: a trained critic gives a lower bound. If the data have "
            "few degrees of freedom, compress them first (Compressed), which is far more precise."
        )
    if n < _FEW:
        from infoplane.estimators.neighbours.ksg import KSG

        return KSG(), f"continuous, and {n} samples are few: KSG has the least variance, and is low at strong dependence."
    from infoplane.estimators.neighbours.kozachenko_leonenko import WeightedKL
    from infoplane.estimators.transformers.gaussianizer import Gaussianizer

    from .compressed import Compressed

    return Compressed(WeightedKL(20, weights="least norm"), Gaussianizer(), Gaussianizer()), (
        f"continuous, {d} columns in all, n = {n:,}: weighted neighbour entropies after smooth one-to-one maps of x and y."
    )


def _as_columns(values: Any) -> Any:
    """A single column of floats as (n, 1); everything else as it is."""
    if getattr(values, "ndim", None) is None:
        values = np.asarray(values)
    if values.ndim != 1 or "float" not in str(values.dtype):
        return values
    return (values.to_numpy() if hasattr(values, "to_numpy") else values)[:, None]


def _repeated(points: Array) -> float:
    """Share of rows (n, d) that have appeared before."""
    return 1 - len(np.unique(points, axis=0)) / len(points)
