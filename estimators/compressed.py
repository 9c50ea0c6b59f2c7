"""Estimate mutual information between compressed variables.

    I(E_X(X); E_Y(Y)) <= I(X; Y),    with equality if the encoders E_X and E_Y are one to one on the support.

A high-dimensional variable that lies on a low-dimensional manifold is encoded first; then any estimator can be used.
Compressed KDE, KL, KSG and MINE all use this class.

Reference: arXiv 2305.08013, theorem on lossless compression.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .checked import CheckedEstimator, estimate_checked
from .codes import remarks_on, remarks_on_estimate, warm_up
from .protocol import Estimate, Estimator, OnSurfaces, WarmUp
from .samples.pairing import as_sample
from .training.parts import parts
from .validation import Array, Sample, as_vectors, is_labels, need_equal_lengths, refuse_constant

_ROWS = 1000  # what a code loses is measured on so few rows, to save time
_SAME_CODE = ("PCA", "TruncatedSVD")  # of scikit-learn: `fit_transform` gives the code of `transform`, within rounding
# Values that are restored at a time, unless these are fewer rows: what fits into the cache is compared four times as fast.
_IN_CACHE, _FEWEST = 2**16, 64
_DISAGREE = (
    "The size of the code of {name} is not sure: the explained variance has its knee at {knee:.0f} components, and neighbours "
    "show {neighbour_dimension:.1f} dimensions."
)


@dataclass(frozen=True)
class Compressed(CheckedEstimator):
    """An estimator that works on the codes of two compressors.

    `details` holds those of the estimator. For each variable that is compressed it adds the dimension of the code,
    ``x_code_dimension``. If the compressor can decode, it also adds the share of variance that the code keeps,
    ``x_explained_variance``. `flags` says, and `details` marks by 1, where

    * a code loses variance (``x_loses_variance``);
    * a code lies on fewer dimensions than it has components (``x_lacks_dimensions``, beside ``x_intrinsic_dimension``); KL and
      WeightedKL then take densities on the surfaces;
    * a code restores a few rows badly (``x_restores_badly``, beside their share, ``x_badly_restored``), as torn codes and
      codes of outliers do;
    * KSG may not resolve so strong a dependence: on normal pairs it falls short by more than three standard errors
      (``ksg_falls_short``, beside ``short_of_normal``, in nats).

    What an `Autoencoder` of size "auto" found is in ``x_knee``, ``x_neighbour_dimension`` and ``x_sizes_agree``.

    Parameters
    ----------
    estimator : Estimator
        The estimator that is applied to the codes.
    x, y : scikit-learn transformer, optional
        Any object with ``fit`` and ``transform``; None leaves the variable as it is. Transformers are cloned, never changed;
        one wrapped in `sklearn.frozen.FrozenEstimator` is used as fitted. A transformer gets images as images if its tags
        allow it (``input_tags.three_d_array``), else as flat vectors.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from infoplane.distributions import bump_images
    >>> from infoplane.estimators import KDE
    >>> x, y = bump_images(1.0).sample(500, rng=0)  # 16x16 images
    >>> estimate = Compressed(KDE(), PCA(4), PCA(4)).estimate(x, y, rng=0)
    >>> estimate.details["x_code_dimension"]
    4.0
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

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples: fit both compressors (unless frozen), encode, estimate."""
        codes, details, flags = list[Sample](), dict[str, float](), list[str]()
        dimensions, on_surface = list[int](), False
        for name, sample, transformer in (("x", x, self.x), ("y", y, self.y)):
            if transformer is None:
                codes.append(sample)
                dimensions.append(int(np.prod(sample.shape[1:])))
                continue
            code, losses, fitted = _coded(name, sample, transformer, rng)
            codes.append(code)
            remarks = remarks_on(as_vectors(code), name, losses)
            dimensions.append(remarks.dimension)
            on_surface |= remarks.on_surface
            details |= remarks.details
            flags += remarks.flags
            search = getattr(fitted, "size_search_", {})
            details |= {f"{name}_{key}": value for key, value in search.items()}
            if search.get("sizes_agree") == 0:
                flags.append(_DISAGREE.format(name=name, **search))
        estimator = self.estimator
        if on_surface and isinstance(estimator, OnSurfaces):
            estimator = estimator.on_dimensions(*dimensions)
        estimate = estimate_checked(estimator, codes[0], codes[1], rng)
        if not any(map(is_labels, codes)):
            further, remark = remarks_on_estimate(estimator, estimate, len(x), *dimensions)
            details |= further
            flags += remark
        return replace(estimate, details={**estimate.details, **details}, flags=(*estimate.flags, *flags))

    def warm_up(self) -> None:
        """Load what the first estimate would load."""
        for part in (self.estimator, self.x, self.y):
            if isinstance(part, WarmUp):
                part.warm_up()
        warm_up()


def _coded(name: str, sample: Sample, transformer: Any, rng: np.random.Generator) -> tuple[Sample, Array | None, Any]:
    """The code of a sample, what restored rows lose if the compressor can decode, and the fitted compressor."""
    if is_labels(sample):
        raise ValueError(
            f"{name} holds class labels, which need no compressor: leave it None, or give discrete=False if they are numbers."
        )
    refuse_constant(sample, name)
    fitted, coded = fit_and_encode(transformer, sample, rng)
    # Any class can be a transformer, so its output is checked like a sample.
    code = as_sample(coded, f"the code of {name}", discrete=False)
    need_equal_lengths(sample, code, f"the code of {name}")
    losses = losses_of(fitted, coded, sample[:_ROWS]) if hasattr(fitted, "inverse_transform") else None
    return code, losses, fitted


def as_input(transformer: Any, sample: Sample) -> Sample:
    """The sample as the transformer takes it: images as they are if its tags allow it, else flat vectors.

    A copy for transformers with ``copy=False``, which write to what they get.
    """
    from sklearn.utils import get_tags

    inner = transformer.estimator if _is_frozen(transformer) else transformer
    as_images = sample.ndim > 2 and get_tags(inner).input_tags.three_d_array
    given = sample if as_images else as_vectors(sample)
    return given.copy() if _writes_to_input(inner) else given


def _writes_to_input(transformer: Any) -> bool:
    parameters = transformer.get_params(deep=True) if hasattr(transformer, "get_params") else {}
    return any(value is False for name, value in parameters.items() if name.rpartition("__")[2] == "copy")


def fit_compressor(transformer: Any, sample: Sample, rng: np.random.Generator, target: Sample | None = None) -> Any:
    """A fitted clone of the transformer, or itself if frozen; a `random_state` left open is drawn from `rng`.

    A transformer that restores something else than the sample gets it as the target.
    """
    if _is_frozen(transformer):
        return transformer
    own = _own_copy(transformer, rng)
    return own.fit(as_input(own, sample)) if target is None else own.fit(as_input(own, sample), target)


def fit_and_encode(transformer: Any, sample: Sample, rng: np.random.Generator) -> tuple[Any, Any]:
    """What `fit_compressor` gives, and the code of the sample, in one pass for transformers of which the code is the same."""
    if not _one_pass(transformer):
        fitted = fit_compressor(transformer, sample, rng)
        return fitted, fitted.transform(as_input(fitted, sample))
    own = _own_copy(transformer, rng)
    return own, own.fit_transform(as_input(own, sample))


def _one_pass(transformer: Any) -> bool:
    """Whether `fit_transform` gives what `fit` and then `transform` give. It need not: of many factorisations it does not."""
    kind = type(transformer)
    known = kind.__module__.startswith("infoplane.") or (kind.__name__ in _SAME_CODE and kind.__module__.startswith("sklearn."))
    return known and hasattr(transformer, "fit_transform") and not _writes_to_input(transformer)


def _is_frozen(transformer: Any) -> bool:
    from sklearn.frozen import FrozenEstimator

    return isinstance(transformer, FrozenEstimator)


def _own_copy(transformer: Any, rng: np.random.Generator) -> Any:
    """A copy that is not fitted; a `random_state` left open is drawn from `rng`."""
    from sklearn.base import clone

    own = clone(transformer)
    if own.get_params().get("random_state", 0) is None:
        own.set_params(random_state=int(rng.integers(2**31)))
    return own


def losses_of(fitted: Any, coded: Any, sample: Sample) -> Array:
    """What each row of a sample loses when the compressor restores it from what `transform` gave: see `row_losses`."""
    # Copied, because a transformer with copy=False writes to what it gets; of any type, because it gave any.
    return row_losses(lambda part: fitted.inverse_transform(deepcopy(coded[part])), sample)


def row_losses(restored: Callable[[slice], Any], target: Sample) -> Array:
    """Squared error of each row, as a share of the variance: their mean is the share of the variance that is lost.

        |target_i - restored_i|^2 / mean_j |target_j - mean|^2

    Parameters
    ----------
    restored : callable
        Gives what a decoder makes of a part of the rows.
    target : array of shape (n, *shape)

    Returns
    -------
    array of shape (n,)
    """
    mean, errors, total = target.mean(axis=0, dtype=np.float64), np.empty(len(target)), 0.0
    most = max(_FEWEST, _IN_CACHE // mean.size)
    for large in parts(len(target), mean.shape):  # a call of a decoder costs about as much as decoding a hundred rows
        decoded = np.asarray(restored(large)).reshape(-1, *mean.shape)
        for part in parts(len(decoded), mean.shape, most):
            wanted = target[large][part]
            difference = np.empty(wanted.shape)  # in C order, whatever the order of both, so that `rows` is a view
            np.subtract(decoded[part], wanted, out=difference)
            rows = difference.reshape(len(wanted), -1)
            errors[large][part] = np.einsum("ij,ij->i", rows, rows)
            np.subtract(wanted, mean, out=difference)
            total += float(np.vdot(rows, rows))
    return errors * (len(target) / total)
