"""Small runs, an executor without threads, and faulty estimators. Worker processes import this: it loads what they need."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Estimate, Gaussian


class Inline(Executor):
    """Runs what is submitted at once, in this thread: one worker process serves every test."""

    workers = 1

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Silent:
    """A progress that prints nothing and remembers the rows."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.kept = self.jobs = self.waited = 0

    def training(self, done: int, jobs: int) -> None:
        self.jobs = jobs

    def start(self, pending: list[Cell], kept: int) -> None:
        self.kept = kept

    def row(self, row: Row) -> None:
        self.rows.append(row)

    def elsewhere(self, cells: list[Cell]) -> None:
        self.kept += len(cells)

    def waiting(self, cells: int) -> None:
        self.waited = cells


@dataclass(frozen=True)
class Logged:
    """Gaussian, and a line in a file for every time it runs; it may first do something else."""

    log: str
    deed: str = ""

    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Estimate:
        with Path(self.log).open("a", encoding="utf-8") as log:
            log.write(f"{x[0, 0]!r}\n")
        exec(self.deed, {})
        return Gaussian().estimate(x, y)


def make_task(nats: float = 1.0) -> Task:
    return Task(f"normal-{nats:g}", CorrelatedNormal.with_mutual_information(nats, 1, 1))


def make_cells(estimator: Any, count: int = 4, n: int = 60, label: str = "G") -> list[Cell]:
    return [Cell(make_task(), label, estimator, n, replicate) for replicate in range(count)]
