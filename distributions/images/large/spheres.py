"""Images of a matt sphere under a lamp: position, radius, and the direction of the light.

Five uniforms become the parameters: the radius r in [0.18, 0.32] of the image's side, a centre c for which the whole sphere
lies inside the frame, and the components (l_x, l_y) in [-0.6, 0.6]^2 of the unit vector l towards the lamp, which always has a
part l_z > 0.5 towards the viewer. The unit normal at the point t of the sphere is n = ((t - c) / r, sqrt(1 - |t - c|^2 / r^2)).
With Lambertian shading, the pixel of channel j is

    coverage(t) [a_j + (1 - a_j) max(0, n . l)],   coverage(t) = min(1, max(0, 1/2 + size (r - |t - c|))),

with an edge one pixel wide and an ambient light a, which is bluer than the lamp where there are three channels.

The map is one-to-one: where the sphere is lit and covers the pixel, b = (pixel - a) / (1 - a) obeys

    b = alpha + beta . t + l_z sqrt(1 - |t - c|^2 / r^2),   beta = (l_x, l_y) / r,   alpha = - beta . c,

so (b - alpha - beta . t)^2 is a quadratic polynomial of t. That makes b^2 a linear combination of b, b x, b y, 1, x, y, x^2,
y^2 and x y. A least-squares fit gives alpha, beta, c and, as |l| = 1, r. A design of our own.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.images.grids import pixel_centres
from infoplane.distributions.protocol import Array

from .parts import drawn_in_parts, image_shape, read_in_parts

RADIUS = (0.18, 0.32)
SLANT = 0.6  # largest component of the light's direction across the image
_AMBIENT = {1: (0.2,), 3: (0.1, 0.2, 0.4)}
_LEAST_SIZE = 32
_LIT = 0.02  # light of the lamp, from which on a pixel is surely not in the shade


@dataclass(frozen=True)
class SphereParameters:
    """Injection of uniforms (n, 5) into centre x, centre y, radius, and the light's components l_x, l_y: (n, 5).

    Notes
    -----
    r = 0.18 + 0.14 u_2, centre = r + (1 - 2r) (u_0, u_1), (l_x, l_y) = 1.2 (u_3, u_4) - 0.6.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import SphereParameters
    >>> SphereParameters()(np.array([[0.5, 0.5, 0.5, 0.5, 1.0]])).round(3).tolist()
    [[0.5, 0.5, 0.25, 0.0, 0.6]]
    """

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (5,):
            raise ValueError(f"A sphere under a lamp has 5 parameters; got samples of shape {shape}.")
        return (5,)

    def __call__(self, z: Array) -> Array:
        radius = RADIUS[0] + (RADIUS[1] - RADIUS[0]) * z[:, [2]]
        return np.column_stack([radius + (1 - 2 * radius) * z[:, :2], radius, SLANT * (2 * z[:, 3:] - 1)])

    def inverse(self, x: Array) -> Array:
        radius = x[:, [2]]
        size = (radius - RADIUS[0]) / (RADIUS[1] - RADIUS[0])
        return np.column_stack([(x[:, :2] - radius) / (1 - 2 * radius), size, (x[:, 3:] / SLANT + 1) / 2])


@dataclass(frozen=True)
class SphereImage:
    """Injection of spheres under a lamp (n, 5), as `SphereParameters` gives them, into images.

    Parameters
    ----------
    size : int
        Side of the image in pixels, at least 32.
    channels : {1, 3}
        Images are (n, size, size) with one channel, (n, 3, size, size) with three.
    dtype : {"float32", "float64"}
        Precision of the pixels; large images take half the memory in single precision.

    Raises
    ------
    ValueError
        If `size` is below 32, or `channels` neither 1 nor 3.

    Notes
    -----
    pixel_j = coverage [a_j + (1 - a_j) max(0, n . l)] with the sphere's normal n and the direction l of the light.

    References
    ----------
    A design of our own; the shading is that of J. H. Lambert, Photometria, 1760.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import SphereImage
    >>> draw = SphereImage(64, channels=3)
    >>> image = draw(np.array([[0.4, 0.6, 0.3, -0.5, 0.2]]))
    >>> image.shape
    (1, 3, 64, 64)
    >>> draw.inverse(image).round(3).tolist()
    [[0.4, 0.6, 0.3, -0.5, 0.2]]
    """

    size: int = 64
    channels: int = 1
    dtype: str = "float32"

    def __post_init__(self) -> None:
        self._shape()

    def _shape(self) -> tuple[int, ...]:
        return image_shape(self.size, self.channels, _LEAST_SIZE, "A sphere")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (5,):
            raise ValueError(f"A sphere under a lamp has 5 parameters; got samples of shape {shape}.")
        return self._shape()

    def __call__(self, z: Array) -> Array:
        return drawn_in_parts(self._draw, z, self._shape(), self.dtype)

    def _draw(self, z: Array, images: Array, planes: Array) -> None:
        x, y, radius, light_x, light_y = z.T[:, :, None].astype(self.dtype)
        squared, shade, slope = planes
        grid = pixel_centres(self.size).astype(self.dtype)
        across, down = (grid - x) / radius, (grid - y) / radius
        np.add((down**2)[:, :, None], (across**2)[:, None, :], out=squared)
        np.subtract(1, squared, out=shade)
        np.sqrt(np.maximum(shade, 0, out=shade), out=shade)
        shade *= np.sqrt(1 - light_x**2 - light_y**2)[:, :, None]
        shade += np.add((light_y * down)[:, :, None], (light_x * across)[:, None, :], out=slope)
        np.maximum(shade, 0, out=shade)
        # Outside the outline by less than a pixel, where there is no normal, this is the shade of the outline, a little raised.
        coverage = np.subtract(1, np.sqrt(squared, out=squared), out=squared)
        coverage *= self.size * radius[:, :, None]
        coverage += 0.5
        np.clip(coverage, 0, 1, out=coverage)
        for channel, ambient in enumerate(np.array(_AMBIENT[self.channels], self.dtype)):
            pixels = np.multiply(shade, 1 - ambient, out=images[:, channel])
            pixels += ambient
            pixels *= coverage

    def inverse(self, x: Array) -> Array:
        """Read the parameters back from the lit pixels, whose squares are linear in known functions of value and position."""
        return read_in_parts(self._read, x, 5)

    def _read(self, images: Array) -> Array:
        images = images.reshape(len(images), self.channels, self.size, self.size)
        ambient = np.array(_AMBIENT[self.channels])[:, None, None]
        value = ((images - ambient) / (1 - ambient)).mean(axis=1)
        every = (slice(None), *2 * [slice(None, None, self.size // _LEAST_SIZE)])  # as many pixels as the least size has do
        weights = (_inside(images.min(axis=1)) & (value > _LIT))[every].reshape(len(images), -1)[:, :, None]
        value = value[every].reshape(len(images), -1)
        y, x = (axis.ravel() - 0.5 for axis in np.meshgrid(*2 * [pixel_centres(self.size)[every[1]]], indexing="ij"))
        x, y = np.broadcast_to(x, value.shape), np.broadcast_to(y, value.shape)
        terms = np.stack([value, value * x, value * y, np.ones_like(value), x, y, x**2, y**2, x * y], axis=2) * weights
        # A QR factorisation keeps the digits that normal equations would lose.
        q, r = np.linalg.qr(terms)
        targets = np.swapaxes(q, 1, 2) @ (value[:, :, None] ** 2 * weights)
        fit = np.linalg.solve(r, targets)[:, :, 0]
        alpha, beta_x, beta_y = fit[:, :3].T / 2
        # (b - alpha - beta . t)^2 = l_z^2 - (l_z / r)^2 |t - c|^2, of which the fit gives the left side's polynomial as well.
        curvature = -(fit[:, 6] + beta_x**2 + fit[:, 7] + beta_y**2) / 2
        centre_x = (fit[:, 4] + 2 * alpha * beta_x) / (2 * curvature)
        centre_y = (fit[:, 5] + 2 * alpha * beta_y) / (2 * curvature)
        radius = 1 / np.sqrt(curvature + beta_x**2 + beta_y**2)  # |l| = 1
        return np.column_stack([centre_x + 0.5, centre_y + 0.5, radius, beta_x * radius, beta_y * radius])


def _inside(images: Array) -> Array:
    """Which pixels of images (n, size, size) are far enough from the dark background to be covered completely."""
    inner = images > 0
    for _ in range(2):
        inner[:, 1:-1] &= inner[:, 2:] & inner[:, :-2]
        inner[:, :, 1:-1] &= inner[:, :, 2:] & inner[:, :, :-2]
        inner[:, [0, -1]] = inner[:, :, [0, -1]] = False
    return inner
