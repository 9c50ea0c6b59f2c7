"""Compressors that are trained once for a task, on samples independent of the pairs to estimate, and kept in files.

As in arXiv 2305.08013, one network serves a whole family of images: a sweep over mutual information trains it once. A
trained compressor is keyed by its transformer, its training distribution, the size of its training sample, and whether it
compresses x or y. Its file holds numbers and no code (see `storage.fitted`).
"""

import dataclasses
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from infoplane.benchmarks.storage.fitted import load_fitted, save_fitted
from infoplane.benchmarks.storage.keys import Job, job_key, seed_of, training_jobs
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.estimators.compressed import Compressed, fit_compressor

from .training_sample import drawn


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
