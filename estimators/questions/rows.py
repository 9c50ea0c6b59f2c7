"""Parts of the rows to leave out, for the jackknife of several measurements on the same rows.

    cov = (K - 1) / K  sum_k (t_k - mean) (t_k - mean)',

with t_k the estimates without part k. Parts are random rows; of series they are stretches of rows, and of groups whole groups.

Reference: J. Shao, D. Tu, The Jackknife and Bootstrap (1995), chapter 2, on the grouped jackknife.
"""

from collections.abc import Callable

import numpy as np

from infoplane.estimators.pairings import rows_by_group
from infoplane.estimators.validation import Array, Labels, Rows


def parts_of(n: int, count: int, rng: np.random.Generator, groups: Labels | None = None, in_order: bool = False) -> list[Rows]:
    """The rows of each part; fewer than `count` parts if there are fewer rows or groups."""
    units = [np.array([row]) for row in range(n)] if groups is None else rows_by_group(groups)
    order = np.arange(len(units)) if in_order else rng.permutation(len(units))
    return [np.concatenate([units[i] for i in part]) for part in np.array_split(order, min(count, len(units)))]


def jackknife(n: int, parts: list[Rows], values: Callable[[Rows], Array]) -> Array:
    """The covariance of estimates: `values` gives an array (m,) for the rows that are kept; the result is (m, m)."""
    every = np.arange(n)
    left_out = np.array([values(np.setdiff1d(every, part)) for part in parts])
    with np.errstate(invalid="ignore"):  # infinite estimates have no covariance: it is NaN
        centred = left_out - left_out.mean(axis=0)
        return (len(parts) - 1) / len(parts) * centred.T @ centred
