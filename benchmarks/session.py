"""What the commands do: join suites, store, runner, tables and figures."""

from pathlib import Path

import pandas as pd
from rich.console import Console

from . import tables
from .baseline_rows import combined
from .compare import cells_for, paired
from .errors import Interrupted, UserError
from .names import matches
from .newcomer import Newcomer
from .progress import RunProgress
from .protocol import Cell, Suite
from .rows import Row, cell_id
from .runner import run_cells
from .store import Store
from .summary import frame_of, of_cells, seconds_known, summarise

_LARGE = 5000  # rows, beyond which the committed file is compressed


class Session:
    """A folder with its store and trained compressors, and a console to speak to.

    Parameters
    ----------
    folder : Path
        Holds rows.sqlite and compressors/.
    console : rich.console.Console
    """

    def __init__(self, folder: Path, console: Console) -> None:
        self.database, self.cache, self.console = folder / "rows.sqlite", folder / "compressors", console

    def run(self, suite: str, cells: list[Cell], workers: int, time_limit: float, retry_failed: bool = False) -> None:
        """Run the cells that have no row yet, with a progress bar."""
        with Store(self.database) as store:
            if retry_failed:
                rows = store.rows([cell_id(cell) for cell in cells])
                store.discard(row.cell for row in rows if row.status != "ok")
            expected = seconds_known(combined(frame_of(store.rows()), suite))
            try:
                with RunProgress(self.console, expected, workers) as progress:
                    outcome = run_cells(cells, store, progress, self.cache, workers, time_limit)
            except KeyboardInterrupt:
                raise Interrupted("Stopped. Every finished cell is kept; the same command goes on from there.") from None
        if outcome.failed:
            self.console.print(f"{outcome.failed} of {outcome.made} cells failed; --retry-failed tries them again.")
        self.console.print(f"{suite}: {outcome.kept + outcome.made:,} rows in {self.database}.", highlight=False)

    def rows(self, suite: str, cells: list[Cell]) -> pd.DataFrame:
        """Rows of these cells, from the store and, for what it lacks, from the committed ones."""
        stored = pd.DataFrame(columns=list(Row._fields))
        if self.database.exists():
            with Store(self.database) as store:
                stored = frame_of(store.rows([cell_id(cell) for cell in cells]))
        rows = of_cells(combined(stored, suite), cells)
        if rows.empty:
            raise UserError(f"There are no rows of {suite} yet: `infoplane run {suite}` makes them.")
        return rows

    def table(self, suite: str, cells: list[Cell], form: str, long: bool) -> None:
        """Print the summary."""
        rows = self.rows(suite, cells)
        summary = summarise(rows)
        if form == "csv":
            self.console.out(summary.to_csv(index=False), end="", highlight=False)
            return
        if long:  # too wide for most terminals: left to the reader's pager
            self.console.out(tables.markdown(*tables.full(summary)), end="", highlight=False)
        elif form == "markdown":
            for title, header, lines in tables.overview(summary):
                self.console.out(f"**{title}**\n\n{tables.markdown(header, lines)}", highlight=False)
        else:
            self._show_overview(summary)
        self._tell_missing(rows, cells)

    def write(self, suite: str, cells: list[Cell], output: Path) -> None:
        """Write the rows as CSV, compressed where there are many, and the tables as Markdown."""
        rows = self.rows(suite, cells)
        summary = summarise(rows)
        large = len(rows) > _LARGE
        csv, page = output / f"{suite}.csv{'.gz' if large else ''}", output / "tables" / f"{suite}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        # Without a time stamp, the same rows are the same file.
        rows[list(Row._fields)].to_csv(csv, index=False, compression={"method": "gzip", "mtime": 0} if large else None)
        page.write_text(tables.page(suite, rows, summary), encoding="utf-8")
        self.console.print(f"Wrote {csv} and {page}.", highlight=False)

    def compare(
        self, suite: Suite, label: str, estimator: Newcomer, tasks: str, workers: int, time_limit: float, retry_failed: bool
    ) -> None:
        """Run a newcomer and print it beside the baselines."""
        own = [cell for cell in cells_for(suite, label, estimator) if matches(cell.task.id, tasks)]
        if not own:
            raise UserError(f"No task of {suite.name} is like {tasks!r}; see `infoplane list {suite.name}`.")
        self.run(suite.name, own, workers, time_limit, retry_failed)
        baselines = [cell for cell in suite.cells() if matches(cell.task.id, tasks)]
        rows = self.rows(suite.name, [*own, *baselines])
        self._show_overview(summarise(rows))
        tables.show(
            self.console,
            f"{label} against each baseline, paired by replicate",
            *tables.differences(paired(rows, label)),
        )
        self._tell_missing(rows, [*own, *baselines])

    def figures(self, suite: Suite, output: Path) -> None:
        """Draw every figure the suite has."""
        from .figures import estimate_against_truth

        summary = summarise(self.rows(suite.name, list(suite.cells())))
        if not estimate_against_truth.fits(summary):
            raise UserError(f"The suite {suite.name} has no figures yet; images has.")
        for path in estimate_against_truth.draw(summary, output / "estimate_against_truth"):
            self.console.print(f"Wrote {path}.", highlight=False)

    def _show_overview(self, summary: pd.DataFrame) -> None:
        self.console.print(f"{tables.LEGEND}.")
        for title, header, lines in tables.overview(summary):
            tables.show(self.console, title, header, lines)

    def _tell_missing(self, rows: pd.DataFrame, cells: list[Cell]) -> None:
        missing = len({cell_id(cell) for cell in cells}) - rows["cell"].nunique()
        if missing:
            self.console.print(f"{missing:,} cells have no row yet: run them with `infoplane run`.")
