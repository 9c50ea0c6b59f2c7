"""One call for everybody: look at the data, take a sensible estimator, and say which and why.

The rules follow the committed results (`results/README.md`), not the data's answer: they see n, dimensions, labels and
repeated values, never an estimate.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .protocol import Estimate, Estimator
from .validation import as_pair, as_vectors, is_labels

_TIED = 0.05  # share of rows repeating another one above which a side has atoms
_FEW = 200  # samples, below which bias-cancelling weights cost too much variance
_MANY = 14  # columns of both sides together, beyond which the weights amplify variance and bias (suite `dimension`)


@dataclass(frozen=True)
class Measurement(Estimate):
    """An estimate that tells how it was made.

    Parameters
    ----------
    estimator : Estimator
        What was chosen; its own `estimate` gives the same number.
    reason : str
        Why.
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
    x, y : array, DataFrame, Series or tensor
        (n, *shape) of numbers, (n,) of numbers, or (n,) of integers, booleans or words, which are class labels.
    rng : None, int, SeedSequence or numpy.random.Generator
        Used by estimators that draw.

    Returns
    -------
    Measurement
        ``print`` it, or read `nats`, `stderr`, `interval()`, `estimator`, `reason`. The standard error speaks of variance,
        not of bias.

    Examples
    --------
    >>> print(estimate_mi(x, y))  # doctest: +SKIP
    """
    x, y = as_pair(_as_columns(x), _as_columns(y))
    estimator, reason = choose(x, y)
    found = estimator.estimate(x, y, rng=rng)
    return Measurement(
        found.nats, found.stderr, found.details, found.ceiling, found.converged, estimator=estimator, reason=reason
    )


def choose(x: NDArray[Any], y: NDArray[Any]) -> tuple[Estimator, str]:
    """The estimator for a checked pair of samples, and the reason in words."""
    n, labels = len(x), is_labels(x) + is_labels(y)
    if labels == 2:
        from infoplane.estimators.discrete.plug_in import PlugIn

        return PlugIn(), "both sides are labels, so their pairs are counted."
    vectors = [as_vectors(side) for side in (x, y) if not is_labels(side)]
    d = sum(side.shape[1] for side in vectors)
    atoms = max(_repeated(side) for side in vectors)
    if atoms > _TIED:
        from infoplane.estimators.neighbours.mixed_ksg import MixedKSG

        return MixedKSG(), f"{atoms:.0%} of the rows of a side repeat another one, so it has atoms as well as densities."
    if labels == 1:
        from infoplane.estimators.neighbours.kozachenko_leonenko import KL
        from infoplane.estimators.neighbours.ksg import KSG

        if d == 1:
            return KSG(), "one side is labels, the other one column: neighbours within and across classes (Ross)."
        return KL(), f"one side is labels, the other {d} columns: entropies in all and within the classes."
    if d > _MANY or max(x.ndim, y.ndim) > 2:
        from infoplane.estimators.critics.mine import MINE

        return MINE(), (
            f"{d} columns in all are too many for neighbours: a trained critic gives a lower bound. If the data lie on "
            "few dimensions, compress them first (Compressed), which is far more precise."
        )
    if n < _FEW:
        from infoplane.estimators.neighbours.ksg import KSG

        return KSG(), f"continuous, and {n} samples are few: least variance. It is low where the dependence is strong."
    from infoplane.estimators.neighbours.kozachenko_leonenko import WeightedKL
    from infoplane.estimators.transformers.gaussianizer import Gaussianizer

    from .compressed import Compressed

    return Compressed(WeightedKL(20, weights="least norm"), Gaussianizer(), Gaussianizer()), (
        f"continuous, {d} columns in all, n = {n:,}: weighted neighbour entropies after a smooth one-to-one map of either side."
    )


def _as_columns(values: Any) -> Any:
    """A single column of floats as (n, 1); everything else as it is."""
    if getattr(values, "ndim", None) is None:
        values = np.asarray(values)
    if values.ndim != 1 or "float" not in str(values.dtype):
        return values
    return (values.to_numpy() if hasattr(values, "to_numpy") else values)[:, None]


def _repeated(side: NDArray[np.float64]) -> float:
    """Share of rows (n, d) that have appeared before."""
    return 1 - len(np.unique(side, axis=0)) / len(side)
