"""Smooth increasing functions of one variable that bring a sample near the standard normal distribution, and their inverses.

    g = P between the outermost knots,    g(z) = g(q) + asinh(s (z - q)) beyond an outermost knot q,

where P is the monotone cubic (PCHIP, once differentiable) that takes quantiles of the sample, the knots, to the same
quantiles of the standard normal, and s is the slope of the chord next to q. Beyond the knots asinh brings outliers closer.

The inverse solves the cubic by Newton steps inside a bracket that shrinks at every step, to the rounding of float64.

Reference: F. N. Fritsch and J. Butland, SIAM J. Sci. Stat. Comput. 5 (1984), doi:10.1137/0905021, for the monotone cubic.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.special import ndtr, ndtri

from infoplane.estimators.kernels.piecewise import piecewise_cubic
from infoplane.estimators.kernels.quantiles import quantiles

Column = NDArray[np.float64]

_SPACING = 0.5  # between the knots, in standard deviations of the normal
_BEYOND = 5  # samples beyond each outermost knot; a quarter of the samples if there are fewer than 20
_ITERATIONS = 60  # after so many halvings the bracket is as small as float64 allows; Newton steps need about five


class ColumnMap:
    """One-to-one map of the real line that takes a column to nearly standard normal values.

    Parameters
    ----------
    column : array of shape (n,)
        The sample.

    Raises
    ------
    ValueError
        If fewer than two knots differ, because many values are equal.

    Examples
    --------
    >>> import numpy as np
    >>> column = np.random.default_rng(0).exponential(size=1000)
    >>> g = ColumnMap(column)
    >>> bool(abs(g.inverse(g(column)) - column).max() < 1e-8)
    True
    """

    def __init__(self, column: Column) -> None:
        n = len(column)
        last = ndtri(1 - min(_BEYOND, n / 4) / n)
        levels = np.linspace(-last, last, 2 * int(last / _SPACING) + 2)
        knots, index = np.unique(quantiles(column, ndtr(levels)), return_index=True)
        if len(knots) < 2:
            raise ValueError(
                "Gaussianizer met a column that is constant, or almost: drop it, or use an estimator for mixed data."
            )
        self._join(knots, levels[index])

    @classmethod
    def through(cls, knots: Column, levels: Column) -> Self:
        """The map that takes increasing knots (m,) to increasing levels (m,), as `knots` gives them."""
        column_map = cls.__new__(cls)
        column_map._join(knots, levels)
        return column_map

    @property
    def knots(self) -> tuple[Column, Column]:
        """The knots (m,) and their levels (m,)."""
        return self.cubic.x, np.asarray(self._levels)

    def _join(self, knots: Column, levels: Column) -> None:
        self._levels = levels
        self.cubic = PchipInterpolator(knots, levels, extrapolate=False)
        self.slopes = np.diff(self.cubic(knots[[0, 1, -2, -1]]))[[0, 2]] / np.diff(knots)[[0, -1]]

    def __call__(self, z: Column) -> Column:
        """Map values (n,) of the column."""
        knots = self.cubic.x
        values, beyond = piecewise_cubic(self.cubic.c, knots, z)
        excess = z[beyond] - z[beyond].clip(knots[0], knots[-1])
        values[beyond] += np.arcsinh(excess * self._slope(excess))
        return values

    def inverse(self, values: Column) -> Column:
        """Return z (n,) such that the map takes z to these values."""
        knots = self.cubic.x
        levels = self.cubic(knots)
        inside = values.clip(levels[0], levels[-1])
        excess = values - inside
        z = self._solve(inside, knots, levels)
        z[values <= levels[0]], z[values >= levels[-1]] = knots[0], knots[-1]  # exact, also where the cubic ends flat
        return np.asarray(z + np.sinh(excess) / self._slope(excess))

    def _slope(self, excess: Column) -> Column:
        return np.where(excess < 0, *self.slopes)

    def _solve(self, values: Column, knots: Column, levels: Column) -> Column:
        """Solve P(z) = values between the outermost knots."""
        piece = (np.searchsorted(levels, values, side="right") - 1).clip(0, len(knots) - 2)
        c3, c2, c1, c0 = self.cubic.c[:, piece]
        width = np.diff(knots)[piece]
        low, high = np.zeros_like(values), width.copy()
        t = width * (values - levels[piece]) / np.diff(levels)[piece]
        for _ in range(_ITERATIONS):
            error = ((c3 * t + c2) * t + c1) * t + (c0 - values)
            low, high = np.where(error <= 0, t, low), np.where(error >= 0, t, high)
            slope = (3 * c3 * t + 2 * c2) * t + c1
            newton = t - np.divide(error, slope, out=np.full_like(t, np.inf), where=slope > 0)
            following = np.where((low <= newton) & (newton <= high), newton, (low + high) / 2)
            settled = bool((abs(following - t) <= 4 * np.spacing(width)).all())
            t = following
            if settled:
                break
        return np.asarray(knots[piece] + t)
