"""Commands on somebody's estimator: set it beside the baselines, check what it owes its users."""

import warnings
from typing import Annotated

import typer

from . import options as given
from .limits import Limits
from .options import DEFAULT_STORE, find_suite
from .output import Output, Units

EstimatorArgument = Annotated[str, typer.Argument(help="file.py:Name or package.module:Name.", metavar="ESTIMATOR")]


def compare(
    spec: EstimatorArgument,
    suite: Annotated[
        str, typer.Option("--suite", help="The suite to compare on.", autocompletion=given.suite_names)
    ] = "images",
    tasks: given.TasksOption = "*",
    workers: given.WorkersOption = None,
    dask: given.DaskOption = "",
    time_limit: given.TimeOption = 1800.0,
    memory_limit: given.MemoryOption = None,
    retry_failed: given.RetryOption = False,
    store: given.StoreOption = DEFAULT_STORE,
    units: given.UnitsOption = Units.nats,
    json: given.JsonOption = False,
) -> None:
    """Set your estimator beside the baselines.

    It runs on the samples that the baselines saw, so differences are paired by replicate.
    """
    from .newcomer import newcomer
    from .session import Session

    Session(store, Output(json, units)).compare(
        find_suite(suite),
        spec.rpartition(":")[2],
        newcomer(spec),
        tasks,
        given.executor(workers, dask),
        Limits(time_limit, memory_limit),
        retry_failed,
    )


def check(spec: EstimatorArgument, json: given.JsonOption = False) -> None:
    """Check what every estimator owes its users.

    Symmetry, determinism, clear errors and so on; the status is 1 where a check failed.
    """
    from .check import CHECKS
    from .check import check as run_checks
    from .newcomer import newcomer
    from .tables import show

    output, outcomes = Output(json), []
    warnings.simplefilter("ignore")  # what a damaged sample makes numpy say is not the verdict
    with output.console.status("") as status:
        for outcome in run_checks(newcomer(spec)):
            outcomes.append(outcome)
            status.update(f"{len(outcomes)} of {1 + len(CHECKS)} checks done")
    failed = sum(outcome.result == "FAIL" for outcome in outcomes)
    if json:
        output.document(estimator=spec, failed=failed, checks=[vars(outcome) for outcome in outcomes])
    else:
        lines = [[o.check, o.result, o.reason] for o in outcomes]
        show(output.console, f"Checks of {spec}", ["check", "result", "reason"], lines, wrap=True)
        output.say(f"{failed} of {len(outcomes)} failed." if failed else "All that apply passed.")
    if failed:
        raise typer.Exit(1)
