"""Compressors that are trained once for a task, on samples independent of the pairs to estimate, and kept in files.

As in arXiv 2305.08013, one network serves a whole family of images: a sweep over mutual information trains it once. A
trained compressor is keyed by its transformer, its training distribution, the size of its training sample, and whether it
compresses x or y. Its file holds numbers and no code (see `storage.fitted`).

The images of a training sample may need more memory than there is: 20,000 of 3 x 128 x 128 pixels take 4 GB. Where they are
maps of a few numbers each (`Pushforward`), those numbers are drawn at once, and mapped a part at a time into a file, for the
one variable that is asked for. The sample is the same as one that is drawn whole.
"""

import dataclasses
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.benchmarks.storage.fitted import load_fitted, save_fitted
from infoplane.benchmarks.storage.keys import Job, job_key, seed_of, training_jobs
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.distributions import Pushforward
from infoplane.distributions.protocol import Distribution
from infoplane.estimators.compressed import Compressed, fit_compressor
from infoplane.estimators.training.parts import parts

_IN_MEMORY = 2**28  # bytes of a training sample; a larger one becomes a file


def compressor_path(job: Job, cache: Path) -> Path:
    """The file of a trained compressor."""
    return cache / f"{job_key(job)}.fitted"


def train(job: Job, cache: Path) -> None:
    """Train the compressor of a job into its file, unless the file is there."""
    path = compressor_path(job, cache)
    if not path.exists():
        training, seed = job.training, seed_of("training", job_key(job))
        rng, target = np.random.default_rng(seed), None
        if training.clean is not None and getattr(job.transformer, "target", "X") == "y":
            target = drawn(training.clean, training.n, job.variable, np.random.default_rng(seed), cache)
        sample = drawn(training.distribution, training.n, job.variable, rng, cache)
        save_fitted(fit_compressor(job.transformer, sample, rng, target), path)


def drawn(distribution: Distribution, n: int, variable: str, rng: np.random.Generator, folder: Path) -> Any:
    """The x or the y of n pairs. A large sample is a file without a name in the folder: it ends with the array."""
    which = "xy".index(variable)
    if not isinstance(distribution, Pushforward):
        return distribution.sample(n, rng=rng)[which]
    given, mapped = distribution.base.sample(n, rng=rng)[which], (distribution.x, distribution.y)[which]
    first = mapped(given[:1])
    if n * first.nbytes <= _IN_MEMORY:
        return mapped(given)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        sample: NDArray[Any] = np.memmap(file, first.dtype, "w+", shape=(n, *first.shape[1:]))
    for part in parts(n, sample.shape[1:]):
        sample[part] = mapped(given[part])
    return sample


def with_trained_compressors(cell: Cell, cache: Path) -> Any:
    """The cell's estimator, with each compressor that is to be trained replaced by the trained, frozen one."""
    estimator = cell.estimator
    if not isinstance(estimator, Compressed):
        return estimator
    return dataclasses.replace(estimator, **{name: _trained(job, cache) for name, job in training_jobs(cell).items()})


def _trained(job: Job, cache: Path) -> Any:
    from sklearn.frozen import FrozenEstimator

    train(job, cache)
    return FrozenEstimator(_loaded(_File(compressor_path(job, cache), job.transformer)))


@dataclasses.dataclass(frozen=True)
class _File:
    path: Path
    transformer: Any = dataclasses.field(compare=False)  # a worker receives a new copy with every cell


@lru_cache(maxsize=8)
def _loaded(file: _File) -> Any:
    return load_fitted(file.transformer, file.path)
