"""Twin against data, to be looked at: the strongest pair of directions of the data, beside that of a draw from the twin.

Columns of the twin need not be those of the data: a twin may be fitted after smooth maps. So both are shown by normal scores
of ranks, which no unit and no monotone map of a column changes: one column of x and one of y as they are, else the directions
of x and of y that correlate most (canonical correlation). Of labels, the classes are shown in the order of their numbers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from infoplane.benchmarks.own_data.selection import Selection
from infoplane.estimators.validation import is_mixed

if TYPE_CHECKING:
    from infoplane.estimators.automatic.measurement import Measurement

_POINTS = 500  # of a panel
_JITTER = 0.15  # moves the points of a class apart, which would hide each other
_EDGE = 3.4  # normal scores are drawn from minus this to this


@dataclass(frozen=True)
class Panel:
    """A scatter plot: its title, the correlation of its points, and their places in per cent."""

    title: str
    correlation: float
    points: list[tuple[float, float]]


def panels(chosen: Selection, found: "Measurement", seed: int) -> list[Panel]:
    """A panel for the data and one for a data set of the twin; none where there is no twin."""
    if found.twin is None:
        return []
    from infoplane.estimators.samples.pairing import as_samples

    x, y = chosen.frames()
    own_x, own_y = as_samples({"x": x, "y": y}, missing="drop").samples
    if is_mixed(own_x) or is_mixed(own_y):
        return []  # labels beside numbers have no directions
    twin_x, twin_y = found.twin.sample(len(own_x), rng=np.random.default_rng(seed))
    return [_panel("your data", own_x, own_y, seed), _panel("a data set from the twin", twin_x, twin_y, seed)]


def _panel(title: str, x: NDArray[Any], y: NDArray[Any], seed: int) -> Panel:
    rng = np.random.default_rng(seed)
    first, second = _directions(_scores(x), _scores(y))
    rows = rng.permutation(len(first))[:_POINTS]
    across, upwards = (
        values[rows] + (rng.uniform(-_JITTER, _JITTER, len(rows)) if sample.ndim == 1 else 0.0)
        for values, sample in ((first, x), (second, y))
    )
    return Panel(
        title,
        float(np.corrcoef(first, second)[0, 1]) if min(first.std(), second.std()) > 0 else 0.0,
        [(_place(a), 100 - _place(b)) for a, b in zip(across, upwards, strict=True)],
    )


def _scores(sample: NDArray[Any]) -> NDArray[np.float64]:
    """Normal scores of the ranks of every column; labels are one column."""
    columns = np.asarray(sample, np.float64).reshape(len(sample), -1)
    return np.asarray(ndtri((rankdata(columns, axis=0) - 0.5) / len(columns)))


def _directions(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One column for x and one for y, each of standard deviation 1."""
    if x.shape[1] == y.shape[1] == 1:
        return _scaled(x[:, 0]), _scaled(y[:, 0])
    left, right = _basis(x), _basis(y)
    first, _, second = np.linalg.svd(left.T @ right)
    return _scaled(left @ first[:, 0]), _scaled(right @ second[0])


def _basis(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Orthonormal columns that span the columns of points (n, d) about their means."""
    basis, sizes, _ = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return basis[:, sizes > 1e-9 * max(sizes[0], 1e-300)]


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """At mean 0 and standard deviation 1."""
    deviation = values.std()
    return (values - values.mean()) / (deviation if deviation > 0 else 1.0)


def _place(value: float) -> float:
    return round(50 + 50 * float(np.clip(value / _EDGE, -1, 1)), 2)
