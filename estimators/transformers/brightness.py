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

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.training.scaling import standardisation

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
    def of(cls, sample: NDArray[Any]) -> Self:
        """The scaling of vectors (n, d), or of images (n, height, width) or (n, channels, height, width).

        Raises
        ------
        ValueError
            If the sample is constant.
        """
        statistics = standardisation(sample)
        if sample.ndim == 2:
            return cls(*statistics, least=0.0, centre=0.0, unit=0.0)
        least = _LEAST**2 * float(_squares(sample).mean())
        log_norm = _log_norm(sample, least)
        values = _divided(sample, log_norm)
        mean, scale = standardisation(values)
        relative = float(((values / scale) ** 2).mean())
        return cls(mean, scale, least, float(log_norm.mean()), _POWER * relative**0.5)

    def scaled(self, sample: NDArray[Any]) -> Scaled:
        """The sample at the scale of networks."""
        if not self.unit:
            return Scaled((sample - self.mean) / self.scale, np.empty((len(sample), 0)))
        log_norm = _log_norm(sample, self.least)
        return Scaled((_divided(sample, log_norm) - self.mean) / self.scale, (log_norm[:, None] - self.centre) * self.unit)

    def restored(self, values: NDArray[Any], brightness: NDArray[Any]) -> NDArray[Any]:
        """The sample (n, *shape) whose scaled values and brightness these are."""
        sample = values * self.scale + self.mean
        if not self.unit:
            return np.asarray(sample)
        return _divided(sample, -(brightness[:, 0] / self.unit + self.centre))


def _squares(images: NDArray[Any]) -> NDArray[np.float64]:
    return np.square(images, dtype=np.float64).sum(axis=tuple(range(1, images.ndim)))


def _log_norm(images: NDArray[Any], least: float) -> NDArray[np.float64]:
    return 0.5 * np.log(_squares(images) + least)


def _divided(images: NDArray[Any], log_norm: NDArray[np.float64]) -> NDArray[Any]:
    return np.asarray(images * np.exp(-_POWER * log_norm).reshape(-1, *(1,) * (images.ndim - 1)))
