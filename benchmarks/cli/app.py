"""The entry point: the command `infoplane`, and how its errors are printed.

Each command is a function in a file of this folder. Errors that a user can fix (`UserError`) are one sentence and exit
status 2; an interrupt is status 130; an unexpected error is one sentence too, with status 1, and
INFOPLANE_TRACEBACK=1 shows its traceback.
"""

import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.completion import completion_init, install_callback
from typer.core import TyperGroup

from infoplane import __version__
from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.execution.interrupts import one_interrupt
from infoplane.extras import MissingExtraError, needed_by

from .audit import audit
from .boards.board import board
from .boards.verify import verify
from .calibrate import calibrate
from .check import check, check_distribution
from .comparing.compare import compare
from .comparing.methods import methods
from .estimate import estimate
from .figures import figures, gallery, report
from .listing import list_, truths
from .paper import paper
from .planes.plane import plane
from .planes.sweep import sweep
from .rows import export, import_, merge, show
from .run import run
from .table import table

COMMANDS = (
    *(estimate, audit, list_, truths, gallery, run, table, figures, compare, check, check_distribution, calibrate),
    *(plane, sweep, paper, report, board, verify, methods, show, export, import_, merge),
)


class Commands(TyperGroup):
    """All commands. Their help fits a screen, since it does not list the option that shows it."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help, which is not listed."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.hidden = True
        return option


app = typer.Typer(
    cls=Commands,
    help="Measure mutual information, and prove how well it is measured.",
    no_args_is_help=True,
    add_completion=False,  # replaced by the one option below, so that the help fits a screen
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
completion_init()
for command in COMMANDS:
    # `list_` and `import_` avoid Python's own names.
    app.command(command.__name__.strip("_").replace("_", "-"))(command)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"infoplane {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, hidden=True, help="Print the version, and stop."),
    ] = False,
    completion: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            callback=install_callback,
            is_eager=True,
            hidden=True,  # as --version: the help of all commands fits a screen, and the documentation names these options
            help="Install completion for this shell.",
        ),
    ] = False,
) -> None:
    """Options of `infoplane` itself."""


def main(run_app: Callable[[], object] = app) -> None:
    """Run the command. An error is printed as one sentence, without a traceback."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with one_interrupt(), needed_by("This command"):
            run_app()
    except Interrupted as stop:
        errors.print(f"{stop}", markup=False)
        sys.exit(130)
    except (UserError, MissingExtraError) as error:
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
