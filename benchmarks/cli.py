"""The command `infoplane`: list, truths, gallery, run, table, compare, check, figures."""

import os
import sys
import warnings
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from .errors import Interrupted, UserError
from .names import matches, unknown

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from .protocol import Suite

app = typer.Typer(
    help="Measure mutual information, and prove how well it is measured.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console(width=None if sys.stdout.isatty() else 200)  # a pipe has no width to respect
errors = Console(stderr=True, highlight=False, soft_wrap=True)

StoreOption = Annotated[Path, typer.Option("--store", help="Folder of rows and trained compressors.", envvar="INFOPLANE_STORE")]
TasksOption = Annotated[str, typer.Option("--tasks", help="Only tasks whose id matches, like 'bumps*'.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, help="Processes, of one thread each. Default: the cores.")]
LimitOption = Annotated[float, typer.Option("--time-limit", min=0.1, help="Seconds a cell may take before it is a failed row.")]
RetryOption = Annotated[bool, typer.Option("--retry-failed", help="Run failed cells again.")]
SuiteArgument = Annotated[str, typer.Argument(help="A suite; `infoplane list` names them.", metavar="SUITE")]
OutputOption = Annotated[Path | None, typer.Option("--output", help="Folder to write files to.")]

DEFAULT_STORE = Path(".infoplane")
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Format(StrEnum):
    """How a table is printed."""

    text = "text"
    markdown = "markdown"
    csv = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]


@app.command("list")
def list_(suite: Annotated[str, typer.Argument(help="A suite, to list its tasks.", metavar="[SUITE]")] = "") -> None:
    """List the suites, or the tasks and estimators of one."""
    from .listing import list_suites, list_tasks

    if suite:
        list_tasks(console, find_suite(suite))
    else:
        list_suites(console)


@app.command()
def truths(
    tasks: TasksOption = "*",
    samples: Annotated[int, typer.Option("--samples", min=0, help="Check each truth with so many samples.")] = 0,
    form: FormatOption = Format.text,
) -> None:
    """Print every task's true MI: how it is verified, its standard error, and the published value."""
    from .listing import print_truths

    print_truths(console, tasks, samples, form.value)


@app.command()
def gallery(output: Annotated[Path, typer.Option("--output", help="Folder to write to.")] = Path("results/figures")) -> None:
    """Draw samples of every image family with their true MI, as PDF and PNG."""
    from .figures.gallery import draw

    for path in draw(output / "gallery"):
        console.print(f"Wrote {path}.", highlight=False)


@app.command()
def run(
    suite: SuiteArgument,
    tasks: TasksOption = "*",
    estimators: Annotated[str, typer.Option("--estimators", help="Only estimators whose label matches, like 'AE+*'.")] = "*",
    workers: WorkersOption = CORES,
    time_limit: LimitOption = 1800.0,
    retry_failed: RetryOption = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Run a suite. Interrupt it when you like: the same command goes on where it stopped."""
    from .session import Session

    cells = [cell for cell in find_suite(suite).cells() if matches(cell.task.id, tasks) and matches(cell.label, estimators)]
    if not cells:
        raise UserError(
            f"No cell of {suite} has a task like {tasks!r} and an estimator like {estimators!r}; see `infoplane list {suite}`."
        )
    Session(store, console).run(suite, cells, workers, time_limit, retry_failed)


@app.command()
def table(
    suite: SuiteArgument,
    tasks: TasksOption = "*",
    form: FormatOption = Format.text,
    long: Annotated[bool, typer.Option("--long", help="Every number of every task, not the overview.")] = False,
    output: OutputOption = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Print bias, SD and RMSE with their standard errors; with --output, write the rows and the tables as files."""
    from .session import Session

    session = Session(store, console)
    cells = [cell for cell in find_suite(suite).cells() if matches(cell.task.id, tasks)]
    session.table(suite, cells, form.value, long)
    if output is not None:
        session.write(suite, cells, output)


@app.command()
def compare(
    spec: Annotated[str, typer.Argument(help="file.py:Name or package.module:Name.", metavar="ESTIMATOR")],
    suite: Annotated[str, typer.Option("--suite", help="The suite to compare on.")] = "images",
    tasks: TasksOption = "*",
    workers: WorkersOption = CORES,
    time_limit: LimitOption = 1800.0,
    retry_failed: RetryOption = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Run your estimator on the cells of a suite and print it beside the baselines, paired by replicate."""
    from .newcomer import newcomer
    from .session import Session

    estimator = newcomer(spec)
    Session(store, console).compare(
        find_suite(suite), spec.rpartition(":")[2], estimator, tasks, workers, time_limit, retry_failed
    )


@app.command()
def check(
    spec: Annotated[str, typer.Argument(help="file.py:Name or package.module:Name.", metavar="ESTIMATOR")],
) -> None:
    """Check what every estimator owes its users: symmetry, determinism, clear errors and so on."""
    from .check import CHECKS
    from .check import check as run_checks
    from .newcomer import newcomer
    from .tables import show

    outcomes = []
    warnings.simplefilter("ignore")  # what a damaged sample makes numpy say is not the verdict
    with console.status("") as status:
        for outcome in run_checks(newcomer(spec)):
            outcomes.append(outcome)
            status.update(f"{len(outcomes)} of {1 + len(CHECKS)} checks done")
    show(
        console,
        f"Checks of {spec}",
        ["check", "result", "reason"],
        [[o.check, o.result, o.reason] for o in outcomes],
        wrap=True,
    )
    failed = sum(outcome.result == "FAIL" for outcome in outcomes)
    console.print(f"{failed} of {len(outcomes)} failed." if failed else "All that apply passed.", highlight=False)
    if failed:
        raise typer.Exit(1)


@app.command()
def figures(
    suite: Annotated[str, typer.Argument(help="A suite with figures.", metavar="[SUITE]")] = "images",
    output: Annotated[Path, typer.Option("--output", help="Folder to write to.")] = Path("results/figures"),
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Draw the figures of a suite from its rows, as PDF and PNG. Nothing is estimated."""
    from .session import Session

    Session(store, console).figures(find_suite(suite), output)


def find_suite(name: str) -> "Suite":
    """The suite of that name, or an error with the nearest names."""
    from .suites import SUITES

    if name not in SUITES:
        raise unknown("suite", name, SUITES)
    return SUITES[name]


def main(run_app: Callable[[], object] = app) -> None:
    """Run the command; a mistake is told in one sentence, without a traceback."""
    try:
        run_app()
    except Interrupted as stop:
        errors.print(f"{stop}", markup=False)
        sys.exit(130)
    except UserError as error:
        errors.print(f"Error: {error}", markup=False)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        if "INFOPLANE_TRACEBACK" in os.environ:
            raise
        errors.print(
            f"Error: {type(error).__name__}: {error}\nThis is a fault of infoplane; INFOPLANE_TRACEBACK=1 shows where.",
            markup=False,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
