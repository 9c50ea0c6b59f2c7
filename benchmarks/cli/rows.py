"""Commands on rows: show one, export, import and merge them."""

import json as json_text
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import printable
from infoplane.benchmarks.units import Units

from .options import DEFAULT_STORE, JsonOption, StoreOption, UnitsOption, find_suite, suite_names
from .output import Output

if TYPE_CHECKING:
    from infoplane.benchmarks.storage.exchange import Added


def show(
    cell: Annotated[str, typer.Argument(help="A cell's key, or its first characters.", metavar="CELL")],
    trust: Annotated[
        str, typer.Option("--trust", help="Import this file or module, which the row names as its estimator.", metavar="CODE")
    ] = "",
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Print a row, and the Python that makes it again.

    If the row names a file or module as its estimator, that code is imported only if --trust names it too.
    """
    from infoplane.benchmarks.candidates.reproduce import code_of, find_row, python_of

    row = find_row(store / "rows.sqlite", cell)
    output, code, python = Output(json, units), code_of(row), python_of(row, store / "compressors", trust)
    values = row._asdict() | {"details": json_text.loads(row.details)}
    for name in ("true_mi", "true_mi_stderr", "nats", "stderr"):
        values[name] = None if values[name] is None else values[name] * units.per_nat
    values = {units.value if name == "nats" else name: value for name, value in values.items()}
    if json:
        output.document(units=units, row=values, code=code or None, python=python)
        return
    for name, value in values.items():
        output.raw(f"{name:<16} {printable(str(value))}\n")
    if code not in ("", trust):
        output.say(
            f"\n# Its estimator is the code in {code}, which has not been imported. If you trust that code, "
            f"`infoplane show {cell} --trust {shlex.quote(code)}` imports it and prints the Python that makes the row again."
        )
    else:
        output.raw(f"\n{python or '# No suite and no unedited source here makes this cell: it cannot be made again.'}\n")


def export(
    file: Annotated[Path, typer.Argument(help="A .csv or .parquet file.", metavar="FILE")],
    suite: Annotated[
        str, typer.Option("--suite", help="Only rows of this suite, with the committed ones.", autocompletion=suite_names)
    ] = "",
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Write rows to a CSV or Parquet file, in nats.

    With --suite: those of the store and the committed ones, of baselines and candidates. Tables and comparisons can be made
    again from the file alone: `infoplane table FILE`, `infoplane compare NAME --rows FILE`.
    """
    from infoplane.benchmarks.analysis.exported import groups_of, rows_of_suite
    from infoplane.benchmarks.storage import exchange
    from infoplane.benchmarks.storage.database import Store

    if suite:
        chosen = find_suite(suite)
        rows = rows_of_suite(chosen, store / "rows.sqlite")
        count = exchange.write(rows, file, partial(groups_of, first=[chosen]))
    else:
        with Store(_existing(store / "rows.sqlite")) as opened:
            count = exchange.write(opened.each_row(), file, groups_of)
    output = Output(json)
    if json:
        output.document(file=str(file), rows=count)
    else:
        output.say(f"Wrote {count:,} rows to {file}.")


def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV or Parquet files of rows.", metavar="FILE...")],
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Add the rows of CSV or Parquet files to the store."""
    from infoplane.benchmarks.storage import exchange
    from infoplane.benchmarks.storage.database import Store

    read = {file: exchange.read(file) for file in files}  # if one file is damaged, no file is imported
    with Store(store / "rows.sqlite") as opened:
        _tell({file: exchange.add(opened, rows) for file, rows in read.items()}, {}, {}, Output(json))


def merge(
    stores: Annotated[list[Path], typer.Argument(help="Folders of other stores, or their rows.sqlite.", metavar="STORE...")],
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Add the rows of other stores, damaged ones included.

    Their information planes and trained compressors are copied too. Pickles are not copied, so nothing that is copied can run
    code.
    """
    from infoplane.benchmarks.storage import exchange, plane_rows, recovery
    from infoplane.benchmarks.storage.database import Store

    added, lost, planes = {}, {}, {}
    databases = [_existing(other / "rows.sqlite" if other.is_dir() else other) for other in stores]
    with Store(store / "rows.sqlite") as opened:
        for database in databases:
            rows, lost[database] = recovery.readable_rows(database)
            added[database] = exchange.add(opened, rows)
            found, broken = recovery.readable_planes(database)
            planes[database] = len(found.rows), plane_rows.take(opened, found) if found.runs else 0, broken
            recovery.copy_files(database.parent, store)
    _tell(added, lost, planes, Output(json))


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UserError(f"There is no store {path}; `infoplane run` makes one.")
    return path


def _tell(added: dict[Path, "Added"], lost: dict[Path, int], planes: dict[Path, tuple[int, int, bool]], output: Output) -> None:
    if output.json:
        output.document(
            files=[
                {"file": str(path), "added": a.added, **a._asdict(), "unreadable": lost.get(path, 0)}
                | dict(zip(("plane_rows", "plane_rows_added", "planes_broken"), planes.get(path, (0, 0, False)), strict=True))
                for path, a in added.items()
            ]
        )
        return
    for path, a in added.items():
        output.say(f"{path}: {a.offered:,} rows, {a.added:,} of them new.")
        for count, what in (
            (a.differing, "of the others have another number than the row here, which was kept."),
            (lost.get(path), "of 4,096 ranges of keys could not be read: `infoplane run` makes their rows again."),
        ):
            if count:
                output.say(f"  {count:,} {what}")
        offered, new, broken = planes.get(path, (0, 0, False))
        if offered:
            output.say(f"  {offered:,} rows of information planes, {new:,} of them new.")
        if broken:
            output.say("  Other rows of information planes could not be read: `infoplane plane` makes them again.")
