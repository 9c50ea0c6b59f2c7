"""One row a cell: the columns of the store, of the committed tables, and of every data frame."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from infoplane.benchmarks.execution.compressors import training_jobs
from infoplane.benchmarks.suites.protocol import Cell, Task

from .identity import NUMBERS_VERSION, hashed, identity

if TYPE_CHECKING:
    from hashlib import _Hash as Hash


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
    return _key(_beginning(cell.task, identities_of(cell)), cell)


def keyed(cells: Iterable[Cell]) -> dict[str, Cell]:
    """Cells by their keys, each with its identities, which are worked out once for a task with an estimator."""
    known: dict[tuple[int, int], tuple[tuple[str, str, str], Hash]] = {}
    found = {}
    for cell in (cells := list(cells)):  # held, so that an object's id stays its own
        pair = id(cell.task), id(cell.estimator)
        if pair not in known:
            identities = identities_of(cell)
            known[pair] = identities, _beginning(cell.task, identities)
        identities, beginning = known[pair]
        found[_key(beginning, cell)] = Cell(cell.task, cell.label, cell.estimator, cell.n, cell.replicate, identities)
    return found


def _beginning(task: Task, identities: tuple[str, str, str]) -> "Hash":
    """What the keys of a task with an estimator share."""
    law, configuration, training = identities
    return hashed(NUMBERS_VERSION, task.id, task.sample_id, law, task.preprocess, training, configuration)


def _key(beginning: "Hash", cell: Cell) -> str:
    whole = beginning.copy()
    whole.update(f"\x1f{cell.n}\x1f{cell.replicate}".encode())
    return whole.hexdigest()[:16]
