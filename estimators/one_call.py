"""One call for all data: `estimate_mi` selects an estimator that fits the data, and says which one and why.

The rules rest on the committed results (`results/README.md`). They depend on n, on the numbers of columns, on class labels and
on repeated values. They never depend on an estimate.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .checked import estimate_checked, noting_dropped
from .protocol import Estimate, Estimator
from .samples.kinds import Discrete
from .samples.pairing import Missing, as_samples
from .validation import Array, Labels, Sample, as_vectors, is_labels, is_mixed

_TIED = 0.05  # a variable has atoms if more than this share of its rows repeats another row
_RARE = 5  # a class of no more rows has no k = 5 neighbours of its own
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


def estimate_mi(
    x: ArrayLike, y: ArrayLike, rng: Any = None, discrete: Discrete = "auto", missing: Missing = "error"
) -> Measurement:
    """Estimate I(X;Y) in nats by an estimator that fits the data.

    Parameters
    ----------
    x, y : array, masked array, DataFrame, Series, list or torch tensor
        Shape (n,) or (n, *shape). Row i of x belongs to row i of y; a Series or a frame is paired by its index.
    rng : None, int, SeedSequence or numpy.random.Generator
        Used by estimators that draw random numbers.
    discrete : "auto", bool, list of bool, or a tuple (for_x, for_y) of these
        Which columns are labels. Strings, bytes, booleans and pandas categories are, unless False is given. "auto" takes
        numbers as labels if they have two levels, or at most 50 with ten rows for each: `samples.kinds` has the whole rule.
    missing : {"error", "drop"}
        Refuse missing values (NaN, None, NA, masked), or drop their rows from x and y together; `details["dropped_rows"]` is
        then the number of those rows, and `reason` says it.

    Returns
    -------
    Measurement
        ``print`` it, or read `nats`, `stderr`, `interval()`, `estimator`, `reason`. The standard error covers variance, not
        bias.

    Raises
    ------
    ValueError
        If the samples cannot be paired, have missing or infinite values, or are constant.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, 0)
    >>> measurement = estimate_mi(x, y)
    >>> print(f"{measurement.nats:.1f} nats: {measurement.reason}")
    0.5 nats: continuous, 2 columns in all, n = 1,000: weighted neighbour entropies after smooth one-to-one maps of x and y.
    """
    (x, y), dropped = as_samples({"x": x, "y": y}, discrete, missing)
    estimator, reason = suitable_estimator(x, y)
    found = noting_dropped(estimate_checked(estimator, x, y, np.random.default_rng(rng)), dropped, missing)
    if dropped:
        reason = f"{reason} {dropped} of {dropped + len(x)} rows had missing values and were dropped."
    return Measurement(
        found.nats, found.stderr, found.details, found.ceiling, found.converged, estimator=estimator, reason=reason
    )


def suitable_estimator(x: Sample, y: Sample) -> tuple[Estimator, str]:
    """The estimator for a checked pair of samples, and the reason, a sentence."""
    n, labels = len(x), is_labels(x) + is_labels(y)
    if labels == 2:
        from infoplane.estimators.discrete.plug_in import PlugIn

        return PlugIn(), "x and y are labels, so their pairs are counted."
    if is_mixed(x) or is_mixed(y):
        from infoplane.estimators.neighbours.mixed_ksg import MixedKSG

        return MixedKSG(), "columns of labels stand beside columns of numbers."
    vectors = [as_vectors(sample) for sample in (x, y) if not is_labels(sample)]
    d = sum(points.shape[1] for points in vectors)
    repeated = max(_repeated(points) for points in vectors)
    if repeated > _TIED:
        from infoplane.estimators.neighbours.mixed_ksg import MixedKSG

        return MixedKSG(), f"{repeated:.0%} of the rows of x or of y repeat another one, so it has atoms as well as densities."
    if labels == 1 and d == 1 and (smallest := _smallest_class(x if is_labels(x) else y)) <= _RARE:
        from infoplane.estimators.neighbours.mixed_ksg import MixedKSG

        return MixedKSG(), f"labels and one column: the smallest class has {smallest} rows, too few for neighbours of its own."
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

        return KSG(), f"continuous, and {n} samples are few: least variance. It is low where the dependence is strong."
    if repeated > 0:
        from infoplane.estimators.neighbours.ksg import KSG

        return KSG(), (
            f"continuous but for {repeated:.1%} of the rows of x or of y, which repeat another one: densities by neighbour "
            "distances cannot take them, neighbour counts can."
        )
    from infoplane.estimators.neighbours.kozachenko_leonenko import WeightedKL
    from infoplane.estimators.transformers.gaussianizer import Gaussianizer

    from .compressed import Compressed

    return Compressed(WeightedKL(20, weights="least norm"), Gaussianizer(), Gaussianizer()), (
        f"continuous, {d} columns in all, n = {n:,}: weighted neighbour entropies after smooth one-to-one maps of x and y."
    )


def _repeated(points: Array) -> float:
    """Share of rows (n, d) that have appeared before."""
    return 1 - len(np.unique(points, axis=0)) / len(points)


def _smallest_class(labels: Labels) -> int:
    """The number of rows of the rarest label."""
    return int(np.unique(labels, return_counts=True)[1].min())
