"""The options that commands share, each written once."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import unknown
from infoplane.benchmarks.units import Units

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.suites.protocol import Suite
    from infoplane.estimators.protocol import Estimator

DEFAULT_STORE = Path(".infoplane")


class Format(StrEnum):
    """How a table is printed."""

    text = "text"
    markdown = "markdown"
    latex = "latex"
    csv = "csv"


def suite_names(incomplete: str) -> Iterable[str]:
    """The names of suites that begin with what is typed, for completion in the shell."""
    from infoplane.benchmarks.suites.registry import SEEDED, SUITES

    return [name for name in (*SUITES, *SEEDED) if name.startswith(incomplete)]


SuiteArgument = Annotated[
    str,
    typer.Argument(
        help="A suite; `infoplane list` names them. Or the path of a suite of your own, a .toml or .py file.",
        metavar="SUITE",
        autocompletion=suite_names,
    ),
]
DistributionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--distribution",
        help="A distribution, instead of the suite's tasks: file.py:Name, package.module:Name or a published name, with its "
        "arguments if it takes any. May be given several times.",
        metavar="NAME",
    ),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, help="For suites whose distributions are drawn from a seed, like fresh.")
]
TasksOption = Annotated[str, typer.Option("--tasks", help="Only tasks whose id matches, like 'bumps*'.")]
StoreOption = Annotated[
    Path,
    typer.Option("--store", help="Folder of rows and trained compressors.", envvar="INFOPLANE_STORE", file_okay=False),
]
FormatOption = Annotated[Format, typer.Option("--format", help="Format of the output.")]
FolderOption = Annotated[Path, typer.Option("--output", help="Folder to write to.")]


def known_style(style: str) -> str:
    """The style, before anything runs: a mistake must not come to light after hours."""
    if style != "paper":
        from infoplane.benchmarks.figures.look import Style

        if style not in list(Style):
            raise unknown("style", style, list(Style))
    return style


StyleOption = Annotated[
    str,
    typer.Option(
        "--style", help="paper: 7 inches, 8 points; talk: 12 inches, 16 points.", metavar="paper|talk", callback=known_style
    ),
]
WidthOption = Annotated[float | None, typer.Option("--width", min=1.0, help="Width of a page in inches.")]
FontOption = Annotated[float | None, typer.Option("--font-size", min=1.0, help="Size of the text in points.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document; remarks go to standard error.")]
UnitsOption = Annotated[Units, typer.Option("--units", help="Units of information.")]

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
        help="Instead of ESTIMATOR: a program whose last line of output is the estimate in nats, like 'Rscript my.R {x} {y}'. "
        "{x} is a CSV file, {x:npy} a NumPy file, {seed} an integer.",
        metavar="TEXT",
        show_default=False,
    ),
]

# Where and how cells run.
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Worker processes, each of one thread. Default: one for each core.")
]
DaskOption = Annotated[str, typer.Option("--dask", help="Run on this Dask scheduler, like tcp://host:8786.")]
TimeOption = Annotated[
    float, typer.Option("--time-limit", min=0.1, help="Seconds that a cell may take; a longer one becomes a failed row.")
]
MemoryOption = Annotated[
    float | None,
    typer.Option(
        "--memory-limit", min=1, help="Megabytes that a cell may take. Default: an equal share of 80 % of the memory."
    ),
]
RetryOption = Annotated[bool, typer.Option("--retry-failed", help="Run failed cells again.")]


def executor_of(workers: int | None, dask: str) -> Executor:
    """What runs the cells: a Dask cluster if its scheduler is named, else processes of this machine."""
    if dask:
        from infoplane.benchmarks.execution.dask_executor import DaskExecutor

        return DaskExecutor(dask)
    from infoplane.benchmarks.execution.local_executor import LocalExecutor

    return LocalExecutor(workers)


def find_suite(name: str, seed: int | None = None) -> "Suite":
    """The suite of that name, drawn from the seed where it needs one, or read from the file whose path it is.

    If there is no such suite, the error names the nearest.

    >>> find_suite("fresh", seed=7).name
    'fresh-7'
    """
    from infoplane.benchmarks.suites.protocol import is_file
    from infoplane.benchmarks.suites.registry import SEEDED, SUITES

    if is_file(name) and seed is None:
        from infoplane.benchmarks.user_suites.suite_file import suite_from

        return suite_from(name)
    if name in SEEDED and seed is None:
        raise UserError(
            f"{name} needs --seed N: draw N after your code is frozen, from the clock for example, so that nothing in the code "
            "can have been tuned to the distributions that it gives."
        )
    if name not in SEEDED and seed is not None:
        raise UserError(f"{name} has no seed: leave out --seed. Suites that are drawn from a seed: {', '.join(SEEDED)}.")
    if name in SEEDED:
        name = f"{name}-{seed}"
    if name not in SUITES:
        raise unknown("suite", name, (*SUITES, *SEEDED))
    return SUITES[name]


def suite_of(name: str, seed: int | None = None, distributions: Sequence[str] | None = None) -> "Suite":
    """The suite of that name; its estimators on the distributions instead of its tasks, if there are any.

    Without a name, the distributions decide which suite it is.

    >>> suite_of("", distributions=["CorrelatedNormal(1, 1, (0.5,))"]).tasks[0].id
    'CorrelatedNormal(1, 1, (0.5,))'
    """
    if not (name or distributions):
        raise UserError("Name a suite; `infoplane list` lists them. Or name distributions of your own with --distribution.")
    if not distributions:
        return find_suite(name, seed)
    from infoplane.benchmarks.user_suites.on_distributions import on_distributions

    return on_distributions(distributions, find_suite(name, seed) if name else None)


@contextmanager
def drawn_as(style: str, width: float | None, font_size: float | None) -> Iterator[None]:
    """A block whose figures have a style, and a width and a size of text if they are given."""
    from infoplane.benchmarks.figures.look import looking

    with looking(style, width, font_size):
        yield


def find_candidate(spec: str, command: str, seconds: float | None = None) -> "tuple[str, Estimator]":
    """Label and estimator of what was named; `seconds` is the limit of time for one estimate of a program."""
    from infoplane.benchmarks.candidates.loading import candidate
    from infoplane.benchmarks.candidates.programs import label_of, program
    from infoplane.benchmarks.candidates.specs import spec_of

    if bool(spec) == bool(command):
        raise UserError("Name one estimator: file.py:Name, or a program by --command 'Rscript my.R {x} {y}'.")
    if command:
        return label_of(command), program(command, seconds=seconds)
    return spec_of(spec).label, candidate(spec)
