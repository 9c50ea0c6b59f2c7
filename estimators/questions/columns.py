"""Mutual information of each column with y: a score for the selection of features.

It is a score function of scikit-learn, ``SelectKBest(mutual_info, k=10)``: it takes labels as well as numbers, finds out which
is which, and does not clip values at zero.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infoplane.estimators.automatic.one_call import estimate_mi
from infoplane.estimators.samples.kinds import Discrete, OneDiscrete, each_discrete
from infoplane.estimators.samples.pairing import Missing
from infoplane.estimators.validation import Array


def mutual_info(
    X: ArrayLike,
    y: ArrayLike,
    *,
    discrete: Discrete = "auto",
    n_jobs: int | None = None,
    fast: bool = True,
    missing: Missing = "error",
    rng: Any = None,
) -> Array:
    """Estimate I(X_j;Y) for each column j of X.

    Parameters
    ----------
    X : array (n, d), DataFrame or torch tensor
        Each column is measured by itself.
    y : array, Series, list or torch tensor
        Numbers or labels, one a row.
    discrete : "auto", bool, list of d bool, or a tuple (for_X, for_y) of these
        Which columns of X are labels, and whether y is: as in `estimate_mi`. A list is for the columns of X alone.
    n_jobs : int, optional
        Number of processes; -1 takes one for each core. Results do not depend on it.
    fast : bool
        The fast value of `estimate_mi`; False takes about ten times as long and is more exact.
    missing : {"error", "drop"}
        Refuse missing values, or drop the rows in which the column or y misses one.
    rng : None, int, SeedSequence or numpy.random.Generator
        None stands for 0, so that the same data give the same scores.

    Returns
    -------
    array (d,)
        In nats. Values are not clipped: near independence they may be negative, and they are infinite where a column gives y
        without noise.

    Raises
    ------
    ValueError
        If X is not a table of columns, or `estimate_mi` refuses a column; the message names it.

    Examples
    --------
    >>> import numpy as np
    >>> from functools import partial
    >>> from sklearn.feature_selection import SelectKBest
    >>> from infoplane.estimators import mutual_info
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(300, 4))
    >>> y = np.where(X[:, 2] > 0, "high", "low")
    >>> int(np.argmax(mutual_info(X, y)))
    2
    >>> SelectKBest(partial(mutual_info, n_jobs=1), k=1).fit(X, y).get_support().tolist()
    [False, False, True, False]
    """
    from joblib import Parallel, delayed

    columns, names = columns_of(X)
    for_x, for_y = kinds_of_columns(discrete, len(columns))
    seeds = np.random.default_rng(0 if rng is None else rng).integers(2**63, size=len(columns))
    tasks = (
        delayed(_one)(column, y, int(seed), (kind, for_y), missing, fast, name)
        for column, seed, kind, name in zip(columns, seeds, for_x, names, strict=True)
    )
    return np.array(Parallel(n_jobs=n_jobs)(tasks), dtype=np.float64)


def _one(column: Any, y: Any, seed: int, discrete: Discrete, missing: Missing, fast: bool, name: str) -> float:
    try:
        return estimate_mi(column, y, rng=seed, discrete=discrete, missing=missing, fast=fast).nats
    except ValueError as error:
        raise ValueError(f"Column {name} of X, here x: {error}") from error


def columns_of(X: Any) -> tuple[list[Any], list[str]]:
    """The columns of a table, and their names."""
    if hasattr(X, "iloc") and hasattr(X, "columns"):
        return [X.iloc[:, j] for j in range(X.shape[1])], [repr(name) for name in X.columns]
    table = X if hasattr(X, "shape") else np.asarray(X)
    if len(table.shape) != 2:
        raise ValueError(f"X must be a table (n, d), one column for each feature; got shape {tuple(table.shape)}.")
    return [table[:, j] for j in range(table.shape[1])], [str(j) for j in range(table.shape[1])]


def kinds_of_columns(discrete: Discrete, count: int) -> tuple[list[OneDiscrete], OneDiscrete]:
    """`discrete` for each column of X, and for y."""
    for_x, for_y = each_discrete(discrete, 2)
    if isinstance(for_x, str | bool | np.bool_):
        return [for_x] * count, for_y
    mask = [bool(one) for one in for_x]
    if len(mask) != count:
        raise ValueError(f"discrete lists {len(mask)} columns, but X has {count}.")
    return list(mask), for_y if isinstance(discrete, tuple) else "auto"
