"""The commands `check` and `check-distribution`: does an estimator, or a distribution, do what each of its kind must do?"""

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from .options import CommandOption, EstimatorArgument, JsonOption, find_candidate
from .output import Output

if TYPE_CHECKING:
    from infoplane.benchmarks.candidates.conformance import CheckResult


def check(
    spec: EstimatorArgument = "",
    command: CommandOption = "",
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds a program may take for one estimate.")
    ] = 60.0,
    json: JsonOption = False,
) -> None:
    """Check that an estimator does what every one must.

    The checks include symmetry, reproducibility and clear errors. The exit status is 1 if a check failed.
    """
    from infoplane.benchmarks.candidates.checks import CHECKS
    from infoplane.benchmarks.candidates.conformance import check as run_checks

    label, estimator = find_candidate(spec, command, time_limit)
    output, results = Output(json), []
    with warnings.catch_warnings(), output.console.status("") as status:
        warnings.simplefilter("ignore")  # damaged samples make numpy warn, which says nothing about the estimator
        for result in run_checks(estimator):
            results.append(result)
            status.update(f"{len(results)} of {1 + len(CHECKS)} checks done")
    report_checks(output, "estimator", spec or label, results)


def check_distribution(
    spec: Annotated[
        str,
        typer.Argument(
            help="file.py:Name, package.module:Name, or a name that is published, with or without arguments.",
            metavar="DISTRIBUTION",
            show_default=False,
        ),
    ],
    samples: Annotated[int, typer.Option("--samples", min=100, help="Pairs to check the stated MI with.")] = 20_000,
    json: JsonOption = False,
) -> None:
    """Check a distribution: sampler, stated MI, maps.

    The exit status is 1 if a check failed.
    """
    from infoplane.benchmarks.user_suites.conformance import check_distribution as run_checks
    from infoplane.benchmarks.user_suites.distribution import distribution
    from infoplane.benchmarks.user_suites.distribution_checks import CHECKS

    found, output, results = distribution(spec), Output(json), []
    with warnings.catch_warnings(), output.console.status("") as status:
        warnings.simplefilter("ignore")
        for result in run_checks(found, samples):
            results.append(result)
            status.update(f"{len(results)} of {len(CHECKS)} checks done")
    report_checks(output, "distribution", spec, results)


def report_checks(output: Output, what: str, name: str, results: "Sequence[CheckResult]") -> None:
    """Print the results of checks of an estimator or a distribution. End with status 1 if one failed."""
    from infoplane.benchmarks.analysis.tables import show

    failed = sum(result.result == "FAIL" for result in results)
    if output.json:
        output.document(**{what: name}, failed=failed, checks=[vars(result) for result in results])
    else:
        lines = [[result.check, result.result, result.reason] for result in results]
        show(output.console, f"Checks of {name}", ["check", "result", "reason"], lines, wrap=True)
        output.say(f"{failed} of {len(results)} checks failed." if failed else "All checks that apply passed.")
    if failed:
        raise typer.Exit(1)
