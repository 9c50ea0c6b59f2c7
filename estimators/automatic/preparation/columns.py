"""One variable, x or y, as columns of numbers beside one column of labels; and the columns that say nothing are dropped.

* A constant column carries no information.
* A column that is a linear combination of others, or a copy of one, adds none. A column counts as a combination if the others
  explain all of its variance but for a share of 1e-18, which is rounding.
* Levels with tiny noise are levels. Stored numbers such as 3.0000000001 mean 3: if all values of a column lie in clusters
  whose width is below a millionth of the gaps between them, and the noise has one size in all of them, each cluster becomes
  its mean.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.validation import Array, Labels, Sample, as_vectors, is_labels, is_mixed

MANY_COLUMNS = 100  # of an image: beyond, neighbours see nothing, and the flag says to compress first
_ROUNDING = 1e-9  # of a column's deviation: what remains of a linear combination of other columns
_NEARLY = 2e-4  # of a column's deviation: beyond, covariances are singular to working precision
_CLEARLY_APART = 1e-7  # the least eigenvalue of correlations, from which no column is nearly a combination of others
_NOISE = 1e-6  # of the gaps between levels: noise below that is rounding
_CLEAR = 1e-10  # of the largest squared singular value: far above rounding
_MANTISSA = 52  # bits of a float64 after which its exponent stands
_LIKE_SIZES = 100.0  # ratio of the widths of noise at two levels, beyond which it is no noise of one size
_SINGLE = 0.01  # share of rows that may lie at levels of their own


@dataclass(frozen=True)
class Variable:
    """A checked sample in parts.

    Parameters
    ----------
    name : str
        "x" or "y", for the flags.
    numbers : array (n, d)
        d may be 0.
    labels : array (n,) of int, optional
    automatic : bool
        Whether numbers of few levels may be taken as labels.
    undivided : bool
        Whether the numbers stay whole, because their clusters have too few rows.
    """

    name: str
    numbers: Array
    labels: Labels | None = None
    automatic: bool = False
    undivided: bool = False

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def is_constant(self) -> bool:
        """Whether no column is left."""
        return self.numbers.shape[1] == 0 and self.labels is None

    def rows(self, chosen: NDArray[Any] | slice) -> "Variable":
        """The same variable with these rows, given by a mask, by positions or by a slice."""
        return replace(self, numbers=self.numbers[chosen], labels=None if self.labels is None else self.labels[chosen])


def variable(sample: Sample, name: str, automatic: bool = False) -> tuple[Variable, list[str]]:
    """The parts of a checked sample; pixels of images become columns."""
    if is_labels(sample):
        return Variable(name, np.empty((len(sample), 0)), sample), []
    if is_mixed(sample):
        return Variable(name, as_vectors(sample["numbers"]), sample["labels"], automatic), []
    numbers = as_vectors(sample)
    if has_many_pixels(sample):
        flag = (
            f"{name} holds images of {numbers.shape[1]} pixels, far more columns than neighbours or mixtures can use: compress "
            "it first (Compressed with PCA or Autoencoder). Beside numbers there is no upper end."
        )
        return Variable(name, numbers), [flag]
    return Variable(name, numbers, automatic=automatic and sample.ndim <= 2), []


def has_many_pixels(sample: Sample) -> bool:
    """Whether a sample holds images of more than `MANY_COLUMNS` pixels."""
    return sample.ndim > 2 and as_vectors(sample).shape[1] > MANY_COLUMNS


def cleaned(given: Variable) -> tuple[Variable, list[str]]:
    """The variable without constant, copied and collinear columns, and with levels in place of levels with tiny noise."""
    flags: list[str] = []
    numbers = given.numbers
    if numbers.shape[1]:
        numbers, flag = without_tiny_noise(numbers)
        flags += _said(given.name, flag)
        numbers, flag = without_constants(numbers)
        flags += _said(given.name, flag)
        numbers, flag = without_combinations(numbers)
        flags += _said(given.name, flag)
    labels = given.labels
    if labels is not None and (labels == labels[0]).all():
        labels = None
        flags.append(f"The labels of {given.name} are constant, and were dropped.")
    left = replace(given, numbers=numbers, labels=labels)
    return left, [] if left.is_constant else flags  # the measurement says by itself that there is nothing


def _said(name: str, flag: str | None) -> list[str]:
    return [] if flag is None else [f"{flag.format(name=name)}"]


def without_constants(numbers: Array) -> tuple[Array, str | None]:
    """The columns that vary."""
    varying = numbers[-1] != numbers[0]  # most columns; to save time
    varying = varying if varying.all() else (numbers != numbers[0]).any(axis=0)
    dropped = int((~varying).sum())
    if not dropped:
        return numbers, None
    return np.ascontiguousarray(numbers[:, varying]), f"{_columns(dropped)} of {{name}} {_was(dropped)} constant, and dropped."


def without_combinations(numbers: Array) -> tuple[Array, str | None]:
    """A largest set of columns of which none is a linear combination of the others, by QR with pivots on unit variances."""
    n, d = numbers.shape
    if d < 2:
        return numbers, None
    # With as many columns as rows every sample has combinations by chance: then only the copies that come first are dropped.
    kept = independent_columns(numbers) if n > d else _distinct_columns(numbers - numbers.mean(axis=0))
    dropped = d - len(kept)
    if not dropped:
        return numbers, None
    return np.ascontiguousarray(numbers[:, kept]), (
        f"{_columns(dropped)} of {{name}} {_was(dropped)} a copy or a linear combination of others, and dropped."
    )


def with_differences(numbers: Array) -> tuple[Array, str | None]:
    """Columns that are nearly linear combinations of others, replaced by what these leave, in units of its own.

    The map is one-to-one, so MI stays, and no density is singular to working precision.
    """
    n, d = numbers.shape
    if d < 2 or n <= d:
        return numbers, None
    centred = numbers - numbers.mean(axis=0)
    if np.linalg.eigvalsh(np.corrcoef(centred, rowvar=False))[0] > _CLEARLY_APART:
        return numbers, None
    orthogonal, triangle, order = qr(centred / np.abs(centred).max(axis=0), mode="economic", pivoting=True)
    lengths = np.abs(np.diag(triangle))
    nearly = lengths < _NEARLY * lengths[0]
    if not nearly.any():
        return numbers, None
    result = numbers.copy()
    result[:, order[nearly]] = math.sqrt(n) * orthogonal[:, nearly]
    changed = int(nearly.sum())
    return result, (
        f"{_columns(changed)} of {{name}} {_was(changed)} nearly a combination of others: the difference was taken instead."
    )


def _distinct_columns(centred: Array) -> Labels:
    return np.sort(np.unique(centred, axis=1, return_index=True)[1])


def independent_columns(numbers: Array) -> Labels:
    """A largest set of columns of (n, d) of which none is a linear combination of the others, in ascending order.

    Every length that QR finds is above the least singular value. If that is far from 0, all columns are independent.
    """
    centred = np.array(numbers.T, order="C")  # numpy takes a tenth of the time for long rows
    centred -= centred.mean(axis=1, keepdims=True)
    centred /= np.abs(centred).max(axis=1, keepdims=True)
    squares = np.linalg.eigvalsh(centred @ centred.T)
    if squares[0] > _CLEAR * squares[-1]:
        return np.arange(numbers.shape[1])
    triangle, order = qr(centred.T, mode="r", pivoting=True)
    lengths = np.abs(np.diag(triangle))
    return np.sort(order[: len(lengths)][lengths > _ROUNDING * lengths[0]])


def without_tiny_noise(numbers: Array) -> tuple[Array, str | None]:
    """Levels in place of levels with tiny noise, column by column."""
    changed = 0
    result = numbers
    for j, column in enumerate(numbers.T):
        levels = _levels_below_noise(column)
        if levels is not None:
            result = result.copy() if result is numbers else result
            result[:, j] = levels
            changed += 1
    if not changed:
        return numbers, None
    return result, (
        f"{_columns(changed)} of {{name}} {_was(changed)} levels with noise a million times smaller than the gaps "
        "between them: the noise was taken for rounding."
    )


def _levels_below_noise(column: Array) -> Array | None:
    """The mean of the cluster of each value; None if the column is no set of levels with tiny noise."""
    ordered = ascending(column)
    values = ordered.values
    gaps = np.diff(values)
    gaps_apart = gaps[gaps > 0]
    if len(gaps_apart) < 3 or not _leaves_powers_out(gaps_apart):
        return None
    sizes = np.sort(gaps_apart)
    widest = int(np.diff(np.log(sizes)).argmax())
    starts = np.concatenate([[0], np.flatnonzero(gaps > sizes[widest]) + 1])
    ends = np.concatenate([starts[1:], [len(values)]])
    counts, widths = ends - starts, values[ends - 1] - values[starts]
    several = counts > 1
    noisy = widths[several]
    if len(counts) < 2 or counts[~several].sum() > _SINGLE * len(values) or not several.any():
        return None
    if noisy.max() > _NOISE * sizes[widest + 1] or noisy.max() > _LIKE_SIZES * noisy[noisy > 0].min() or (noisy == 0).any():
        return None
    means = np.add.reduceat(values, starts) / counts
    levels = np.empty_like(column)
    levels[ordered.order] = np.repeat(means, counts)
    return levels


def _leaves_powers_out(sizes: Array) -> bool:
    """Whether one of the sizes (m,), above 0, may be 1 / `_NOISE` times the next smaller: no size has a power of 2 between."""
    powers = np.flatnonzero(np.bincount(sizes.view(np.int64) >> _MANTISSA))
    return bool(np.diff(powers).max(initial=0) > -math.log2(_NOISE) - 1)


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
