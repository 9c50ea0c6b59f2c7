"""The command `table`: bias, standard deviation and RMSE of a suite's estimators, printed or written as files.

A suite with one replicate of each task has no standard deviations: its table shows how good the intervals are.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.units import Units

from .options import (
    DEFAULT_STORE,
    DistributionOption,
    Format,
    FormatOption,
    JsonOption,
    SeedOption,
    StoreOption,
    SuiteArgument,
    TasksOption,
    UnitsOption,
    suite_of,
)
from .output import Output

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    import pandas as pd

    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.analysis.tables import Block
    from infoplane.benchmarks.suites.protocol import Cell, Suite


FILES = (".csv", ".csv.gz", ".parquet")
_LARGE = 5000  # rows, beyond which the committed file is compressed


def table(
    suite: SuiteArgument = "",
    distribution: DistributionOption = None,
    seed: SeedOption = None,
    tasks: TasksOption = "*",
    form: FormatOption = Format.text,
    long: Annotated[bool, typer.Option("--long", help="Print every number of every task, not the overview.")] = False,
    intervals: Annotated[
        bool, typer.Option("--intervals", help="Print coverage, error and width of the 95 % intervals, by family and true MI.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", help="Folder to write rows and tables to, in nats.")] = None,
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Print bias, SD and RMSE, each with its standard error.

    SUITE may also be a file that `infoplane export` wrote: then the table is made of its rows alone. With --output, also write
    the rows and the tables as files.
    """
    from infoplane.benchmarks.analysis import suite_tables
    from infoplane.benchmarks.analysis.intervals import interval_summary
    from infoplane.benchmarks.analysis.known_keys import keyed_suite
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.analysis.summary import summarise

    if output is not None and tasks != "*":
        raise UserError("--output writes the rows of a whole suite: leave out --tasks, or use `infoplane export`.")
    speaker = Output(json, units)
    if suite.endswith(FILES):
        given = {"--output": output, "--seed": seed, "--distribution": distribution or None}
        if any(each is not None for each in given.values()):
            raise UserError(f"{suite} is a file of rows: leave out --output, --seed and --distribution.")
        _print_file(Path(suite), speaker, tasks, form, long, intervals)
        return
    found = suite_of(suite, seed, distribution)
    suite = found.name
    if not found.measures_mi and units is not Units.nats:
        raise UserError(f"{suite} has quantities without a unit: leave out --units.")
    cells = {key: cell for key, cell in keyed_suite(found).items() if matches(cell.task.id, tasks)}
    if not cells:
        raise UserError(f"No task of {suite} matches {tasks!r}; see `infoplane list {suite}`.")
    results = Results(store)
    numbers = results.numbers(suite, cells)
    intervals = not long and (intervals or not found.replicated)
    summary = speaker.in_units(interval_summary(numbers, found.groups) if intervals else summarise(numbers))
    missing = len(cells) - len(numbers)
    if json:
        speaker.document(suite=suite, units=units, missing=missing, rows=summary)
    else:
        _print(speaker, summary, form, long, intervals)
        if not found.measures_mi and form is Format.text:
            speaker.say(f"{suite_tables.OTHER_QUANTITIES}.")
        if form in (Format.text, Format.markdown):
            say_missing(speaker, missing)
    for path in write(results, found, cells, output) if output is not None else ():
        Output(json=True).say(f"Wrote {path}.")  # to standard error: standard output is the table alone


def _print_file(file: Path, output: Output, tasks: str, form: Format, long: bool, intervals: bool) -> None:
    """The table of the rows in a file."""
    from infoplane.benchmarks.analysis.comparisons.pairing import is_probe
    from infoplane.benchmarks.analysis.exported import chosen, groups_of_file, numbers_of_file
    from infoplane.benchmarks.analysis.intervals import interval_summary
    from infoplane.benchmarks.analysis.summary import summarise

    numbers = chosen(numbers_of_file(file)[0], file, tasks)
    numbers = numbers[~is_probe(numbers)]  # a comparison's check on shuffled pairs is no task
    if numbers.empty:
        raise UserError(f"{file} has rows of shuffled pairs alone, which have no table.")
    intervals = not long and (intervals or numbers["replicate"].max() == 0)
    summary = output.in_units(interval_summary(numbers, groups_of_file(file)) if intervals else summarise(numbers))
    if output.json:
        output.document(suite=str(file), units=output.units, missing=0, rows=summary)
    else:
        _print(output, summary, form, long, intervals)


def _print(output: Output, summary: "pd.DataFrame", form: Format, long: bool, intervals: bool) -> None:
    if intervals:
        print_intervals(output, summary, form)
    else:
        print_summary(output, summary, form, long)


def print_summary(output: Output, summary: "pd.DataFrame", form: Format = Format.text, long: bool = False) -> None:
    """Print a summary in one of its forms."""
    from infoplane.benchmarks.analysis import suite_tables, tables, written

    if long and form is Format.latex:
        output.raw(written.in_latex([("Every number", *suite_tables.full(summary))]))
    elif long and form is not Format.csv:  # wider than most terminals: plain text, so that a pager can scroll it
        output.raw(tables.markdown(*suite_tables.full(summary)))
    else:
        _print_blocks(output, summary, form, suite_tables.legend(output.units), suite_tables.overview)


def print_intervals(output: Output, summary: "pd.DataFrame", form: Format = Format.text) -> None:
    """Print what `interval_summary` gives in one of its forms."""
    from infoplane.benchmarks.analysis import intervals

    _print_blocks(output, summary, form, intervals.legend(output.units), intervals.interval_tables)


def _print_blocks(
    output: Output, summary: "pd.DataFrame", form: Format, legend: str, blocks: "Callable[[pd.DataFrame], list[Block]]"
) -> None:
    from infoplane.benchmarks.analysis import tables, written

    if form is Format.csv:
        output.raw(summary.to_csv(index=False))
    elif form is Format.latex:
        output.raw(written.in_latex(blocks(summary), [f"{legend}."]))
    elif form is Format.markdown:
        for title, header, lines in blocks(summary):
            output.raw(f"**{title}**\n\n{tables.markdown(header, lines)}\n")
    else:
        output.say(f"{legend}.")
        for title, header, lines in blocks(summary):
            tables.show(output.console, title, header, lines)


def say_missing(output: Output, missing: int) -> None:
    """Say how many cells have no row, and which command makes them."""
    if missing:
        output.say(f"{missing:,} cells have no row yet: `infoplane run` makes them.")


def write(results: "Results", suite: "Suite", cells: "Mapping[str, Cell]", folder: Path) -> list[Path]:
    """Write the rows as CSV, compressed where there are many, and the tables as Markdown."""
    from infoplane.benchmarks.analysis import suite_tables
    from infoplane.benchmarks.analysis.intervals import interval_summary
    from infoplane.benchmarks.analysis.summary import summarise
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.storage.exchange import csv_file
    from infoplane.benchmarks.storage.row import Row

    name, rows, numbers = suite.stem, results.rows(suite.name, cells), results.numbers(suite.name, cells)
    large = len(rows) > _LARGE
    csv, page = folder / f"{name}.csv{'.gz' if large else ''}", folder / "tables" / f"{name}.md"
    intervals = None if suite.replicated else interval_summary(numbers, suite.groups)
    text = suite_tables.page(suite.name, rows, summarise(numbers), intervals, suite.measures_mi)
    with csv_file(csv) as file:
        rows[list(Row._fields)].to_csv(file, index=False)
    write_text(page, text)
    (folder / f"{name}.csv{'' if large else '.gz'}").unlink(missing_ok=True)  # the other form, which is now out of date
    return [csv, page]
