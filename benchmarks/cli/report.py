"""The command `report`."""

from pathlib import Path
from typing import Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.units import Units

from . import options as given
from .options import DEFAULT_STORE, find_suite
from .output import Output


def report(
    suites: Annotated[
        list[str] | None,
        typer.Argument(help="Suites to show. Default: all that have rows.", metavar="SUITE", autocompletion=given.suite_names),
    ] = None,
    file: Annotated[Path, typer.Option("--output", help="The HTML file to write.")] = Path("results/report.html"),
    store: given.StoreOption = DEFAULT_STORE,
    units: given.UnitsOption = Units.nats,
    json: given.JsonOption = False,
) -> None:
    """Write one HTML page of all results, from the rows.

    It needs no network; nothing is estimated.
    """
    from infoplane.benchmarks.report.build import page
    from infoplane.benchmarks.report.data import section
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.storage.keys import keyed
    from infoplane.benchmarks.suites.registry import SUITES

    from .session import Session

    output = Output(json, units)
    session, sections = Session(store, output), []
    for suite in map(find_suite, dict.fromkeys(suites or SUITES)):
        cells = keyed(suite.cells())
        rows = session.rows(suite.name, cells) if suites else session.found(suite.name, cells)
        if not rows.empty:
            sections.append(section(suite, cells, rows, units.each))
    if not sections:
        raise UserError("There are no rows yet: `infoplane run smoke` makes some.")
    words = ["infoplane report", *(suites or ()), *(["--units", units.value] if units is not Units.nats else [])]
    if file.is_dir():
        raise UserError(f"{file} is a folder: give --output the name of a file, like {file / 'report.html'}.")
    write_text(file, page(sections, " ".join(words), units))
    output.wrote([file])
