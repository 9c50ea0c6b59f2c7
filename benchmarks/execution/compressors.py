"""Compressors trained once for a task, on samples independent of the pairs to be judged, and kept by content.

As in arXiv 2305.08013, one network serves a whole family of images: a sweep over mutual information trains it once. The
key of a trained compressor is the identity of the transformer, of its training distribution, size and side.
"""

import dataclasses
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from infoplane.benchmarks.storage.atomic import replacing
from infoplane.benchmarks.storage.keys import Job, job_key, seed_of, training_jobs
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.estimators.compressed import Compressed, fit_compressor


def train(job: Job, cache: Path) -> Any:
    """The fitted compressor of a job, frozen: from the cache, or trained now and put there."""
    import joblib
    from sklearn.frozen import FrozenEstimator

    path = cache / f"{job_key(job)}.joblib"
    if not path.exists():
        transformer, training, side = job
        rng = np.random.default_rng(seed_of("training", job_key(job)))
        sample = training.distribution.sample(training.n, rng)[0 if side == "x" else 1]
        fitted = fit_compressor(transformer, sample, rng)
        with replacing(path) as temporary:
            joblib.dump(fitted, temporary)
    return FrozenEstimator(_load(path))


@lru_cache(maxsize=8)
def _load(path: Path) -> Any:
    import joblib

    return joblib.load(path)


def with_trained_compressors(cell: Cell, cache: Path) -> Any:
    """The cell's estimator, each of its open compressors replaced by the trained, frozen one."""
    estimator = cell.estimator
    trained = {side: train(job, cache) for side, job in training_jobs(cell).items()}
    return dataclasses.replace(estimator, **trained) if isinstance(estimator, Compressed) else estimator
