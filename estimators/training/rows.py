"""Which rows a network is given: disjoint splits of a sample, and the batches of one split."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def split(n: int, shares: tuple[float, float], rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Draw three disjoint sets of row numbers: to train on, to select by, to report on.

    Parameters
    ----------
    n : int
        Number of rows.
    shares : (float, float)
        Shares of the rows to select by and to report on; the first set takes the rest.
    rng : numpy.random.Generator

    Raises
    ------
    ValueError
        If a set would have fewer than 2 rows.
    """
    select, report = (int(share * n) for share in shares)
    train = n - select - report
    if min(train, select, report) < 2:
        few = "1 row is" if n == 1 else f"{n} rows are"
        raise ValueError(f"{few} too few to hold out shares of {shares}: every split needs 2. Draw more samples.")
    return np.split(rng.permutation(n), [train, train + select])


def cross_fitted(n: int, folds: int, select: float, rng: np.random.Generator) -> list[list[NDArray[np.int64]]]:
    """Draw rows to train on, to select by, and to report on, once for every fold: each row is reported on once.

    Parameters
    ----------
    n : int
        Number of rows.
    folds : int
    select : float
        Share of the rows that are not reported on to select by; the others train.
    rng : numpy.random.Generator

    Raises
    ------
    ValueError
        If a set would have fewer than 2 rows.

    >>> drawn = cross_fitted(9, 3, 0.4, np.random.default_rng(0))
    >>> sorted(np.concatenate([report for _, _, report in drawn]).tolist()), [len(rows) for rows in drawn[0]]
    ([0, 1, 2, 3, 4, 5, 6, 7, 8], [4, 2, 3])
    """
    parts, drawn = np.array_split(rng.permutation(n), folds), []
    for fold, report in enumerate(parts):
        others = rng.permutation(np.concatenate(parts[:fold] + parts[fold + 1 :]))
        train = len(others) - int(select * len(others))
        if min(train, len(others) - train, len(report)) < 2:
            raise ValueError(
                f"{n} rows are too few for {folds} folds with a share of {select} held out: every split needs 2. "
                "Draw more samples."
            )
        drawn.append([*np.split(others, [train]), report])
    return drawn


def batches(
    rows: int, size: int, generator: torch.Generator, device: torch.device | str = "cpu", start: int = 0
) -> Iterator[Tensor]:
    """Yield batches of row numbers without end.

    One pass takes every row at most once, in random order; the rows left over when no full batch remains are dropped.

    Parameters
    ----------
    rows : int
        Number of rows; their numbers begin at `start`.
    size : int
        Rows per batch; all rows if there are fewer.
    generator : torch.Generator
        On the CPU.
    device : torch.device or str
        Where the row numbers are needed.
    start : int
    """
    size = min(size, rows)
    while True:
        # A whole pass goes to the device at once: one copy per step would wait for the device every time.
        order = torch.randperm(rows, generator=generator)[: rows - rows % size] + start
        yield from order.to(device).split(size)
