"""Images of soft-edged ellipses: centre, two radii, angle.

Five uniforms become the parameters, in units of the image's side: the minor radius r2 in [0.08, 0.18], the major one r1 in
[1.2 r2, 2.4 r2], the angle in [0, pi), and a centre for which the whole ellipse lies inside the frame. Without these limits
the map would not be one-to-one: a disc has no angle, a half turn does not change an ellipse, and parts outside the frame are
lost. With the quadratic form q(t), which is 1 on the outline,

    pixel(t) = 1 / (1 + exp(s (q(t) - 1))),   s = sharpness size r2,

so the edge is about one pixel wide along the minor axis. The log-odds of the pixels are a quadratic polynomial of their
position. A fit to the grey pixels gives all five parameters. A design of our own.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from infoplane.distributions.protocol import Array

from .grids import pixel_centres, quadratic_monomials

MINOR = (0.08, 0.18)
ASPECT = (1.2, 2.4)
_SHARPNESS = 1.5  # at the ends of the minor axis, the log-odds change by 3 per pixel
_LEAST_SIZE = 16
_CHUNK = 512  # images fitted at once


@dataclass(frozen=True)
class EllipseParameters:
    """Injection of uniforms (n, 5) into centre x, centre y, major radius, minor radius, angle: (n, 5).

    Notes
    -----
    centre = extent + (1 - 2 extent) (u_0, u_1), minor radius r2 = 0.08 + 0.1 u_2, major radius r2 (1.2 + 1.2 u_3), angle
    pi u_4; the extents are half the width and half the height of the ellipse.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import EllipseParameters
    >>> EllipseParameters()(np.full((1, 5), 0.5)).round(3).tolist()
    [[0.5, 0.5, 0.234, 0.13, 1.571]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (5,):
            raise ValueError(f"An ellipse has 5 parameters; got samples of shape {shape}.")
        return (5,)

    def __call__(self, z: Array) -> Array:
        minor = MINOR[0] + (MINOR[1] - MINOR[0]) * z[:, 2]
        major = minor * (ASPECT[0] + (ASPECT[1] - ASPECT[0]) * z[:, 3])
        angle = math.pi * z[:, 4]
        extent = _extents(major, minor, angle)
        centre = extent + (1 - 2 * extent) * z[:, :2]
        return np.column_stack([centre, major, minor, angle])

    def inverse(self, x: Array) -> Array:
        centre, (major, minor, angle) = x[:, :2], x[:, 2:].T
        extent = _extents(major, minor, angle)
        return np.column_stack(
            [
                (centre - extent) / (1 - 2 * extent),
                (minor - MINOR[0]) / (MINOR[1] - MINOR[0]),
                (major / minor - ASPECT[0]) / (ASPECT[1] - ASPECT[0]),
                angle / math.pi,
            ]
        )


def _extents(major: Array, minor: Array, angle: Array) -> Array:
    """Half the width and half the height of the frames around ellipses: array (n, 2)."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.column_stack([np.hypot(major * cosine, minor * sine), np.hypot(major * sine, minor * cosine)])


@dataclass(frozen=True)
class EllipseImage:
    """Injection of ellipses (n, 5), as `EllipseParameters` gives them, into images (n, size, size).

    Parameters
    ----------
    size : int
        Side of the image in pixels, at least 16.

    Raises
    ------
    ValueError
        If `size` is below 16.

    Notes
    -----
    pixel(t) = 1 / (1 + exp(s (q(t) - 1))) for the quadratic form q, which is 1 on the outline, and s = 1.5 size r2.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import EllipseImage
    >>> draw = EllipseImage(32)
    >>> draw.inverse(draw(np.array([[0.5, 0.5, 0.2, 0.1, 1.0]]))).round(6).tolist()
    [[0.5, 0.5, 0.2, 0.1, 1.0]]
    """

    size: int = 32

    def __post_init__(self) -> None:
        if self.size < _LEAST_SIZE:
            raise ValueError(f"The smallest ellipse needs a side of at least {_LEAST_SIZE} pixels; got {self.size}.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (5,):
            raise ValueError(f"An ellipse has 5 parameters; got samples of shape {shape}.")
        return (self.size, self.size)

    def __call__(self, z: Array) -> Array:
        x, y, major, minor, angle = z.T
        cosine, sine = np.cos(angle), np.sin(angle)
        xx = (cosine / major) ** 2 + (sine / minor) ** 2
        yy = (sine / major) ** 2 + (cosine / minor) ** 2
        xy = 2 * cosine * sine * (1 / major**2 - 1 / minor**2)
        constant = xx * x**2 + yy * y**2 + xy * x * y - 1
        coefficients = np.stack([constant, -2 * xx * x - xy * y, -2 * yy * y - xy * x, xx, yy, xy], axis=1)
        steepness = _SHARPNESS * self.size * minor
        image = (-steepness[:, None] * coefficients) @ quadratic_monomials(pixel_centres(self.size))
        return expit(image, out=image).reshape(len(z), self.size, self.size)

    def inverse(self, x: Array) -> Array:
        """Read the parameters back from the quadratic polynomial that the log-odds of the grey pixels are."""
        parts = [self._fitted(x[start : start + _CHUNK]) for start in range(0, len(x), _CHUNK)]
        return np.concatenate(parts) if parts else np.empty((0, 5))

    def _fitted(self, images: Array) -> Array:
        flat = images.reshape(len(images), -1)
        weights = flat * (1 - flat)
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = np.where(weights > 0, np.log(flat) - np.log1p(-flat), 0.0)
        # Positions are centred on the grey pixels and scaled by a small radius, so that the fit is well conditioned.
        _, x, y, *_ = quadratic_monomials(pixel_centres(self.size))
        middle = (weights @ np.stack([x, y], axis=1)) / weights.sum(axis=1, keepdims=True)
        x, y = (x - middle[:, [0]]) / MINOR[1], (y - middle[:, [1]]) / MINOR[1]
        monomials = np.stack([np.ones_like(x), x, y, x**2, y**2, x * y], axis=2) * weights[:, :, None]
        moments = np.swapaxes(monomials, 1, 2) @ monomials
        targets = np.swapaxes(monomials, 1, 2) @ (weights * odds)[:, :, None]
        constant, by_x, by_y, xx, yy, xy = -np.linalg.solve(moments, targets)[:, :, 0].T
        form = np.stack([np.stack([xx, xy / 2], axis=1), np.stack([xy / 2, yy], axis=1)], axis=1)
        slopes = np.stack([by_x, by_y], axis=1)
        centre = np.linalg.solve(-2 * form, slopes[:, :, None])[:, :, 0]
        # At the centre q = 0, so the polynomial is minus the steepness there.
        steepness = -(constant + (slopes * centre).sum(axis=1) / 2)
        curvatures, axes = np.linalg.eigh(form / steepness[:, None, None])
        angle = np.arctan2(axes[:, 1, 0], axes[:, 0, 0]) % math.pi
        return np.column_stack([middle + MINOR[1] * centre, MINOR[1] / np.sqrt(curvatures), angle])
