"""Run one cell: draw, prepare, estimate, measure. It never raises: a failure is a row that says what happened."""

import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np

from infoplane.estimators.protocol import Estimate

from .compressors import with_trained_compressors
from .identity import NUMBERS_VERSION, digest
from .limits import CellTimeout, alarm, peak_memory, reset_peak_memory
from .protocol import Cell, Task
from .provenance import machine, versions
from .rows import Row, cell_id, configuration_of


def seed_of(*parts: object) -> np.random.SeedSequence:
    """A seed sequence from the text of the parts."""
    return np.random.SeedSequence(int(digest(*parts, length=32), 16))


def draw(task: Task, n: int, replicate: int) -> tuple[Any, Any]:
    """The samples of a cell: they depend on the task, n and the replicate alone, so every estimator sees the same."""
    rng = np.random.default_rng(seed_of("data", task.sample_id or task.id, n, replicate))
    x, y = task.law.sample(n, rng)
    return (zscored(x), zscored(y)) if task.preprocess == "zscore" else (x, y)


def zscored(sample: Any) -> Any:
    """Columns of a vector sample (n, d) with mean 0 and standard deviation 1; labels and images as they are."""
    if sample.ndim != 2:
        return sample
    deviations = sample.std(axis=0)
    return (sample - sample.mean(axis=0)) / np.where(deviations > 0, deviations, 1.0)


def run_cell(cell: Cell, cache: Path, time_limit: float = math.inf, marks: Path | None = None) -> Row:
    """Estimate one cell and return its row.

    Parameters
    ----------
    cell : Cell
    cache : Path
        Folder of trained compressors.
    time_limit : float
        Seconds after which the cell is given up, as a row with status "timeout".
    marks : Path, optional
        Folder in which a file named after the cell stands while it runs, so that the parent knows whom a dead worker was
        serving.
    """
    key = cell_id(cell)
    mark = marks / key if marks is not None else None
    if mark is not None:
        mark.write_text(repr(time.time()), encoding="utf-8")
    try:
        with alarm(time_limit):
            return _estimate(cell, cache)
    except CellTimeout:
        return failed_row(cell, "timeout", f"stopped after its time limit of {time_limit:g} s", seconds=time_limit)
    except MemoryError as error:
        return failed_row(cell, "error", f"MemoryError: {error}")
    except Exception as error:  # a newcomer may raise anything: that is its result
        return failed_row(cell, "error", f"{type(error).__name__}: {error}")
    finally:
        if mark is not None:
            mark.unlink(missing_ok=True)


def _estimate(cell: Cell, cache: Path) -> Row:
    _, configuration, _ = configuration_of(cell)
    x, y = draw(cell.task, cell.n, cell.replicate)
    estimator = with_trained_compressors(cell, cache)
    rng = np.random.default_rng(seed_of("estimator", cell.task.id, cell.n, cell.replicate, configuration))
    before = reset_peak_memory()
    start = time.perf_counter()
    result = estimator.estimate(x, y, rng=rng)
    seconds = time.perf_counter() - start
    peak = peak_memory()
    growth = None if before is None or peak is None else max(peak - before, 0.0)
    estimate = result if isinstance(result, Estimate) else Estimate(float(result))
    if not math.isfinite(estimate.nats):
        return failed_row(cell, "nan", f"the estimate is {estimate.nats}", seconds=seconds)
    return failed_row(cell, "ok", "", seconds=seconds)._replace(
        nats=float(estimate.nats),
        stderr=None if estimate.stderr is None else float(estimate.stderr),
        peak_mb=growth,
        details=json.dumps({name: float(value) for name, value in estimate.details.items()}),
    )


def failed_row(cell: Cell, status: str, message: str, seconds: float | None = None) -> Row:
    """A row without an estimate."""
    law, configuration, training = configuration_of(cell)
    return Row(
        cell=cell_id(cell),
        task=cell.task.id,
        estimator=cell.label,
        n=cell.n,
        replicate=cell.replicate,
        status=status,
        message=" ".join(message.split())[:500],
        truth=cell.task.truth,
        truth_stderr=cell.task.truth_stderr,
        nats=None,
        stderr=None,
        seconds=seconds,
        peak_mb=None,
        details="{}",
        law=law,
        configuration=configuration,
        training=training,
        preprocess=cell.task.preprocess,
        numbers_version=NUMBERS_VERSION,
        versions=versions(),
        machine=machine(),
    )
