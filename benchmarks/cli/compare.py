"""The command `compare`: run a candidate on a suite, and compare it with the baselines."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.units import Units

from .options import (
    DEFAULT_STORE,
    CommandOption,
    DaskOption,
    EstimatorArgument,
    JsonOption,
    MemoryOption,
    RetryOption,
    SeedOption,
    StoreOption,
    TasksOption,
    TimeOption,
    UnitsOption,
    WorkersOption,
    executor_of,
    find_candidate,
    find_suite,
    suite_names,
)
from .output import Output
from .run import run_missing
from .table import print_summary, say_missing

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.analysis.comparison import Comparison


def compare(
    spec: EstimatorArgument = "",
    command: CommandOption = "",
    suite: Annotated[str, typer.Option("--suite", help="The suite to compare on.", autocompletion=suite_names)] = "images",
    seed: SeedOption = None,
    tasks: TasksOption = "*",
    workers: WorkersOption = None,
    dask: DaskOption = "",
    time_limit: TimeOption = 1800.0,
    memory_limit: MemoryOption = None,
    retry_failed: RetryOption = False,
    long: Annotated[bool, typer.Option("--long", help="Print every number of every baseline on every task.")] = False,
    output: Annotated[Path | None, typer.Option("--output", help="Folder to draw the figure in, as PDF and PNG.")] = None,
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Compare your estimator with the baselines.

    It runs on the same samples as the baselines, so differences are paired by replicate. Each task gets a verdict: better
    than all baselines, worse than at least one, or no significant difference. A rank over all tasks follows.
    """
    from infoplane.benchmarks.analysis.comparison import cells_for, compared
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.storage.keys import keyed

    chosen = find_suite(suite, seed)
    suite = chosen.name
    label, estimator = find_candidate(spec, command)
    if label in {name for grid in chosen.grids for name in grid.estimators}:
        label = f"{label} (yours)"
    own = [cell for cell in cells_for(chosen, label, estimator) if matches(cell.task.id, tasks)]
    if not own:
        raise UserError(f"No task of {suite} matches {tasks!r}; see `infoplane list {suite}`.")
    results, speaker, limits = Results(store), Output(json, units), Limits(time_limit, memory_limit)
    run_missing(results, speaker, suite, own, executor_of(workers, dask), limits, retry_failed)
    cells = keyed([*own, *(cell for cell in chosen.cells() if matches(cell.task.id, tasks))])
    numbers = results.numbers(suite, cells)
    comparison = in_units(compared(numbers, label), speaker)
    missing = len(cells) - len(numbers)
    print_comparison(speaker, suite, comparison, missing, long)
    if output is not None and not comparison.pairs.empty:
        from infoplane.benchmarks.figures import verdicts

        for path in verdicts.draw(comparison, output / "verdicts", units):
            speaker.say(f"Wrote {path}.")


def in_units(comparison: "Comparison", output: Output) -> "Comparison":
    """The comparison with its columns of information in the units asked for."""
    frames = {name: output.in_units(getattr(comparison, name)) for name in ("summary", "pairs", "verdicts")}
    return replace(comparison, **frames)


def print_comparison(output: Output, suite: str, comparison: "Comparison", missing: int, long: bool = False) -> None:
    """Print a comparison: as JSON, as one long table, or as an overview with verdicts and ranks."""
    from infoplane.benchmarks.analysis import comparison_tables, tables

    label = comparison.label
    if output.json:
        output.document(
            suite=suite,
            units=output.units,
            candidate=label,
            missing=missing,
            rows=comparison.summary,
            pairs=comparison.pairs,
            verdicts=comparison.verdicts,
            rank=vars(comparison.rank),
        )
    elif long:  # wider than most terminals: plain text, so that a pager can scroll it
        output.raw(tables.markdown(*comparison_tables.every_number(comparison)))
    else:
        print_summary(output, comparison.summary)
    if comparison.pairs.empty:
        output.say(f"These tasks have no baselines yet: `infoplane run {suite}` makes them; then compare again.")
        return
    if not (output.json or long):
        title = f"{label} on each task, paired by replicate; difference in {output.units} with its 95 % interval"
        tables.show(output.console, title, *comparison_tables.by_task(comparison))
        title = f"{label} against each baseline on all tasks"
        tables.show(output.console, title, *comparison_tables.overall(comparison))
    output.say(comparison_tables.rank_text(comparison))
    say_missing(output, missing)
