"""Rows made again: on the samples and with the seed of the row, in worker processes with limits, as in any run."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, as_completed
from pathlib import Path

from infoplane.benchmarks.analysis.comparisons.remade import base_id, cells_like, task_like
from infoplane.benchmarks.execution.in_worker import cell_in_worker
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.storage.keys import cell_id, identities_of, keyed
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.benchmarks.suites.registry import suites_like
from infoplane.estimators.protocol import Estimator


def cell_of(row: Row, estimator: Estimator | None) -> Cell | None:
    """The cell that makes a row again; None if no suite has its samples, or its key is not that of its content.

    Parameters
    ----------
    row : Row
    estimator : Estimator, optional
        The code that the caller names. It gets the samples and the seed of the row, although it may lie in another folder than
        the row says. Without it, the row must be of a cell that infoplane builds itself.
    """
    for suite in suites_like(base_id(row.task)):
        if estimator is None:
            own = keyed(cells_like(suite, row.task, row.n, row.replicate)).get(row.cell)
            if own is not None:
                return own
            continue
        task = task_like(suite, row.task)
        if task is None:
            continue
        cell = Cell(task, row.estimator, estimator, row.n, row.replicate)
        distribution, _, _ = identities_of(cell)
        cell = Cell(task, row.estimator, estimator, row.n, row.replicate, (distribution, row.configuration, row.training))
        if cell_id(cell) == row.cell:
            return cell
    return None


def rerun(cells: Iterable[Cell], executor: Executor, limits: Limits, cache: Path) -> Iterator[Row]:
    """The rows of cells, in the order in which they end.

    Parameters
    ----------
    cells : iterable of Cell
    executor : concurrent.futures.Executor
        It is left open.
    limits : Limits
        Of time and memory.
    cache : Path
        Folder of trained compressors, which none of these cells needs.
    """
    for future in as_completed([executor.submit(cell_in_worker, cell, cache, limits) for cell in cells]):
        yield future.result()
