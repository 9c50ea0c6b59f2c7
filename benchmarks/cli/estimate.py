"""The command `estimate`: measure the mutual information of columns of a file."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infoplane.benchmarks.errors import UserError

from .options import JsonOption
from .output import Output, waiting

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.own_data.selection import Selection
    from infoplane.estimators.automatic.measurement import Measurement


class Missing(StrEnum):
    """What is done with missing values."""

    error = "error"
    drop = "drop"


class Scheme(StrEnum):
    """How pairs are formed anew, where rows depend on each other."""

    auto = "auto"
    shuffle = "shuffle"
    shift = "shift"
    block = "block"


_COLUMNS = "Names, numbers from 0, ranges 'first-last' and patterns 'gene*', with commas between them."

FileArgument = Annotated[
    Path, typer.Argument(help="A table: .csv, .tsv, .txt, .csv.gz, .parquet, .npy or .npz.", metavar="FILE", show_default=False)
]
XOption = Annotated[
    list[str] | None, typer.Option("--x", help=f"Columns of x. {_COLUMNS} Default: all others.", show_default=False)
]
YOption = Annotated[list[str] | None, typer.Option("--y", help="Columns of y. Default: the last column.", show_default=False)]
DiscreteOption = Annotated[
    list[str] | None,
    typer.Option("--discrete", help="Columns of numbers that are labels. Strings always are.", show_default=False),
]
MissingOption = Annotated[Missing, typer.Option("--missing", help="Refuse missing values, or drop their rows.")]
MissingValuesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--missing-values",
        help="Fields of a CSV file that mean a missing value, like 'unknown,-,?'; empty fields, NA and NaN always do.",
        show_default=False,
    ),
]
GroupsOption = Annotated[
    str,
    typer.Option(
        "--groups", help="A column, like the patient: rows with equal values in it depend on each other.", show_default=False
    ),
]
SchemeOption = Annotated[
    Scheme,
    typer.Option(
        "--scheme",
        help="How rows are paired anew to see what chance gives; auto shifts series in time, and shuffles other rows.",
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of all random numbers.")]
ReportOption = Annotated[
    Path | None, typer.Option("--report", help="Also write one HTML page, which needs no network.", dir_okay=False)
]


def estimate(
    file: FileArgument,
    x: XOption = None,
    y: YOption = None,
    discrete: DiscreteOption = None,
    missing: MissingOption = Missing.error,
    missing_values: MissingValuesOption = None,
    groups: GroupsOption = "",
    scheme: SchemeOption = Scheme.auto,
    fast: Annotated[bool, typer.Option("--fast", help="In a tenth of the time, with a wider interval.")] = False,
    seed: SeedOption = 0,
    report: ReportOption = None,
    json: JsonOption = False,
) -> None:
    """Measure the mutual information of columns of a file.

    Prints the value in nats, its 95 % interval, how it was found, and what to know about it.
    """
    output = Output(json)
    chosen = selected(file, x, y, groups, discrete, missing, missing_values)
    found = measured(output, chosen, missing, scheme, seed, fast)
    if report is not None:
        from infoplane.benchmarks.report.measurement import page
        from infoplane.benchmarks.storage.atomic import write_text

        write_text(report, page(chosen, found, seed))
    if json:
        output.document(**description(chosen), **found.to_dict(), methods=found.methods_sentence())
    else:
        say_measurement(output, chosen, found)
        if report is not None:
            output.wrote([report])


def selected(
    file: Path,
    x: list[str] | None,
    y: list[str] | None,
    groups: str,
    discrete: list[str] | None,
    missing: Missing,
    missing_values: list[str] | None = None,
) -> "Selection":
    """The columns of the file that were asked for."""
    from infoplane.benchmarks.own_data.files import read
    from infoplane.benchmarks.own_data.selection import refuse_missing, select

    strings = [part.strip() for text in missing_values or () for part in (text, *text.split(","))]
    chosen = select(read(file, strings), x or (), y or (), groups, discrete or ())
    if chosen.rows < 2:
        raise UserError(f"{chosen.table.source} has {chosen.rows} row: mutual information needs many pairs, 30 or more.")
    refuse_missing(chosen, missing is Missing.drop)
    return chosen


def measured(
    output: Output, chosen: "Selection", missing: Missing, scheme: Scheme, seed: int, fast: bool = False
) -> "Measurement":
    """The estimate of a selection; what the estimator refuses is an error of the user."""
    import warnings

    from infoplane.estimators import estimate_mi

    x, y = chosen.frames()
    options: dict[str, Any] = {"missing": missing.value, "scheme": scheme.value, "groups": chosen.group_labels(), "fast": fast}
    columns = len(chosen.x) + len(chosen.y)
    doing = f"Estimating from {chosen.rows:,} rows of {columns} column{'' if columns == 1 else 's'}"
    hint = "" if fast else "--fast takes about a tenth of the time"
    with warnings.catch_warnings(), waiting(output.console, doing, hint):
        warnings.simplefilter("ignore")  # a measurement says in its flags what a reader must know
        try:
            return estimate_mi(x, y, rng=seed, **options)
        except ValueError as error:
            raise UserError(" ".join(str(error).split())) from error


def description(chosen: "Selection") -> dict[str, Any]:
    """What was measured, for JSON."""
    from infoplane.benchmarks.own_data.description import described

    return {
        "file": chosen.table.source,
        "x": chosen.x,
        "y": chosen.y,
        "columns": described(chosen),
        "groups": chosen.groups,
        "rows": chosen.rows,
        "remarks": list(chosen.table.remarks),
    }


def say_measurement(output: Output, chosen: "Selection", found: "Measurement") -> None:
    """Print what was measured, and the result."""
    from infoplane.benchmarks.own_data.description import described, line

    output.say(f"{chosen.table.source}, {chosen.rows:,} rows.")
    for name, columns in described(chosen).items():
        output.say(line(name, columns, output.console.width))
    for remark in chosen.table.remarks:
        output.say(remark)
    output.say("")
    output.say(str(found))
