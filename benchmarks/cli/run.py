"""The command `run`: run the cells of a suite that have no row yet."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.execution.interrupts import interrupts_ignored
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.names import matches

from .options import (
    DEFAULT_STORE,
    DaskOption,
    DistributionOption,
    JsonOption,
    MemoryOption,
    RetryOption,
    SeedOption,
    StoreOption,
    SuiteArgument,
    TasksOption,
    TimeOption,
    WorkersOption,
    executor_of,
    suite_of,
)
from .output import Output

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.execution.runner import RunResult
    from infoplane.benchmarks.suites.protocol import Cell


def run(
    suite: SuiteArgument = "",
    distribution: DistributionOption = None,
    seed: SeedOption = None,
    tasks: TasksOption = "*",
    estimators: Annotated[str, typer.Option("--estimators", help="Only estimators whose label matches, like 'AE+*'.")] = "*",
    workers: WorkersOption = None,
    dask: DaskOption = "",
    time_limit: TimeOption = 1800.0,
    memory_limit: MemoryOption = None,
    retry_failed: RetryOption = False,
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Run a suite, or continue it.

    With --distribution, the estimators of the suite run on distributions of your own. You may interrupt it at any time: the
    same command continues where it stopped.
    """
    from infoplane.benchmarks.analysis.results import Results

    found = suite_of(suite, seed, distribution)
    suite = found.name
    cells = [cell for cell in found.cells() if matches(cell.task.id, tasks) and matches(cell.label, estimators)]
    if not cells:
        raise UserError(
            f"No cell of {suite} has a task like {tasks!r} and an estimator like {estimators!r}; see `infoplane list {suite}`."
        )
    output, results = Output(json), Results(store)
    outcome = run_missing(
        results, output, suite, cells, executor_of(workers, dask), Limits(time_limit, memory_limit), retry_failed
    )
    if json:
        output.document(suite=suite, store=str(results.database), **vars(outcome))


def run_missing(
    results: "Results",
    output: Output,
    suite: str,
    cells: "Iterable[Cell]",
    executor: Executor,
    limits: Limits,
    retry_failed: bool = False,
) -> "RunResult":
    """Run the cells that have no row yet, with a progress bar; then shut the executor down."""
    from infoplane.benchmarks.execution.progress import RunProgress
    from infoplane.benchmarks.execution.runner import run_cells
    from infoplane.benchmarks.storage.committed import shipped_seconds
    from infoplane.benchmarks.storage.database import Store
    from infoplane.benchmarks.storage.keys import keyed

    cells = list(cells)
    with Store(results.database) as store, shut_down(executor):
        if retry_failed:
            wanted = keyed(cells)
            rows = list(store.select(("cell", "status"), list(wanted)))
            store.discard(cell for cell, status in rows if status != "ok" and cell in wanted)
        expected = store.seconds_known() | shipped_seconds(suite)
        with RunProgress(output.console, expected, executor) as progress:
            outcome = run_cells(cells, store, progress, results.compressors, executor, limits)
    if outcome.failed:
        output.say(f"{outcome.failed} of {outcome.made} cells failed; --retry-failed runs them again.")
    kept = outcome.kept + outcome.made + outcome.elsewhere
    output.say(f"{suite}: {kept:,} rows in {results.database}.")
    return outcome


@contextmanager
def shut_down(executor: Executor) -> Iterator[None]:
    """Shut the executor down at the end. An interrupt becomes a sentence that says how to continue."""
    try:
        yield
        executor.shutdown()
    except KeyboardInterrupt:
        with interrupts_ignored():  # a second Ctrl-C must not stop the shutdown
            executor.shutdown(wait=False, cancel_futures=True)
        raise Interrupted("Stopped. Every finished cell is kept; the same command continues from there.") from None
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
