"""Run one cell: draw the samples, prepare them, estimate, measure time and memory.

If an estimator raises an error, the cell becomes a row with its message; the functions here do not raise it. A library that is
not installed is no result: its error is raised.
"""

import json
import math
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from infoplane.benchmarks.storage.identity import seeding
from infoplane.benchmarks.storage.keys import cell_id, identities_of, seed_of
from infoplane.benchmarks.storage.provenance import machine, versions
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.distributions.f_information.kinds import KnownValue
from infoplane.estimators.checked import told_kinds
from infoplane.estimators.protocol import Estimate, WarmUp
from infoplane.extras import MissingExtraError

from .compressors import with_trained_compressors
from .processes import peak_memory, reset_peak_memory


def draw(task: Task, n: int, replicate: int) -> tuple[Any, Any]:
    """The samples of a cell. They depend on the task, n and the replicate alone, so every estimator gets the same samples."""
    rng = np.random.default_rng(seed_of("data", task.sample_id or task.id, n, replicate))
    x, y = task.distribution.sample(n, rng=rng)
    return (zscored(x), zscored(y)) if task.preprocess == "zscore" else (x, y)


def zscored(sample: Any) -> Any:
    """A sample (n, d) with its columns at mean 0 and standard deviation 1; labels and images stay as they are."""
    if sample.ndim != 2:
        return sample
    deviations = sample.std(axis=0)
    return (sample - sample.mean(axis=0)) / np.where(deviations > 0, deviations, 1.0)


def run_cell(cell: Cell, cache: Path) -> Row:
    """Run one cell and return its row; its status is "ok", "error", "nan" or "memory".

    Parameters
    ----------
    cell : Cell
    cache : Path
        Folder of trained compressors.

    Raises
    ------
    MissingExtraError
        If the estimator needs a library that is not installed.
    """
    blank = failed_row(cell, "error", "")
    try:
        return _estimate(cell, cache, blank)
    except MemoryError as error:
        return blank._replace(status="memory", message=_short(f"MemoryError: {error}"))
    except MissingExtraError:  # no result of the estimator: the run ends, and says what to install
        raise
    except (Exception, SystemExit) as error:  # whatever an estimator raises is its result
        return blank._replace(message=_short(f"{type(error).__name__}: {error}"))


def _estimate(cell: Cell, cache: Path, blank: Row) -> Row:
    x, y = draw(cell.task, cell.n, cell.replicate)
    estimator = with_trained_compressors(cell, cache)
    rng = np.random.default_rng(seed_of("estimator", cell.task.id, cell.n, cell.replicate, seeding(blank.configuration)))
    if isinstance(estimator, WarmUp):  # an estimate's time and memory do not include loading a library
        estimator.warm_up()
    before = reset_peak_memory()
    start = time.perf_counter()
    result = told_kinds(estimator, x, y, rng, cell.task.discrete)
    seconds = time.perf_counter() - start
    peak = peak_memory()
    growth = None if before is None or peak is None else max(peak - before, 0.0)
    estimate = result if isinstance(result, Estimate) else Estimate(float(result))
    if not math.isfinite(estimate.nats):
        return blank._replace(status="nan", message=f"the estimate is {estimate.nats}", seconds=seconds)
    return blank._replace(
        status="ok",
        nats=float(estimate.nats),
        stderr=None if estimate.stderr is None else float(estimate.stderr),
        seconds=seconds,
        peak_mb=growth,
        details=json.dumps(estimate.recorded_details()),
    )


def failed_row(cell: Cell, status: str, message: str, seconds: float | None = None) -> Row:
    """A row without an estimate."""
    distribution, configuration, training = identities_of(cell)
    true = _true_value(_Asked(distribution, cell.task.quantity, cell.task))
    return Row(
        cell=cell_id(cell),
        task=cell.task.id,
        estimator=cell.label,
        n=cell.n,
        replicate=cell.replicate,
        status=status,
        message=_short(message),
        true_mi=true.value,
        true_mi_stderr=true.stderr,
        nats=None,
        stderr=None,
        seconds=seconds,
        peak_mb=None,
        details="{}",
        distribution=distribution,
        configuration=configuration,
        training=training,
        preprocess=cell.task.preprocess,
        versions=versions(),
        machine=machine(),
    )


@dataclass(frozen=True)
class _Asked:
    """A quantity of a distribution, by the texts that identify both."""

    distribution: str
    quantity: str
    task: Task = field(compare=False)


@lru_cache(maxsize=64)
def _true_value(asked: _Asked) -> KnownValue:
    """The true value of a task, which may have to be sampled: once for all cells of a process."""
    return asked.task.true_value


def _short(message: str) -> str:
    return " ".join(message.split())[:500]
