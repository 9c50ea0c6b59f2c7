"""The results of a suite: the rows of the user's store, and the committed rows of cells that the store lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.committed import combined, of_cells, shipped_rows
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.row import Row, frame_of
from infoplane.benchmarks.suites.protocol import Cell

from . import columns


@dataclass(frozen=True)
class Results:
    """Rows of a folder, completed by the committed rows.

    Parameters
    ----------
    folder : Path
        Holds rows.sqlite and compressors/; it need not exist.
    """

    folder: Path

    @property
    def database(self) -> Path:
        """The file that holds the rows."""
        return self.folder / "rows.sqlite"

    @property
    def compressors(self) -> Path:
        """The folder of trained compressors."""
        return self.folder / "compressors"

    def numbers(self, suite: str, cells: Mapping[str, Cell]) -> pd.DataFrame:
        """The numbers of these cells' rows, with the columns of `columns.of_store`.

        Raises
        ------
        UserError
            If there are none.
        """
        parts = []
        if self.database.exists():
            with Store(self.database) as store:
                parts.append(columns.of_store(store, cells))
        if not parts or len(parts[0]) < len(cells):
            parts.append(columns.of_frame(shipped_rows(suite, columns.COLUMNS), cells))
        found = columns.joined(parts)
        if found.empty:
            raise no_rows(suite)
        return found

    def lacking(self, suite: str, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """Those of the cells that have no row, neither here nor among the committed ones."""
        found: set[str] = set(shipped_rows(suite, ["cell"])["cell"])
        if self.database.exists():
            with Store(self.database) as store:
                found |= {cell for (cell,) in store.select(["cell"], list(cells))}
        return {key: cell for key, cell in cells.items() if key not in found}

    def rows(self, suite: str, cells: Mapping[str, Cell]) -> pd.DataFrame:
        """These cells' rows with all their columns; an empty frame if there are none."""
        stored = pd.DataFrame(columns=list(Row._fields))
        if self.database.exists():
            with Store(self.database) as store:
                stored = frame_of(store.rows(list(cells)))
        return of_cells(combined(stored, suite), cells)


def no_rows(suite: str) -> UserError:
    """The error for a suite without rows."""
    return UserError(f"There are no rows of {suite} yet: `infoplane run {suite}` makes them.")
