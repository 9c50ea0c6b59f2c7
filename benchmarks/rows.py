"""One row a cell: the columns of the store, of the committed tables, and of every data frame."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from .compressors import training_jobs
from .identity import NUMBERS_VERSION, digest, identity
from .protocol import Cell


class Row(NamedTuple):
    """What is kept of one cell. Text, numbers, or None; flat, so that any tool can read it."""

    cell: str
    task: str
    estimator: str
    n: int
    replicate: int
    status: str  # ok, error, nan, timeout, memory, killed
    message: str
    truth: float
    truth_stderr: float
    nats: float | None
    stderr: float | None
    seconds: float | None
    peak_mb: float | None
    details: str  # JSON
    law: str
    configuration: str
    training: str
    preprocess: str
    numbers_version: int
    versions: str
    machine: str


def identities_of(cell: Cell) -> tuple[str, str, str]:
    """Identities of a cell's law, estimator, and compressor training (empty where nothing is compressed)."""
    if cell.identities is not None:
        return cell.identities
    training = identity(cell.task.training) if training_jobs(cell) else ""
    return identity(cell.task.law), identity(cell.estimator), training


def cell_id(cell: Cell) -> str:
    """The key of a cell: everything its result depends on, and not its label."""
    law, configuration, training = identities_of(cell)
    task = cell.task
    return digest(
        NUMBERS_VERSION, task.id, task.sample_id, law, task.preprocess, training, configuration, cell.n, cell.replicate
    )


def keyed(cells: Iterable[Cell]) -> dict[str, Cell]:
    """Cells by their keys, each with its identities, which are worked out once for a task with an estimator."""
    known: dict[tuple[int, int], tuple[str, str, str]] = {}
    found = {}
    for cell in (cells := list(cells)):  # held, so that an object's id stays its own
        pair = id(cell.task), id(cell.estimator)
        if pair not in known:
            known[pair] = identities_of(cell)
        cell = replace(cell, identities=known[pair])
        found[cell_id(cell)] = cell
    return found
