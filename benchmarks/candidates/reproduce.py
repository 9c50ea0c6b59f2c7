"""Find a row, and write the Python code that reproduces it."""

import ast
from collections.abc import Callable
from pathlib import Path

from infoplane.benchmarks.analysis.comparisons.remade import base_id, cells_like
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.committed import shipped_rows, shipped_suites
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.identity import public_name
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row, rows_of
from infoplane.benchmarks.suites.registry import suites_like

from .loading import Candidate, candidate
from .programs import Program, program

_SCRIPT = """\
from pathlib import Path

from threadpoolctl import threadpool_limits

{imports}from infoplane.benchmarks.execution.cell import draw, run_cell
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.registry import SUITES

cell = keyed({cells})["{key}"]
x, y = draw(cell.task, cell.n, cell.replicate)  # the samples, for your own use: run_cell draws them again
with threadpool_limits(1):  # as in worker processes: the number of threads changes the last digits
    row = run_cell(cell, cache=Path({cache!r}))
print(row.nats, row.message)
"""


def find_row(database: Path, key: str) -> Row:
    """The row whose key begins with these characters, from the store or from the committed rows.

    Raises
    ------
    UserError
        If there is none, or several.
    """
    found: dict[str, Row] = {}
    if database.exists():
        with Store(database) as store:
            found = {row.cell: row for row in map(Row._make, store.select(prefix=key))}
    if key in found:  # the whole key: committed rows of the same cell come second
        return found[key]
    for suite in shipped_suites():
        keys = shipped_rows(suite, ("cell",))["cell"].astype(str)
        if keys.str.startswith(key).any():
            rows = shipped_rows(suite)
            for row in rows_of(rows[rows["cell"].astype(str).str.startswith(key)]):
                found.setdefault(row.cell, row)
    if not found:
        raise UserError(
            f"No row has a key that begins with {key!r}; `infoplane export rows.csv` lists the keys in the column `cell`."
        )
    if len(found) > 1:
        raise UserError(f"{len(found)} keys begin with {key!r}: {', '.join(sorted(found)[:5])}, ... Give more characters.")
    return found.popitem()[1]


def code_of(row: Row) -> str:
    """The file or installed module that a row names as its estimator; empty for an estimator of infoplane, or a program.

    Rows may come from other people, and importing what a row names runs code that they wrote.
    """
    found = candidate_of(row.configuration)
    return found.code if isinstance(found, Candidate) else ""


def python_of(row: Row, cache: Path, trusted: str = "") -> str | None:
    """A script that makes the row again; None if no suite has its task, or its estimator was edited or is gone.

    Parameters
    ----------
    row : Row
    cache : Path
        Folder of trained compressors.
    trusted : str
        The file or module that may be imported, to check that it is the row's estimator. No other code is run.
    """
    found = candidate_of(row.configuration)
    if code_of(row) not in ("", trusted) or (found is not None and not _unedited(found)):
        return None
    imports, estimator = f"from {cells_like.__module__} import cells_like\n", ""
    if found is not None:
        make, arguments = _maker(found)
        imports += f"from {make.__module__} import {make.__name__}\n"
        estimator = f", {row.estimator!r}, {make.__name__}({', '.join(map(repr, arguments))})"
    for suite in suites_like(base_id(row.task)):
        if row.cell in keyed(cells_like(suite, row.task, row.n, row.replicate, row.estimator, found)):
            cells = f'cells_like(SUITES["{suite.name}"], {row.task!r}, {row.n}, {row.replicate}{estimator})'
            return _SCRIPT.format(imports=imports, cells=cells, key=row.cell, cache=str(cache))
    return None


def candidate_of(configuration: str) -> Candidate | Program | None:
    """The candidate that the configuration describes, if it describes one; its source may have changed since."""
    kind = next((kind for kind in (Candidate, Program) if configuration.startswith(f"{public_name(kind)}(")), None)
    if kind is None:
        return None
    try:
        call = ast.parse(configuration, mode="eval").body
        values = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in getattr(call, "keywords", ())}
        if kind is Program:
            values["files"] = tuple(map(tuple, values["files"]))
        if not all(isinstance(value, str) for name, value in values.items() if name not in ("files", "seconds")):
            return None
        return kind(**values)
    except (SyntaxError, ValueError, TypeError, KeyError, RecursionError, MemoryError):  # infoplane wrote no such configuration
        return None


def _maker(found: Candidate | Program) -> tuple[Callable[..., Candidate | Program], tuple[str, ...]]:
    """The function that found the candidate, and the arguments it was given."""
    if isinstance(found, Program):
        return program, (found.command, found.folder)
    return candidate, (f"{found.location}:{found.name}{found.arguments}", found.folder)


def _unedited(found: Candidate | Program) -> bool:
    if isinstance(found, Candidate):
        return found.is_unedited()
    try:
        return program(found.command, found.folder) == found
    except UserError:  # it is no longer there
        return False
