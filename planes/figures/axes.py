"""Scales and ticks that several figures share."""

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullFormatter


def plain_log_ticks(axis: Axis) -> None:
    """Plain numbers on a logarithmic axis (0.1, not a power of ten), with 2 and 5 if the axis is shorter than two decades."""
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 60 * low else (1,), numticks=12))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(NullFormatter())


def epoch_ticks(last: int) -> list[int]:
    """0 and the powers of ten up to the last epoch; in short runs that one too, and no power near it.

    >>> epoch_ticks(8), epoch_ticks(15), epoch_ticks(300)
    ([0, 1, 8], [0, 1, 15], [0, 1, 10, 100])
    """
    ticks = [0, *(10**power for power in range(len(str(last))))]
    if last >= 100 or last in ticks:
        return ticks
    return [*(tick for tick in ticks if 2 * tick <= last), last]


def epoch_axis(axis: Axes, last: int) -> None:
    """Epochs from 0 on; from 1 on evenly spaced in their logarithm."""
    axis.set_xlabel("epoch")
    axis.set_xscale("symlog", linthresh=1)
    axis.set_xlim(left=-0.1)
    axis.set_xticks(epoch_ticks(last), [f"{tick:,}" for tick in epoch_ticks(last)])
    axis.minorticks_off()
