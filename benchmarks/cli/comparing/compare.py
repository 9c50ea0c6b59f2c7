"""The command `compare`: run candidates on a suite, and compare them with the baselines."""

from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.cli.options import (
    DEFAULT_STORE,
    DaskOption,
    DistributionOption,
    FontOption,
    Format,
    FormatOption,
    JsonOption,
    MemoryOption,
    RetryOption,
    StoreOption,
    StyleOption,
    TasksOption,
    TimeOption,
    UnitsOption,
    WidthOption,
    WorkersOption,
    drawn_as,
    executor_of,
    suite_names,
    suite_of,
)
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.cli.run import run_missing
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.units import Units

from .printing import in_units, print_comparisons, write_files
from .reading import find_candidates, listed, rows_in, sizes_of

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.suites.protocol import Cell, Suite


def compare(
    specs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Estimators: file.py:Name, file.py:Name(k=5) with literals as arguments, package.module:Name, or a name that "
            "an installed package publishes.",
            metavar="[ESTIMATOR]...",
            show_default=False,
        ),
    ] = None,
    command: Annotated[
        list[str] | None,
        typer.Option(
            "--command",
            help="A program as an estimator, like 'Rscript my.R {x} {y}': it reads two CSV files and prints nats. May be given "
            "several times.",
            metavar="TEXT",
            show_default=False,
        ),
    ] = None,
    suite: Annotated[
        str,
        typer.Option("--suite", help="The suite to compare on, or its path. Default: images.", autocompletion=suite_names),
    ] = "",
    distribution: DistributionOption = None,
    tasks: TasksOption = "*",
    n: Annotated[str, typer.Option("--n", help="Sizes of the samples, like 500,2000. Default: those of the suite.")] = "",
    replicates: Annotated[int | None, typer.Option("--replicates", min=1, help="Samples of each size.")] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            min=0,
            help="Seed of new samples, other than those of the committed rows; for fresh, of its distributions.",
        ),
    ] = None,
    baselines: Annotated[
        list[str] | None, typer.Option("--baselines", help="Only these baselines, like KSG,MINE or 'AE+*'.", show_default=False)
    ] = None,
    no_baselines: Annotated[
        bool, typer.Option("--no-baselines", help="Run no baseline: those without rows are left out.")
    ] = False,
    workers: WorkersOption = None,
    dask: DaskOption = "",
    time_limit: TimeOption = 1800.0,
    memory_limit: MemoryOption = None,
    retry_failed: RetryOption = False,
    rows: Annotated[
        Path | None,
        typer.Option("--rows", help="Run nothing: compare the rows of this file, which `export` or --output wrote."),
    ] = None,
    form: FormatOption = Format.text,
    long: Annotated[bool, typer.Option("--long", help="Print every number of every baseline on every task.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", help="Folder to write the figure, the tables in this format, and the rows to.")
    ] = None,
    style: StyleOption = "paper",
    width: WidthOption = None,
    font_size: FontOption = None,
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Compare your estimators with the baselines.

    They run on the same samples as the baselines, so differences are paired by replicate. Each task gets a verdict: better than
    all baselines, worse than at least one, equal within .02 nats, or no significant difference. A rank over all tasks follows.
    """
    from infoplane.benchmarks.analysis.comparisons.comparison import compared
    from infoplane.benchmarks.analysis.comparisons.plan import Draws, planned
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.storage.keys import keyed
    from infoplane.benchmarks.suites.estimators import NAMED
    from infoplane.benchmarks.suites.lazy import Lazy

    specs, command, names = specs or [], command or [], listed(baselines or [], list(NAMED))
    speaker, sizes = Output(json, units, apart=form is not Format.text), sizes_of(n)
    if rows is not None and (suite or distribution or seed is not None or replicates is not None):
        raise UserError(f"{rows} is a file of rows: leave out --suite, --distribution, --replicates and --seed.")
    if output is not None:  # before anything runs: a wrong name must not come to light after hours
        output.mkdir(parents=True, exist_ok=True)
    if rows is not None:
        numbers, everything, labels = rows_in(rows, specs, command, tasks, sizes, names)
        comparisons, missing, whole = [compared(numbers, label, labels, everything) for label in labels], 0, None
    else:
        chosen, own_seed = _suite_and_seed(suite, seed, distribution)
        if not chosen.measures_mi:
            raise UserError(f"{chosen.name} has other quantities than MI, and nothing is ranked on it; see `infoplane table`.")
        own = {name: partial(grid.estimators.__getitem__, name) for grid in chosen.grids for name in grid.estimators}
        estimators = find_candidates(specs, command, NAMED | Lazy(own))  # lazy: to build them all loads torch
        plan, results = planned(chosen, estimators, Draws(sizes, replicates, own_seed, tasks), names), Results(store)
        executor = executor_of(workers, dask)
        lacking = list(results.lacking(chosen.name, keyed(plan.baselines)).values())
        if lacking and not no_baselines:
            speaker.say(_time_text(lacking, results, chosen.name, executor))
        to_run = [*plan.own, *plan.probes, *([] if no_baselines else lacking)]
        run_missing(results, speaker, chosen.name, to_run, executor, Limits(time_limit, memory_limit), retry_failed)
        cells = plan.keyed()
        numbers = results.numbers(chosen.name, cells)
        comparisons = [compared(numbers, label, list(estimators)) for label in estimators]
        missing, whole = len(cells) - len(numbers), (results.rows(chosen.name, cells), chosen)
    comparisons = [in_units(each, speaker) for each in comparisons]
    print_comparisons(speaker, comparisons, form, long)
    if missing:
        speaker.say(f"{missing:,} cells of baselines have no row: without --no-baselines, this command makes them.")
    if output is not None:
        with drawn_as(style, width, font_size):
            write_files(speaker, comparisons, form, long, output, whole)


def _suite_and_seed(name: str, seed: int | None, distributions: list[str] | None) -> "tuple[Suite, int | None]":
    """The suite, and the seed of the samples; for a suite that is drawn from a seed, the seed is that of its distributions."""
    from infoplane.benchmarks.suites.registry import SEEDED

    name = name or ("" if distributions else "images")
    seeded = name in SEEDED
    return suite_of(name, seed if seeded else None, distributions), None if seeded else seed


def _time_text(lacking: "list[Cell]", results: "Results", suite: str, executor: Executor) -> str:
    """How many rows of baselines are to be made, and how long that takes."""
    from infoplane.benchmarks.execution.expected import expected_time
    from infoplane.benchmarks.execution.progress import clock
    from infoplane.benchmarks.storage.committed import shipped_seconds, shipped_suites
    from infoplane.benchmarks.storage.database import Store

    known = shipped_seconds(suite)
    if results.database.exists():
        with Store(results.database) as store:
            known = store.seconds_known() | known
    labels = {cell.label for cell in lacking}
    for other in () if labels <= {label for label, _ in known} else shipped_suites():
        known = shipped_seconds(other) | known
    expected, workers = expected_time(lacking, known), getattr(executor, "workers", 1)
    unknown = f" and an unknown time for {', '.join(expected.unknown)}" if expected.unknown else ""
    return (
        f"Baselines lack {len(lacking):,} rows, which take about {clock(expected.seconds / workers)}{unknown} on {workers} "
        "workers; --no-baselines leaves them out, --baselines chooses some. You may interrupt at any time."
    )
