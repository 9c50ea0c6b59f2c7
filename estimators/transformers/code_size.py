"""How many components a code needs: the dimension of the data, found in two ways.

* The knee. As a function of the size of the code, the share of the variance that is lost falls steeply up to the dimension of
  the data, and then no more: rectangles of four parameters lose .14, .014, .015, .015 with 3 to 6 components. The knee is the
  smallest size from which one more component does not halve the loss, or lowers it by less than half a per cent of the
  variance, which is what short runs differ by.
* Neighbours. A code with more components than needed lies on a surface; how fast the distances to neighbours grow gives its
  dimension (`neighbours.intrinsic_dimension`).

First a code that is surely long enough is trained, and its dimension m estimated. Then codes of m - 1, m and m + 1 components
follow, and more where the knee is not among them. All these are short runs of a fifth of the steps, at most seven of them, so
that all takes less than three times one training. Where the two differ the larger counts: a component too many is found and
dealt with later (`Compressed`), one too few loses information.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.compressed import row_losses
from infoplane.estimators.neighbours.intrinsic_dimension import intrinsic_dimension, whole_dimension
from infoplane.estimators.training.settings import TrainingSettings

from .autoencoder_training import decode, encode, train_autoencoder

_SHORT = 5  # the share of the steps of a full run is one over this
_LONG_CODE = 8
_LONGEST_CODE = 16
_STEEP = 2.0  # by this factor at least one more component reduces the loss before the knee,
_LEAST = 0.005  # and by this share of the variance
_FARTHEST = 2  # steps from the dimension of the neighbours


class CodeSize(NamedTuple):
    """A size, and where it comes from.

    Parameters
    ----------
    n_components : int
    losses : dict of int to float
        Share of the variance that short runs lose, by the size of the code.
    knee : int
    neighbours : float
        Dimension of the long code by the distances of neighbours.
    """

    n_components: int
    losses: dict[int, float]
    knee: int
    neighbours: float

    def details(self) -> dict[str, float]:
        """Knee, dimension by neighbours, and whether they agree (1 or 0)."""
        agree = float(self.knee == whole_dimension(self.neighbours))
        return {"knee": float(self.knee), "neighbour_dimension": self.neighbours, "sizes_agree": agree}


def code_size(sample: NDArray[Any], target: NDArray[Any], settings: TrainingSettings, rng: np.random.Generator) -> CodeSize:
    """The size of a code of a sample (n, *shape) from which the target is restored."""
    short = replace(settings, max_steps=max(1, settings.max_steps // _SHORT))
    most = int(np.prod(sample.shape[1:]))
    losses: dict[int, float] = {}

    def run(size: int) -> NDArray[np.float64]:
        trained = train_autoencoder(sample, target, size, short, rng)
        rows = trained.report_rows

        def restored(part: slice) -> NDArray[np.float64]:
            codes = encode(trained.network, sample, trained.scaling, rows[part])
            return decode(trained.network, codes, trained.target_scaling, sample.shape[1:])

        losses[size] = float(row_losses(restored, target[rows]).mean())
        return encode(trained.network, sample, trained.scaling, trained.training_rows)

    longest = min(_LONG_CODE, most)
    neighbours = intrinsic_dimension(run(longest))
    if neighbours > longest - 1.5 and longest < most:
        longest = min(_LONGEST_CODE, most)
        neighbours = intrinsic_dimension(run(longest))
    start = min(whole_dimension(neighbours), most)
    knee = _knee(start, most, losses, run)
    return CodeSize(max(knee, start), losses, knee, neighbours)


def _knee(start: int, most: int, losses: dict[int, float], run: Callable[[int], Any]) -> int:
    """The size from which one more component is not worth it, at most `_FARTHEST` from where the search starts."""

    def loss(size: int) -> float:
        if size == 0:
            return 1.0
        if size not in losses:
            run(size)
        return losses[size]

    def gains(size: int) -> bool:
        """Whether the last component of a code of this size is worth it."""
        before, after = loss(size - 1), loss(size)
        return before > _STEEP * after and before - after > _LEAST

    knee = start
    while knee < min(most, start + _FARTHEST) and gains(knee + 1):
        knee += 1
    while knee > max(1, start - _FARTHEST) and not gains(knee):
        knee -= 1
    return knee
