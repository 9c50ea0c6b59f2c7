"""One row a cell: the columns of the store, of the committed tables, and of every data frame."""

from collections.abc import Iterable
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


def configuration_of(cell: Cell) -> tuple[str, str, str]:
    """Identities of a cell's law, estimator, and compressor training (empty where nothing is compressed)."""
    training = identity(cell.task.training) if training_jobs(cell) else ""
    return identity(cell.task.law), identity(cell.estimator), training


def content_id(cell: Cell, law: str, configuration: str, training: str) -> str:
    """The key of a cell with these identities: everything its result depends on, and not its label."""
    task = cell.task
    return digest(
        NUMBERS_VERSION, task.id, task.sample_id, law, task.preprocess, training, configuration, cell.n, cell.replicate
    )


def cell_id(cell: Cell) -> str:
    """The key of a cell."""
    return content_id(cell, *configuration_of(cell))


def keyed(cells: Iterable[Cell]) -> dict[str, Cell]:
    """Cells by their keys; a task with an estimator is described once, however many sizes and replicates it has."""
    described: dict[tuple[int, int], tuple[str, str, str]] = {}
    found = {}
    for cell in (cells := list(cells)):  # held, so that an object's id stays its own
        pair = id(cell.task), id(cell.estimator)
        if pair not in described:
            described[pair] = configuration_of(cell)
        found[content_id(cell, *described[pair])] = cell
    return found
