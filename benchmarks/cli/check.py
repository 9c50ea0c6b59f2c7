"""The command `check`: test whether an estimator does what every estimator must do."""

import warnings
from typing import Annotated

import typer

from .options import CommandOption, EstimatorArgument, JsonOption, find_candidate
from .output import Output


def check(
    spec: EstimatorArgument = "",
    command: CommandOption = "",
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds a program may take for one estimate.")
    ] = 60.0,
    json: JsonOption = False,
) -> None:
    """Check that an estimator does what every estimator must do.

    The checks include symmetry, reproducibility and clear errors. The exit status is 1 if a check failed.
    """
    from infoplane.benchmarks.analysis.tables import show
    from infoplane.benchmarks.candidates.checks import CHECKS
    from infoplane.benchmarks.candidates.conformance import check as run_checks

    label, estimator = find_candidate(spec, command, time_limit)
    output, results = Output(json), []
    with warnings.catch_warnings(), output.console.status("") as status:
        warnings.simplefilter("ignore")  # damaged samples make numpy warn, which says nothing about the estimator
        for result in run_checks(estimator):
            results.append(result)
            status.update(f"{len(results)} of {1 + len(CHECKS)} checks done")
    failed = sum(result.result == "FAIL" for result in results)
    if json:
        output.document(estimator=spec or command, failed=failed, checks=[vars(result) for result in results])
    else:
        lines = [[result.check, result.result, result.reason] for result in results]
        show(output.console, f"Checks of {spec or label}", ["check", "result", "reason"], lines, wrap=True)
        output.say(f"{failed} of {len(results)} checks failed." if failed else "All checks that apply passed.")
    if failed:
        raise typer.Exit(1)
