"""A candidate's overall rank among the baselines, with a 95 % interval.

Against a baseline b, in every replicate that both ran, its win is 1 if its absolute error is the smaller one, 1/2 if
the errors are equal or both failed, and 0 otherwise; an estimator that failed has the larger error. Wins are averaged over the
replicates and sizes of a task, then over the tasks that both ran:

    share_b = mean_tasks mean_replicates win,    rank = 1 + number of baselines with share_b < 1/2.

Each baseline is compared on its own tasks only, so tasks may have different baselines. A task with large errors has no more
weight than another.

The intervals come from a bootstrap of two stages: tasks are drawn with replacement, then the replicates of each. All baselines
share the draws, so that estimates stay paired. Among nearly equal estimators, a rank varies widely under any bootstrap (Hall &
Miller, Annals of Statistics 37, 2009, doi 10.1214/09-AOS699): a wide interval means that the ranks do not differ significantly.
Where all resampled ranks lie on one side of the rank itself, the interval is extended to contain it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from infoplane.benchmarks.storage.keys import seed_of

RESAMPLES = 2000
_TAILS = (2.5, 97.5)
_AT_ONCE = 1_000_000  # wins that are held in memory


@dataclass(frozen=True)
class Rank:
    """The rank of a candidate.

    Parameters
    ----------
    rank : int
        1 is the best.
    low, high : int
        The 95 % interval of the rank.
    of : int
        The number of estimators, the candidate included.
    shares : DataFrame
        One line for each baseline, the strongest first: estimator, tasks (how many both ran), share, share_low, share_high.
    """

    rank: int
    low: int
    high: int
    of: int
    shares: pd.DataFrame


def overall_rank(numbers: pd.DataFrame, label: str, resamples: int = RESAMPLES) -> Rank:
    """Rank a candidate over all tasks.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell of the candidate and of the baselines, with the columns of `columns.of_store`.
    label : str
        The candidate's label.
    resamples : int
        Number of resamples of the bootstrap. Its seed follows from the numbers, so equal numbers give equal intervals.
    """
    wins = _wins(numbers, label)
    if wins.empty:
        empty = pd.DataFrame(columns=["estimator", "tasks", "share", "share_low", "share_high"])
        return Rank(1, 1, 1, 1, empty)
    rng = np.random.default_rng(seed_of("rank", wins.to_csv(index=False)))
    names = wins["estimator"].unique()
    grid = _grid(wins, names)
    point, shares = _shares(grid), _resampled(grid, resamples, rng)
    low, high = np.nanpercentile(shares, _TAILS, axis=0)
    # Where none of a baseline's tasks was drawn, its share is unknown: the share of all its tasks takes its place.
    rank, ranks = int(_rank(point)), _rank(np.where(np.isnan(shares), point, shares))
    rank_low, rank_high = np.percentile(ranks, _TAILS, method="closest_observation")
    table = pd.DataFrame(
        {
            "estimator": names,
            "tasks": np.isfinite(grid).any(axis=(1, 2)).sum(axis=0),
            "share": point,
            "share_low": low,
            "share_high": high,
        }
    ).sort_values(["share", "estimator"], ignore_index=True)
    return Rank(rank, min(rank, int(rank_low)), max(rank, int(rank_high)), len(names) + 1, table)


def _wins(numbers: pd.DataFrame, label: str) -> pd.DataFrame:
    """The candidate's win against each baseline in each replicate, in an order that does not depend on that of the rows."""
    keys = ["task", "n", "replicate"]
    error = (numbers["nats"] - numbers["true_mi"]).abs().fillna(np.inf)
    table = numbers[[*keys, "estimator"]].assign(error=error)
    own = table[table["estimator"] == label].drop(columns="estimator")
    pairs = table[table["estimator"] != label].merge(own, on=keys, suffixes=("", "_own"))
    pairs["win"] = (pairs["error_own"] < pairs["error"]) + 0.5 * (pairs["error_own"] == pairs["error"])
    return pairs[[*keys, "estimator", "win"]].sort_values([*keys, "estimator"], ignore_index=True)


def _grid(wins: pd.DataFrame, names: np.ndarray) -> np.ndarray:
    """Wins as an array (task, replicate, n, baseline): NaN where there is no row; replicates are numbered without gaps."""
    task, size = wins["task"].astype("category").cat.codes, wins["n"].astype("category").cat.codes
    replicate = wins.groupby("task")["replicate"].rank(method="dense").astype(int) - 1
    baseline = pd.Categorical(wins["estimator"], categories=names).codes
    grid = np.full((task.max() + 1, replicate.max() + 1, size.max() + 1, len(names)), np.nan)
    grid[task, replicate, size, baseline] = wins["win"]
    return grid


def _shares(grid: np.ndarray) -> np.ndarray:
    """The mean win against each baseline: over replicates and sizes, then over tasks."""
    return _mean(_mean(grid, (1, 2)), (0,))


def _resampled(grid: np.ndarray, resamples: int, rng: np.random.Generator) -> np.ndarray:
    """The shares (resample, baseline) of grids whose tasks are drawn anew, and then the replicates of each task."""
    there = np.isfinite(grid)
    wins, counts = np.where(there, grid, 0.0).sum(axis=2), there.sum(axis=2)  # over sizes
    replicates = there.any(axis=(2, 3)).sum(axis=1)
    numbers, parts = np.arange(grid.shape[1]), list[np.ndarray]()
    step = max(1, _AT_ONCE // wins.size)
    for first in range(0, resamples, step):
        draws = [_draw(replicates, len(numbers), rng) for _ in range(min(step, resamples - first))]
        tasks, chosen = (np.array(drawn) for drawn in zip(*draws, strict=True))
        inside = (numbers < replicates[tasks][..., None])[..., None]  # a task may have fewer replicates than others
        place = tasks[..., None], chosen
        parts.append(_mean(_divided((wins[place] * inside).sum(axis=2), (counts[place] * inside).sum(axis=2)), (1,)))
    return np.concatenate(parts)


def _draw(replicates: np.ndarray, most: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Tasks, and replicates (task, number) of each."""
    tasks = rng.integers(len(replicates), size=len(replicates))
    return tasks, rng.integers(replicates[tasks][:, None], size=(len(replicates), most))


def _mean(values: np.ndarray, axis: tuple[int, ...]) -> np.ndarray:
    """The mean of the finite values; NaN where there are none."""
    there = np.isfinite(values)
    return _divided(np.where(there, values, 0.0).sum(axis=axis), there.sum(axis=axis))


def _divided(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)


def _rank(shares: np.ndarray) -> np.ndarray:
    return 1 + (shares < 0.5 - 1e-12).sum(axis=-1)
