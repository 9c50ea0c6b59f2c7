"""How the value of MINE goes with training, on the pairs that train the critic and on pairs that do not.

A critic can give its own training pairs any value: what is read from them is no estimate. The held-out value is a lower bound
of the MI in expectation. Both are recorded on rectangles, with a critic of the four edges and with a convolutional critic of
the pixels, as the training curves of arXiv 2305.08013.

Finished curves are kept in the store, so that an interrupted study goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from torch import Tensor

from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.distributions import rectangle_images
from infoplane.estimators import MINE
from infoplane.estimators.critics.training import train_critics
from infoplane.estimators.training.pair_splits import pair_splits

from . import groups

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


def run(study: MineCurves, folder: Path, report: groups.Progress) -> pd.DataFrame:
    """Train every critic that the store has no curve of: a line for each evaluation, with the columns `COLUMNS`."""
    wanted = [(nats, name, seed) for seed in range(study.seeds) for name in INPUTS for nats in study.nats]
    keyed = {digest(identity(study), repr(each)): each for each in wanted}

    def make(*each: Any) -> pd.DataFrame:
        return pd.DataFrame(_curve(study, *each), columns=list(COLUMNS))

    return groups.rows_of(make, keyed, folder / "curves", report)


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


def shipped() -> pd.DataFrame:
    """The committed rows."""
    return groups.shipped(FILE)
