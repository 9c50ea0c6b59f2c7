"""A row and the Python that makes it again."""

import ast
from collections.abc import Callable
from pathlib import Path

from infoplane.benchmarks.analysis.comparison import cells_for
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.committed import shipped_rows
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.identity import public_name
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row, rows_of
from infoplane.benchmarks.suites.registry import SUITES

from .loading import Candidate, candidate
from .programs import Program, program
from .sources import file_of

_OF_SUITE = """\
from pathlib import Path

from threadpoolctl import threadpool_limits

from infoplane.benchmarks.execution.cell import draw, run_cell
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.registry import SUITES

cell = keyed(SUITES["{suite}"].cells())["{key}"]
x, y = draw(cell.task, cell.n, cell.replicate)  # to look at: the row draws them again
with threadpool_limits(1):  # as the workers do: threads change the last digits
    row = run_cell(cell, cache=Path({cache!r}))
print(row.nats, row.message)
"""

_OF_CANDIDATE = """\
from pathlib import Path

from threadpoolctl import threadpool_limits

from infoplane.benchmarks.execution.cell import draw, run_cell
from infoplane.benchmarks.analysis.comparison import cells_for
from {module} import {kind}
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.registry import SUITES

cell = keyed(cells_for(SUITES["{suite}"], {label!r}, {kind}({how})))["{key}"]
x, y = draw(cell.task, cell.n, cell.replicate)  # to look at: the row draws them again
with threadpool_limits(1):  # as the workers do: threads change the last digits
    row = run_cell(cell, cache=Path({cache!r}))
print(row.nats, row.message)
"""


def find_row(database: Path, key: str) -> Row:
    """The row whose cell begins so, from the store or from the committed rows.

    Raises
    ------
    UserError
        If there is none, or several.
    """
    found: dict[str, Row] = {}
    if database.exists():
        with Store(database) as store:
            found = {row.cell: row for row in map(Row._make, store.select(prefix=key))}
    for suite in SUITES:
        rows = shipped_rows(suite)
        for row in rows_of(rows[rows["cell"].astype(str).str.startswith(key)]):
            found.setdefault(row.cell, row)
    if not found:
        raise UserError(f"No row's cell begins with {key!r}; `infoplane export rows.csv` lists them.")
    if len(found) > 1:
        raise UserError(f"{len(found)} cells begin with {key!r}: {', '.join(sorted(found)[:5])}, ... Write more of it.")
    return found.popitem()[1]


def code_of(row: Row) -> str:
    """The file or installed module that a row names as its estimator; empty for an estimator of infoplane, or a program.

    The row may come from somebody else, and importing what it names would run code of its choice.
    """
    found = _candidate(row.configuration)
    if not isinstance(found, Candidate):
        return ""
    file = file_of(found.location, Path(found.folder)) if found.folder else None
    return str(file or found.location)


def python_of(row: Row, cache: Path, trusted: str = "") -> str | None:
    """A script that makes the row again; None if its task or its estimator is nowhere to be found.

    Parameters
    ----------
    row : Row
    cache : Path
        Folder of trained compressors.
    trusted : str
        The file or module that may be imported, to check that it is the row's estimator. No other code is run.
    """
    found = _candidate(row.configuration)
    if code_of(row) not in ("", trusted) or (found is not None and not _unedited(found)):
        return None
    for suite in SUITES.values():
        if row.task not in {task.id for task in suite.tasks}:
            continue
        if found is None:
            if row.cell in keyed(suite.cells()):
                return _OF_SUITE.format(suite=suite.name, key=row.cell, cache=str(cache))
        elif row.cell in keyed(cells_for(suite, row.estimator, found)):
            place = {"suite": suite.name, "label": row.estimator, "key": row.cell, "cache": str(cache)}
            make, arguments = _maker(found)
            how = ", ".join(map(repr, arguments))
            return _OF_CANDIDATE.format(module=make.__module__, kind=make.__name__, how=how, **place)
    return None


def _candidate(configuration: str) -> Candidate | Program | None:
    """The candidate that the configuration describes, if it does; its source may have changed since."""
    kind = next((kind for kind in (Candidate, Program) if configuration.startswith(f"{public_name(kind)}(")), None)
    if kind is None:
        return None
    try:
        call = ast.parse(configuration, mode="eval").body
        values = {str(given.arg): ast.literal_eval(given.value) for given in getattr(call, "keywords", ())}
        if kind is Program:
            values["files"] = tuple(map(tuple, values["files"]))
        return kind(**values)
    except (SyntaxError, ValueError, TypeError, KeyError):  # another program's text
        return None


def _maker(found: Candidate | Program) -> tuple[Callable[..., Candidate | Program], tuple[str, ...]]:
    """The function that found the candidate, and the arguments it was given."""
    if isinstance(found, Program):
        return program, (found.command, found.folder)
    return candidate, (f"{found.location}:{found.name}", found.folder)


def _unedited(found: Candidate | Program) -> bool:
    make, arguments = _maker(found)
    try:
        return make(*arguments) == found
    except UserError:  # it is no longer there
        return False
