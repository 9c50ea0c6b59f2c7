"""Numbers of few levels: where they are better measured as labels.

A number and the label of its level carry the same information, so both ways are right; they differ in what they need.

* Counting needs rows for every pair of levels, and classes need rows of their own. Where there are enough, nothing is lost, and
  atoms do no harm.
* Numbers have an order, and rows of one level tell about the next one. Where levels are many or some are rare, as for counts,
  that is worth more.

Indicators of levels (one-hot columns: no two of them hold in one row) have no order, and are always labels.

So numbers of few levels (`samples.kinds`) become labels beside labels if the table of counts has rows enough, and beside
numbers if they have two levels, or if each level has as many rows as a class needs to be learnt.
"""

from dataclasses import replace

import numpy as np

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.samples.kinds import MOST_LEVELS, ROWS_A_PAIR, few_levels
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels

from .columns import Variable

ROWS_A_CLASS = 20
ROWS_A_LEVEL = 50  # on average, so that other columns can be measured within each level


def as_labels_where_right(x: Variable, y: Variable) -> tuple[Variable, Variable]:
    """x and y, with numbers of few levels as labels where that is better. Only those change whose kind was not given."""
    codes = [_codes(one) for one in (x, y)]
    levels = [0 if code is None else int(code.max()) + 1 for code in codes]
    # Two levels and indicators are labels beside anything; so are labels that were given.
    clear = [
        count == 2 or one.labels is not None or _are_indicators(one.numbers) for one, count in zip((x, y), levels, strict=True)
    ]
    if all(levels) and ROWS_A_PAIR * levels[0] * levels[1] > len(x):
        levels = [count if is_clear else 0 for count, is_clear in zip(levels, clear, strict=True)]
    result = []
    for one, code, count, other, is_clear in zip((x, y), codes, levels, reversed(levels), clear, strict=True):
        right = code is not None and count and (other or is_clear or np.bincount(code).min() >= ROWS_A_CLASS)
        result.append(replace(one, numbers=one.numbers[:, :0], labels=code) if right and one.labels is None else one)
    return result[0], result[1]


def _codes(one: Variable) -> Labels | None:
    """The numbers of the levels of labels, or of numbers that may become labels; None where there are none."""
    if one.labels is not None:
        return symbols(one.labels[:, None]) if not one.numbers.shape[1] else None
    return symbols(one.numbers) if one.automatic and (few_levels(one.numbers) or _are_indicators(one.numbers)) else None


def _are_indicators(numbers: Array) -> bool:
    """Whether (n, d) holds d > 2 columns of two values each, at most one of which has its rarer value in a row."""
    if numbers.shape[1] <= 2 or any(column.min() == column.max() for column in numbers.T):
        return False
    low, high = numbers.min(axis=0), numbers.max(axis=0)
    if not ((numbers == low) | (numbers == high)).all():
        return False
    rare = numbers == np.where((numbers == high).mean(axis=0) <= 0.5, high, low)
    return bool((rare.sum(axis=1) <= 1).all())


def with_levels_as_labels(given: Variable) -> Variable:
    """The variable with its columns of few levels as labels, if all of these levels together leave rows enough for each.

    One column alone is left as it is: `as_labels_where_right` has decided on it.
    """
    discrete = np.array([len(ascending(column).firsts) <= MOST_LEVELS for column in given.numbers.T], np.bool_)
    if not discrete.any() or (len(discrete) == 1 and given.labels is None):
        return given
    parts = [given.numbers[:, discrete]] if given.labels is None else [given.numbers[:, discrete], given.labels[:, None]]
    codes = symbols(np.column_stack(parts))
    if int(codes.max()) + 1 > min(MOST_LEVELS, len(given) / ROWS_A_LEVEL):
        return given
    return replace(given, numbers=np.ascontiguousarray(given.numbers[:, ~discrete]), labels=codes)
