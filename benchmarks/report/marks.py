"""Axes of the small figures that are HTML and SVG: where a value stands, and which values get a tick."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """A linear axis, or a logarithmic one; places are in per cent of its length.

    Parameters
    ----------
    low, high : float
    ticks : tuple of float
    log : bool
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def at(self, value: float) -> float:
        """The place of a value, in per cent; values beyond the axis stand at its ends.

        >>> Axis(0.0, 2.0, (0.0, 1.0, 2.0)).at(0.5), Axis(1.0, 100.0, (), log=True).at(10.0)
        (25.0, 50.0)
        """
        low, high, value = (math.log(max(one, 1e-300)) if self.log else one for one in (self.low, self.high, value))
        return round(100 * min(max((value - low) / (high - low), 0.0), 1.0), 3)

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Place and text of each tick."""
        return [(self.at(tick), f"{tick:,g}") for tick in self.ticks]


def linear_axis(values: Iterable[float], ticks: int = 5) -> Axis:
    """An axis on which all finite values have room. Its ticks lie on it."""
    from matplotlib.ticker import MaxNLocator

    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    room = 0.06 * (high - low) or 0.05
    low, high = low - room, high + room
    found = (float(f"{tick:.12g}") for tick in MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    return Axis(low, high, tuple(tick for tick in found if low <= tick <= high))


def log_axis(values: Iterable[float]) -> Axis:
    """A logarithmic axis on which all positive values have room, with ticks at 1, 2 and 5 times powers of ten."""
    positive = [value for value in values if value > 0 and math.isfinite(value)] or [1.0]
    low, high = min(positive) / 1.15, max(positive) * 1.15
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    every = [float(f"{step}e{power}") for power in powers for step in (1, 2, 5)]
    ticks = [tick for tick in every if low <= tick <= high]
    return Axis(low, high, tuple(ticks if len(ticks) < 8 else ticks[::3]), log=True)
