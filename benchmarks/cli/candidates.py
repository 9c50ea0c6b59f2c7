"""Commands on somebody's estimator: set it beside the baselines, check what it owes its users."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.units import Units

from . import options as given
from .options import DEFAULT_STORE, find_suite
from .output import Output

if TYPE_CHECKING:
    from infoplane.estimators.protocol import Estimator

EstimatorArgument = Annotated[
    str,
    typer.Argument(
        help="file.py:Name, package.module:Name, or a name that an installed package publishes.",
        metavar="[ESTIMATOR]",
        show_default=False,
    ),
]
CommandOption = Annotated[
    str,
    typer.Option(
        "--command",
        help="Instead: a program that prints nats, like 'Rscript my.R {x} {y}'. "
        "{x} is a CSV file, {x:npy} a NumPy file, {seed} an integer.",
        metavar="TEXT",
        show_default=False,
    ),
]


def compare(
    spec: EstimatorArgument = "",
    command: CommandOption = "",
    suite: Annotated[
        str, typer.Option("--suite", help="The suite to compare on.", autocompletion=given.suite_names)
    ] = "images",
    tasks: given.TasksOption = "*",
    workers: given.WorkersOption = None,
    dask: given.DaskOption = "",
    time_limit: given.TimeOption = 1800.0,
    memory_limit: given.MemoryOption = None,
    retry_failed: given.RetryOption = False,
    long: Annotated[bool, typer.Option("--long", help="Every number of every baseline on every task.")] = False,
    output: Annotated[Path | None, typer.Option("--output", help="Folder to draw the figure in, as PDF and PNG.")] = None,
    store: given.StoreOption = DEFAULT_STORE,
    units: given.UnitsOption = Units.nats,
    json: given.JsonOption = False,
) -> None:
    """Set your estimator beside the baselines.

    It runs on the samples that the baselines saw, so differences are paired by replicate. A verdict on each task: better
    than all baselines, worse than one, or no difference told apart; then ranks over all tasks.
    """
    from .session import Session

    chosen = find_suite(suite)
    label, estimator = _found(spec, command)
    if label in {name for grid in chosen.grids for name in grid.estimators}:
        label = f"{label} (yours)"
    session, limits = Session(store, Output(json, units)), Limits(time_limit, memory_limit)
    comparison, missing = session.compare(chosen, label, estimator, tasks, given.executor(workers, dask), limits, retry_failed)
    session.show_comparison(suite, comparison, missing, long, output)


def check(
    spec: EstimatorArgument = "",
    command: CommandOption = "",
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds a program may take for one estimate.")
    ] = 60.0,
    json: given.JsonOption = False,
) -> None:
    """Check what every estimator owes its users.

    Symmetry, determinism, clear errors and so on; the status is 1 where a check failed.
    """
    from infoplane.benchmarks.analysis.tables import show
    from infoplane.benchmarks.candidates.conformance import CHECKS
    from infoplane.benchmarks.candidates.conformance import check as run_checks

    label, estimator = _found(spec, command, time_limit)
    output, outcomes = Output(json), []
    warnings.simplefilter("ignore")  # what a damaged sample makes numpy say is not the verdict
    with output.console.status("") as status:
        for outcome in run_checks(estimator):
            outcomes.append(outcome)
            status.update(f"{len(outcomes)} of {1 + len(CHECKS)} checks done")
    failed = sum(outcome.result == "FAIL" for outcome in outcomes)
    if json:
        output.document(estimator=spec or command, failed=failed, checks=[vars(outcome) for outcome in outcomes])
    else:
        lines = [[o.check, o.result, o.reason] for o in outcomes]
        show(output.console, f"Checks of {spec or label}", ["check", "result", "reason"], lines, wrap=True)
        output.say(f"{failed} of {len(outcomes)} failed." if failed else "All that apply passed.")
    if failed:
        raise typer.Exit(1)


def _found(spec: str, command: str, seconds: float | None = None) -> "tuple[str, Estimator]":
    """Label and estimator of what was named; `seconds` limit one estimate of a program."""
    from infoplane.benchmarks.candidates.loading import candidate
    from infoplane.benchmarks.candidates.programs import label_of, program

    if bool(spec) == bool(command):
        raise UserError("Name one estimator: file.py:Name, or a program by --command 'Rscript my.R {x} {y}'.")
    if command:
        return label_of(command), program(command, seconds=seconds)
    return spec.rpartition(":")[2], candidate(spec)
