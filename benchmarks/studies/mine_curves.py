"""How the value of MINE goes with training, on the pairs that train the critic and on pairs that do not.

A critic can give its own training pairs any value: what is read from them is no estimate. The held-out value is a lower bound
of the MI in expectation. Both are recorded on rectangles, with a critic of the four edges and with a convolutional critic of
the pixels, as the training curves of arXiv 2305.08013.

Finished curves are kept in the store, so that an interrupted study goes on.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from torch import Tensor

from infoplane.benchmarks.storage.atomic import writing
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.distributions import rectangle_images
from infoplane.estimators import MINE
from infoplane.estimators.critics.training import train_critics
from infoplane.estimators.training.pair_splits import pair_splits

COLUMNS = ("true_mi", "input", "seed", "step", "train", "held_out", "held_out_stderr")
INPUTS = ("parameters", "images")
FILE = Path("paper", "mine-curves.csv")  # in the folder of results
_NATS = (0.1, 5.0)
_PAIRS = 5000


@dataclass(frozen=True)
class MineCurves:
    """What is trained.

    Parameters
    ----------
    nats : tuple of float
        True MI of the distributions.
    n : int
        Pairs, of which a fifth is held out.
    max_steps : int
        Steps of every training; none stops early.
    seeds : int
        Trainings of each.
    """

    nats: tuple[float, ...] = _NATS
    n: int = _PAIRS
    max_steps: int = 2000
    seeds: int = 2


def run(study: MineCurves, folder: Path, report: Callable[[int, int, float], None]) -> pd.DataFrame:
    """Train every critic that the folder has no curve of.

    Parameters
    ----------
    study : MineCurves
    folder : Path
        Of the store.
    report : callable
        Called with the number of finished curves, the number of all, and the estimated seconds that remain.

    Returns
    -------
    DataFrame
        A line for each evaluation, with the columns `COLUMNS`.
    """
    wanted = [(nats, name, seed) for seed in range(study.seeds) for name in INPUTS for nats in study.nats]
    places = {folder / "curves" / f"{digest(identity(study), repr(each))}.csv": each for each in wanted}
    missing = {path: each for path, each in places.items() if not path.exists()}
    begun = time.monotonic()
    for made, (path, each) in enumerate(missing.items(), start=1):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(pd.DataFrame(_curve(study, *each), columns=list(COLUMNS)), path)
        left = len(missing) - made
        report(len(wanted) - left, len(wanted), left * (time.monotonic() - begun) / made)
    return pd.concat(map(pd.read_csv, places), ignore_index=True)


def _curve(study: MineCurves, nats: float, name: str, seed: int) -> Iterator[tuple[Any, ...]]:
    rng = np.random.default_rng([seed, round(100 * nats)])
    x, y = rectangle_images(nats, rotation_seed=seed, parameters=name == "parameters").sample(study.n, rng=rng)
    mine = MINE(max_steps=study.max_steps, patience=None)
    splits = pair_splits(x, y, (mine.select, mine.report), rng, mine.critic)
    found: list[tuple[float, float, float]] = []

    def follow(train: Tensor, held_out: Tensor) -> None:
        own, other = mine.value(train[0].double()), mine.value(held_out[0].double())
        found.append((float(own.nats), float(other.nats), float(other.standard_error())))

    critics = [splits], [rng], mine, mine.objective(), mine.criterion, mine.report_negatives, follow
    [trained] = train_critics(*critics)
    for step, values in zip(trained.outcome.history["step"], found, strict=True):
        yield (nats, name, seed, int(step), *values)


def write(rows: pd.DataFrame, path: Path) -> Path:
    """Write rows as CSV, six digits of each value."""
    with writing(path) as file:
        rows.to_csv(file, index=False, float_format="%.6g", lineterminator="\n")
    return path


def shipped() -> pd.DataFrame:
    """The committed rows; an empty frame if there are none."""
    source = files("infoplane.results").joinpath(*FILE.parts)
    if not source.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    with source.open("rb") as file:
        return pd.read_csv(file)
