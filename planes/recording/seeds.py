"""Several runs of one study: the same training with other seeds, in one plane."""

from collections.abc import Callable, Iterable

from infoplane.planes.rows.row import PlaneRow

from .recorded import Recorded


def over_seeds(run: Callable[[int], Recorded | Iterable[PlaneRow]], seeds: Iterable[int]) -> Recorded:
    """Train and record once for each seed; the rows of all runs are one plane.

    The figure then shows means and ranges, and `over_runs` keeps two errors apart: the spread over runs, which more training
    would not change, and the error of a reading.

    Parameters
    ----------
    run : callable
        Takes a seed; trains a new network, and returns its plane or the rows of it.
    seeds : iterable of int

    Raises
    ------
    ValueError
        If two seeds are equal, or there is none.

    Examples
    --------
    >>> from infoplane.planes import PlaneRow, over_seeds
    >>> def run(seed):  # here: makes a network from the seed, trains it, and records
    ...     return [PlaneRow(0, "train", "L1", "I(X;L)", "bounds", 100, "ok", "", 1.0 + seed, 0.1, None, "{}")]
    >>> over_seeds(run, [0, 1]).over_runs()[["runs", "mean", "low", "high"]].to_numpy().tolist()
    [[2.0, 1.5, 1.0, 2.0]]
    """
    chosen = list(seeds)
    if not chosen or len(set(chosen)) != len(chosen):
        raise ValueError(f"A study needs seeds, each once; got {chosen}.")
    rows: list[PlaneRow] = []
    for seed in chosen:
        found = run(seed)
        own = found.rows if isinstance(found, Recorded) else found
        rows += [row._replace(seed=seed) for row in own]
    return Recorded(rows)
