"""The command `calibrate`: calibrate the intervals of `estimate_mi` on the rows of the suite `calibration`."""

import json as json_text
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError

from .options import DEFAULT_STORE, JsonOption, StoreOption, find_suite
from .output import Output
from .table import say_missing

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.estimators.automatic.calibration import Calibration

_SUITE = "calibration"
_FILE = "calibration.json"


def calibrate(
    output: Annotated[
        Path, typer.Option("--output", help="The JSON file of the calibration, or the folder that it is in.")
    ] = Path("estimators/automatic") / _FILE,
    page: Annotated[Path, typer.Option("--page", help="The Markdown file of the tables.")] = Path(
        "results/tables/calibrated-intervals.md"
    ),
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Calibrate the intervals of `estimate_mi`.

    It reads the rows of the suite calibration, and estimates nothing. It writes the weights and factors that make the intervals
    of `estimate_mi`, and tables that judge the intervals of each family by a calibration made without that family.
    """
    from infoplane.benchmarks.analysis.known_keys import keyed_suite
    from infoplane.benchmarks.analysis.results import Results, no_rows
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.studies import calibration_tables
    from infoplane.benchmarks.studies.calibration_rows import LABELS, calibration_of, judged, values

    file = output / _FILE if output.is_dir() else output
    if not file.parent.is_dir():
        raise UserError(f"There is no folder {file.parent}: run this in the checkout, or name another file by --output.")
    suite = find_suite(_SUITE)
    cells = keyed_suite(suite)
    rows = Results(store).rows(_SUITE, cells)
    if rows.empty:
        raise no_rows(_SUITE)
    tables = {name: values(rows, label, suite.groups) for name, label in LABELS.items()}
    found = {name: calibration_of(table) for name, table in tables.items()}
    failed = int((rows["status"] != "ok").sum())
    text = calibration_tables.page({name: judged(table) for name, table in tables.items()}, failed)
    write_text(file, document(found))
    write_text(page, text)
    speaker = Output(json)
    if not json:
        say_missing(speaker, len(cells) - len(rows))
    speaker.wrote([file, page])


def document(calibrations: "dict[str, Calibration]") -> str:
    """The text of the JSON file."""
    return json_text.dumps({name: asdict(one) for name, one in calibrations.items()}, indent=1, sort_keys=True) + "\n"
