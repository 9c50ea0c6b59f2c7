"""Samples at the scale that an autoencoder is trained at, and back. For images: the brightness apart from the shape.

An image x of norm |x| becomes

    x / |x|^{1/2}    and    ln |x|.

A network sees differences of pixels. In a bright image the same movement changes more pixels, so that a code learnt from x
stretches bright images and squeezes dim ones; half of the logarithm of the brightness is taken off. The map is one to one: the
two parts give x back. So brightness that carries information keeps it. |x| is the root of the sum of all squares, plus a
thousandth of its mean over the sample, so that a black image has a logarithm too.

Then pixels are standardised as in `training.scaling`. The logarithm is in units of the error that it makes in the image: an
error e of ln |x| changes every pixel by the share e/2.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.training.scaling import mean_in_parts, standardisation

_POWER = 0.5
_LEAST = 1e-3  # of the mean square norm


class Scaled(NamedTuple):
    """Standardised samples (n, *shape), and the brightness (n, 1) of images, or (n, 0) for vectors."""

    values: NDArray[Any]
    brightness: NDArray[Any]


class Scaling(NamedTuple):
    """The statistics of a sample that scale samples like it.

    Parameters
    ----------
    mean, scale : arrays
        Of the values, as `standardisation` gives them.
    least : float
        What is added to the square of the norm of an image.
    centre, unit : float
        Of the logarithm of the norm; `unit` is 0 for vectors, which have no brightness.
    """

    mean: NDArray[Any]
    scale: NDArray[Any]
    least: float
    centre: float
    unit: float

    @classmethod
    def of(cls, sample: NDArray[Any], rows: NDArray[np.int64] | None = None, name: str = "X") -> Self:
        """The scaling of vectors (n, d), or of images (n, height, width) or (n, channels, height, width).

        Parameters
        ----------
        sample : array
            It is read in parts.
        rows : array of int, optional
            The rows that count; all by default.
        name : str
            What messages call the sample.

        Raises
        ------
        ValueError
            If the sample is constant.
        """
        rows = np.arange(len(sample)) if rows is None else np.sort(rows)
        statistics = standardisation(sample, name, rows)
        if sample.ndim == 2:
            return cls(*statistics, least=0.0, centre=0.0, unit=0.0)

        def mean_of(function: Callable[[NDArray[Any]], NDArray[Any]]) -> Any:
            return mean_in_parts(sample, rows, function)

        least = _LEAST**2 * float(mean_of(_squares))

        def values(part: NDArray[Any]) -> NDArray[Any]:
            return _divided(part, _log_norm(part, least))

        mean, scale = standardisation(sample, name, rows, values)
        relative = float(np.mean(mean_of(lambda part: (values(part) / scale) ** 2)))
        centre = float(mean_of(lambda part: _log_norm(part, least)))
        return cls(mean, scale, least, centre, _POWER * relative**0.5)

    def scaled(self, sample: NDArray[Any]) -> Scaled:
        """The sample at the scale of networks."""
        mean, scale = (part.astype(sample.dtype, copy=False) for part in (self.mean, self.scale))
        if not self.unit:
            return Scaled((sample - mean) / scale, np.empty((len(sample), 0)))
        log_norm = _log_norm(sample, self.least)
        values = _divided(sample, log_norm)  # a new array, and the only one: memory of this size takes time to get
        values -= mean
        values /= scale
        return Scaled(values, (log_norm[:, None] - self.centre) * self.unit)

    def restored(self, values: NDArray[Any], brightness: NDArray[Any]) -> NDArray[Any]:
        """The sample (n, *shape) whose scaled values and brightness these are."""
        sample = values * self.scale + self.mean
        if not self.unit:
            return np.asarray(sample)
        return _divided(sample, -(brightness[:, 0] / self.unit + self.centre))


def _squares(images: NDArray[Any]) -> NDArray[np.float64]:
    flat = images.reshape(len(images), -1)
    return np.einsum("np,np->n", flat, flat, dtype=np.float64)


def _log_norm(images: NDArray[Any], least: float) -> NDArray[np.float64]:
    return 0.5 * np.log(_squares(images) + least)


def _divided(images: NDArray[Any], log_norm: NDArray[np.float64]) -> NDArray[Any]:
    factors = np.exp(-_POWER * log_norm).astype(images.dtype)
    return np.asarray(images * factors.reshape(-1, *(1,) * (images.ndim - 1)))
