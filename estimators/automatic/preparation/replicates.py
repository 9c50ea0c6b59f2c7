"""What rows with one and the same value of x show about y, whatever values stand next to it.

Numbers may be codes without order: of places, customers, products. Then neighbours among numbers mix codes that have nothing in
common. But rows that hold one value are draws of y for that value. Pairs of them give, without bias,

* for a column of y, in normal scores with equal values in random order: the share R^2 of its variance that the values of x
  explain; as no distribution of that variance has more entropy than the normal one, I >= -1/2 ln(1 - R^2);
* for a label of y with K levels: the probability c that two rows agree. No probabilities with sum of squares c have more
  entropy than (a, b, ..., b), so I >= H(Y) - H(a, b, ..., b), where a^2 + (1 - a)^2 / (K - 1) = c.

Both are taken one standard error lower, by a jackknife over the values, and count if three of them do not explain it. It fails
where few values repeat.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.samples.kinds import MOST_LEVELS
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.twins.statistics import some_rows
from infoplane.estimators.validation import Array, Labels

from .columns import Variable
from .spread import repeats, scores_apart

_LEAST_VALUES = 10  # that repeat: fewer give no standard error
_LEAST_SHARE = 0.2  # of the rows whose value repeats
_BLOCKS = 20  # of the jackknife
_CLEAR, _LOWER = 3.0, 1.0  # standard errors
_MOST_ROWS = 100_000
_MOST_COLUMNS = 40  # of one variable
_MOST_SHARE = 0.99


def shown_by_replicates(x: Variable, y: Variable) -> float:
    """A lower bound on I(X;Y) in nats, from rows with equal values of x; at least 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> code = rng.integers(200, size=2000)
    >>> y = rng.normal(size=200)[code] + 0.5 * rng.normal(size=2000)
    >>> found = shown_by_replicates(Variable("x", code[:, None] * 1.0), Variable("y", y[:, None]))
    >>> 0.5 < found < 0.9
    True
    """
    if not any(repeats(column) for column in x.numbers.T[:_MOST_COLUMNS]):
        return 0.0
    rows, rng = some_rows(len(x), _MOST_ROWS), np.random.default_rng(0)
    x, y = x.rows(rows), y.rows(rows)
    targets = [scores_apart(column, rng) for column in y.numbers.T[:_MOST_COLUMNS]]
    labels = [symbols(column[:, None]) for column in y.numbers.T[:_MOST_COLUMNS] if len(np.unique(column)) <= MOST_LEVELS]
    labels += [] if y.labels is None else [symbols(y.labels[:, None])]
    most = 0.0
    for codes in _codes(x):
        groups = _Groups(codes)
        if groups.are_few:
            continue
        most = max(
            [most, *(_of_scores(groups, one / one.std()) for one in targets), *(_of_labels(groups, one) for one in labels)]
        )
    return most


def _codes(x: Variable) -> list[Labels]:
    """The numbers of the values of each column in which values repeat, and of all columns together."""
    columns = [column for column in x.numbers.T[:_MOST_COLUMNS] if repeats(column)]
    found = [symbols(column[:, None]) for column in columns]
    if len(found) > 1:
        found.append(symbols(x.numbers))
    return found


class _Groups:
    """Rows that hold one value, for all values that several rows hold."""

    def __init__(self, codes: Labels) -> None:
        self.counts: NDArray[np.float64] = np.bincount(codes).astype(np.float64)
        self.codes = codes
        self.several = self.counts > 1
        self.blocks = (np.cumsum(self.several) - 1) % _BLOCKS

    @property
    def are_few(self) -> bool:
        """Whether they say nothing."""
        rows = self.counts[self.several].sum()
        return bool(self.several.sum() < _LEAST_VALUES or rows < _LEAST_SHARE * len(self.codes))

    def low_mean(self, products: NDArray[Any], floor: float) -> float:
        """The mean over rows of what `products` (m,) says of m values, a standard error less; `floor` where that is not clear.

        Rows whose value does not repeat count as `floor`. `products` is the sum over pairs of different rows of one value.
        """
        counts, blocks = self.counts[self.several], self.blocks[self.several]
        per_row = products[self.several] / (counts - 1)
        sums, weights = (np.bincount(blocks, one, minlength=_BLOCKS) for one in (per_row, counts))
        left = (sums.sum() - sums) / (weights.sum() - weights)
        k = min(len(counts), _BLOCKS)
        error = math.sqrt((k - 1) / k * float(((left[:k] - left[:k].mean()) ** 2).sum()))
        share = float(counts.sum()) / len(self.codes)
        mean = float(sums.sum() / weights.sum())
        return share * (mean - _LOWER * error) + (1 - share) * floor if mean - _CLEAR * error > floor else floor


def _of_scores(groups: _Groups, scores: Array) -> float:
    sums, squares = (np.bincount(groups.codes, one) for one in (scores, scores**2))
    share = groups.low_mean(sums**2 - squares, 0.0)
    return -0.5 * math.log1p(-min(max(share, 0.0), _MOST_SHARE))


def _of_labels(groups: _Groups, labels: Labels) -> float:
    p = np.bincount(labels) / len(labels)
    counts = np.bincount(symbols(np.column_stack([groups.codes, labels])))
    pairs = np.unique(np.column_stack([groups.codes, labels]), axis=0)
    agree = np.bincount(pairs[:, 0], counts * (counts - 1.0), minlength=len(groups.counts))
    by_chance = float((p**2).sum())
    return max(float(-p @ np.log(p)) - most_entropy(groups.low_mean(agree, by_chance), len(p)), 0.0)


def most_entropy(agree: float, k: int) -> float:
    """The most entropy, in nats, of k probabilities whose squares add up to `agree`."""
    agree = min(max(agree, 1 / k), 1.0)
    a = (1 + math.sqrt(max((k - 1) * (k * agree - 1), 0.0))) / k
    b = (1 - a) / (k - 1)
    return -sum(times * p * math.log(p) for times, p in ((1, a), (k - 1, b)) if p > 0)
