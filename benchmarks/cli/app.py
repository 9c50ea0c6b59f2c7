"""The command `infoplane`: its commands on suites, and how mistakes are told."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer.completion import completion_init, install_callback

from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.units import Units

from . import candidates as commands_candidate
from . import options as given
from . import plane as commands_plane
from . import report as commands_report
from . import rows as commands_rows
from . import sweep as commands_sweep
from .options import DEFAULT_STORE, Format, find_suite
from .output import Output

app = typer.Typer(
    help="Measure mutual information, and prove how well it is measured.",
    no_args_is_help=True,
    add_completion=False,  # in its place stands one option of one line, so that the help fits a screen
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
completion_init()
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@app.callback()
def options(
    completion: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            callback=install_callback,
            is_eager=True,
            help="Install completion for this shell.",
        ),
    ] = False,
) -> None:
    """Options of the command itself."""


@app.command("list")
def list_(
    suite: Annotated[
        str, typer.Argument(help="A suite, to list its tasks.", metavar="[SUITE]", autocompletion=given.suite_names)
    ] = "",
    units: given.UnitsOption = Units.nats,
    json: given.JsonOption = False,
) -> None:
    """List the suites, or the tasks and estimators of one."""
    from .listing import list_suites, list_tasks

    output = Output(json, units)
    if suite:
        list_tasks(output, find_suite(suite))
    else:
        list_suites(output)


@app.command()
def truths(
    tasks: given.TasksOption = "*",
    samples: Annotated[int, typer.Option("--samples", min=0, help="Check each truth with so many samples.")] = 0,
    form: given.FormatOption = Format.text,
    units: given.UnitsOption = Units.nats,
    json: given.JsonOption = False,
) -> None:
    """Print the true MI of every task.

    With how it is verified, its standard error, and the published value.
    """
    from .listing import print_truths

    print_truths(Output(json, units), tasks, samples, form.value)


@app.command()
def gallery(output: given.FolderOption = Path("results/figures"), json: given.JsonOption = False) -> None:
    """Draw samples of every image family, as PDF and PNG."""
    from infoplane.benchmarks.figures.gallery import draw

    Output(json).wrote(draw(output / "gallery"))


@app.command()
def run(
    suite: given.SuiteArgument,
    tasks: given.TasksOption = "*",
    estimators: Annotated[str, typer.Option("--estimators", help="Only estimators whose label matches, like 'AE+*'.")] = "*",
    workers: given.WorkersOption = None,
    dask: given.DaskOption = "",
    time_limit: given.TimeOption = 1800.0,
    memory_limit: given.MemoryOption = None,
    retry_failed: given.RetryOption = False,
    store: given.StoreOption = DEFAULT_STORE,
    json: given.JsonOption = False,
) -> None:
    """Run a suite, or go on with it.

    Interrupt it when you like: the same command goes on where it stopped.
    """
    from .session import Session

    cells = [cell for cell in find_suite(suite).cells() if matches(cell.task.id, tasks) and matches(cell.label, estimators)]
    if not cells:
        raise UserError(
            f"No cell of {suite} has a task like {tasks!r} and an estimator like {estimators!r}; see `infoplane list {suite}`."
        )
    output = Output(json)
    session = Session(store, output)
    outcome = session.run(suite, cells, given.executor(workers, dask), Limits(time_limit, memory_limit), retry_failed)
    if json:
        output.document(suite=suite, store=str(session.database), **vars(outcome))


@app.command()
def table(
    suite: given.SuiteArgument,
    tasks: given.TasksOption = "*",
    form: given.FormatOption = Format.text,
    long: Annotated[bool, typer.Option("--long", help="Every number of every task, not the overview.")] = False,
    output: Annotated[Path | None, typer.Option("--output", help="Folder to write rows and tables to, in nats.")] = None,
    store: given.StoreOption = DEFAULT_STORE,
    units: given.UnitsOption = Units.nats,
    json: given.JsonOption = False,
) -> None:
    """Print bias, SD and RMSE, each with its standard error.

    With --output, also write the rows and the tables as files.
    """
    from .session import Session

    if output is not None and tasks != "*":
        raise UserError("--output writes the rows of a whole suite: leave out --tasks, or take `infoplane export`.")
    session = Session(store, Output(json, units))
    cells = [cell for cell in find_suite(suite).cells() if matches(cell.task.id, tasks)]
    if not cells:
        raise UserError(f"No task of {suite} is like {tasks!r}; see `infoplane list {suite}`.")
    session.table(suite, cells, form.value, long)
    for path in session.write(suite, cells, output) if output is not None else ():
        errors.print(f"Wrote {path}.", markup=False)


@app.command()
def figures(
    suite: Annotated[str, typer.Argument(help="One suite alone.", metavar="[SUITE]", autocompletion=given.suite_names)] = "",
    output: given.FolderOption = Path("results/figures"),
    store: given.StoreOption = DEFAULT_STORE,
    json: given.JsonOption = False,
) -> None:
    """Draw the figures from the rows.

    Those of one suite, or of every suite with committed rows and the gallery; PDF and PNG. Nothing is estimated.
    """
    from infoplane.benchmarks.analysis import plane_summary
    from infoplane.benchmarks.figures import gallery
    from infoplane.benchmarks.figures.planes import registry as planes
    from infoplane.benchmarks.storage.committed import shipped_suites

    from .session import Session

    speaker = Output(json)
    session = Session(store, speaker)
    written = [path for name in ([suite] if suite else shipped_suites()) for path in session.figures(find_suite(name), output)]
    if not suite:
        written += gallery.draw(output / "gallery") + planes.draw(plane_summary.shipped(), output)
    speaker.wrote(written)


for command in (
    commands_candidate.compare,
    commands_candidate.check,
    commands_plane.plane,
    commands_sweep.sweep,
    commands_report.report,
    commands_rows.show,
    commands_rows.export,
    commands_rows.import_,
    commands_rows.merge,
):
    app.command(command.__name__.strip("_"))(command)


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
        if isinstance(error, OSError) and error.filename is not None:
            errors.print(f"Error: {error.filename}: {error.strerror}. Name another file or folder.", markup=False)
            sys.exit(2)
        errors.print(
            f"Error: {type(error).__name__}: {error}\nThis is a fault of infoplane; INFOPLANE_TRACEBACK=1 shows where.",
            markup=False,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
