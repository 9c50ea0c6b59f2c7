"""One row a cell: the columns of the store, of the committed tables, and of every data frame."""

from typing import NamedTuple


class Row(NamedTuple):
    """What is kept of one cell. Text, numbers, or None; flat, so that any tool can read it."""

    cell: str
    task: str
    estimator: str
    n: int
    replicate: int
    status: str  # ok, error, nan, timeout, memory, killed
    message: str
    true_mi: float
    true_mi_stderr: float
    nats: float | None
    stderr: float | None
    seconds: float | None
    peak_mb: float | None
    details: str  # JSON
    distribution: str
    configuration: str
    training: str
    preprocess: str
    versions: str
    machine: str
