"""The command `table`: bias, standard deviation and RMSE of a suite's estimators, printed or written as files."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.units import Units

from .options import (
    DEFAULT_STORE,
    Format,
    FormatOption,
    JsonOption,
    StoreOption,
    SuiteArgument,
    TasksOption,
    UnitsOption,
    find_suite,
)
from .output import Output

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    import pandas as pd

    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.suites.protocol import Cell

_LARGE = 5000  # rows, beyond which the committed file is compressed


def table(
    suite: SuiteArgument,
    tasks: TasksOption = "*",
    form: FormatOption = Format.text,
    long: Annotated[bool, typer.Option("--long", help="Print every number of every task, not the overview.")] = False,
    output: Annotated[Path | None, typer.Option("--output", help="Folder to write rows and tables to, in nats.")] = None,
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Print bias, SD and RMSE, each with its standard error.

    With --output, also write the rows and the tables as files.
    """
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.analysis.summary import summarise
    from infoplane.benchmarks.storage.keys import keyed

    if output is not None and tasks != "*":
        raise UserError("--output writes the rows of a whole suite: leave out --tasks, or use `infoplane export`.")
    cells = keyed(cell for cell in find_suite(suite).cells() if matches(cell.task.id, tasks))
    if not cells:
        raise UserError(f"No task of {suite} matches {tasks!r}; see `infoplane list {suite}`.")
    results, speaker = Results(store), Output(json, units)
    numbers = results.numbers(suite, cells)
    summary, missing = speaker.in_units(summarise(numbers)), len(cells) - len(numbers)
    if json:
        speaker.document(suite=suite, units=units, missing=missing, rows=summary)
    else:
        print_summary(speaker, summary, form, long)
        if form is not Format.csv:
            say_missing(speaker, missing)
    for path in write(results, suite, cells, output) if output is not None else ():
        Output(json=True).say(f"Wrote {path}.")  # to standard error: standard output is the table alone


def print_summary(output: Output, summary: "pd.DataFrame", form: Format = Format.text, long: bool = False) -> None:
    """Print a summary in one of its forms."""
    from infoplane.benchmarks.analysis import suite_tables, tables

    if form is Format.csv:
        output.raw(summary.to_csv(index=False))
    elif long:  # wider than most terminals: plain text, so that a pager can scroll it
        output.raw(tables.markdown(*suite_tables.full(summary)))
    elif form is Format.markdown:
        for title, header, lines in suite_tables.overview(summary):
            output.raw(f"**{title}**\n\n{tables.markdown(header, lines)}\n")
    else:
        output.say(f"{suite_tables.legend(output.units)}.")
        for title, header, lines in suite_tables.overview(summary):
            tables.show(output.console, title, header, lines)


def say_missing(output: Output, missing: int) -> None:
    """Say how many cells have no row, and which command makes them."""
    if missing:
        output.say(f"{missing:,} cells have no row yet: `infoplane run` makes them.")


def write(results: "Results", suite: str, cells: "Mapping[str, Cell]", folder: Path) -> list[Path]:
    """Write the rows as CSV, compressed where there are many, and the tables as Markdown."""
    from infoplane.benchmarks.analysis import suite_tables
    from infoplane.benchmarks.analysis.summary import summarise
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.storage.exchange import csv_file
    from infoplane.benchmarks.storage.row import Row

    rows = results.rows(suite, cells)
    large = len(rows) > _LARGE
    csv, page = folder / f"{suite}.csv{'.gz' if large else ''}", folder / "tables" / f"{suite}.md"
    text = suite_tables.page(suite, rows, summarise(results.numbers(suite, cells)))
    with csv_file(csv) as file:
        rows[list(Row._fields)].to_csv(file, index=False)
    write_text(page, text)
    (folder / f"{suite}.csv{'' if large else '.gz'}").unlink(missing_ok=True)  # the other form, which is now out of date
    return [csv, page]
