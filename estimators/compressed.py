"""Estimate mutual information between compressed variables.

    I(E_X(X); E_Y(Y)) <= I(X; Y),    with equality when the encoders are one to one on the support.

So a high-dimensional variable that lies on a low-dimensional manifold is first encoded, then any estimator serves: this
is compressed KDE, KL, KSG and MINE in one class. Reference: arXiv 2305.08013, theorem on lossless compression.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .protocol import Estimate, Estimator, WarmUp
from .validation import as_pair, as_vectors, is_labels, refuse_constant

_JUDGED = 1000  # rows on which the compression loss is measured


@dataclass(frozen=True)
class Compressed:
    """An estimator behind two compressors.

    Parameters
    ----------
    estimator : Estimator
        What estimates on the codes.
    x, y : scikit-learn transformer, optional
        Anything with ``fit`` and ``transform``; None leaves the side as it is. They are cloned, never changed; one
        wrapped in `sklearn.frozen.FrozenEstimator` is used as fitted. Images reach a transformer as images if its tags
        say it takes them (``input_tags.three_d_array``), else as flat vectors.
    """

    estimator: Estimator
    x: Any = None
    y: Any = None

    def __post_init__(self) -> None:
        if not isinstance(self.estimator, Estimator):
            raise TypeError(f"Compressed holds an estimator, an object with `estimate`; got {self.estimator!r}.")
        for name, transformer in (("x", self.x), ("y", self.y)):
            if transformer is not None and not (hasattr(transformer, "fit") and hasattr(transformer, "transform")):
                raise TypeError(f"The compressor of {name} needs `fit` and `transform`; got {transformer!r}.")

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Fit both compressors (unless frozen), encode, estimate.

        `details` adds, for each side, the dimension of the code and, where the compressor can decode, the share of
        variance it keeps.
        """
        rng = np.random.default_rng(rng)
        x, y = as_pair(x, y)
        codes, details = [], {}
        for name, side, transformer in (("x", x, self.x), ("y", y, self.y)):
            if transformer is None:
                codes.append(side)
                continue
            if is_labels(side):
                raise ValueError(f"{name} holds class labels, which need no compressor: leave it None.")
            refuse_constant(side, name)
            fitted = fit_compressor(transformer, side, rng)
            code = np.asarray(fitted.transform(as_input(fitted, side)))
            codes.append(code)
            details[f"{name}_code_dimension"] = float(code.shape[1])
            if hasattr(fitted, "inverse_transform"):
                details[f"{name}_explained_variance"] = explained_variance(fitted, side[:_JUDGED])
        estimate = self.estimator.estimate(codes[0], codes[1], rng=rng)
        return replace(estimate, details={**estimate.details, **details})

    def warm_up(self) -> None:
        """Load what the first estimate would load."""
        for part in (self.estimator, self.x, self.y):
            if isinstance(part, WarmUp):
                part.warm_up()


def as_input(transformer: Any, sample: NDArray[Any]) -> NDArray[Any]:
    """The sample in the shape the transformer takes: images as they are if its tags allow, else flat vectors."""
    from sklearn.utils import get_tags

    return sample if sample.ndim > 2 and get_tags(transformer).input_tags.three_d_array else as_vectors(sample)


def fit_compressor(transformer: Any, sample: NDArray[Any], rng: np.random.Generator) -> Any:
    """A fitted clone of the transformer, or itself if frozen; a `random_state` left open is drawn from `rng`."""
    from sklearn.base import clone
    from sklearn.frozen import FrozenEstimator

    if isinstance(transformer, FrozenEstimator):
        return transformer
    fitted = clone(transformer)
    if fitted.get_params().get("random_state", 0) is None:
        fitted.set_params(random_state=int(rng.integers(2**31)))
    return fitted.fit(as_input(fitted, sample))


def explained_variance(fitted: Any, sample: NDArray[Any]) -> float:
    """Share of the sample's variance that the compressor's decoder gives back: 1 is lossless."""
    shown = as_input(fitted, sample)
    residual = np.asarray(fitted.inverse_transform(fitted.transform(shown))) - shown
    return 1 - float((residual**2).sum() / ((shown - shown.mean(axis=0)) ** 2).sum())
