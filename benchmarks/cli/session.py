"""What the commands on a suite do: join suites, store, runner, tables and figures."""

import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from infoplane.benchmarks.analysis import columns, comparison_tables, tables
from infoplane.benchmarks.analysis.comparison import Comparison, cells_for, compared
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.execution.progress import RunProgress
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.execution.runner import Outcome, run_cells
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.storage.atomic import write_text
from infoplane.benchmarks.storage.committed import combined, shipped_rows, shipped_seconds
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.exchange import csv_file
from infoplane.benchmarks.storage.frames import frame_of, of_cells, rows_of
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell, Suite
from infoplane.estimators.protocol import Estimator

from .output import Output

_LARGE = 5000  # rows, beyond which the committed file is compressed


class Session:
    """A folder with its store and trained compressors, and an output to speak through.

    Parameters
    ----------
    folder : Path
        Holds rows.sqlite and compressors/.
    output : Output
    """

    def __init__(self, folder: Path, output: Output) -> None:
        self.database, self.cache, self.output = folder / "rows.sqlite", folder / "compressors", output

    def run(self, suite: str, cells: Iterable[Cell], executor: Executor, limits: Limits, retry_failed: bool = False) -> Outcome:
        """Run the cells that have no row yet, with a progress bar; the executor is spent."""
        cells = list(cells)
        with Store(self.database) as store, _spent(executor):
            if retry_failed:
                wanted = keyed(cells)
                rows = list(store.select(("cell", "status"), list(wanted)))
                store.discard(cell for cell, status in rows if status != "ok" and cell in wanted)
            expected = store.seconds_known() | shipped_seconds(suite)
            with RunProgress(self.output.console, expected, executor) as progress:
                outcome = run_cells(cells, store, progress, self.cache, executor, limits)
        if outcome.failed:
            self.output.say(f"{outcome.failed} of {outcome.made} cells failed; --retry-failed tries them again.")
        kept = outcome.kept + outcome.made + outcome.elsewhere
        self.output.say(f"{suite}: {kept:,} rows in {self.database}.")
        return outcome

    def measures(self, suite: str, cells: dict[str, Cell]) -> pd.DataFrame:
        """The numbers of these cells' rows, from the store and, for what it lacks, from the committed ones.

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
            parts.append(columns.of_rows(rows_of(shipped_rows(suite)), cells))
        found = columns.joined(parts)
        if found.empty:
            raise UserError(f"There are no rows of {suite} yet: `infoplane run {suite}` makes them.")
        return found

    def found(self, suite: str, cells: dict[str, Cell]) -> pd.DataFrame:
        """Those rows in full; none if there are none."""
        stored = pd.DataFrame(columns=list(Row._fields))
        if self.database.exists():
            with Store(self.database) as store:
                stored = frame_of(store.rows(list(cells)))
        return of_cells(combined(stored, suite), cells)

    def rows(self, suite: str, cells: dict[str, Cell]) -> pd.DataFrame:
        """Those rows, or an error if there are none."""
        rows = self.found(suite, cells)
        if rows.empty:
            raise UserError(f"There are no rows of {suite} yet: `infoplane run {suite}` makes them.")
        return rows

    def table(self, suite: str, cells: Iterable[Cell], form: str, long: bool) -> None:
        """Print the summary."""
        wanted = keyed(cells)
        found = self.measures(suite, wanted)
        summary, missing = self.output.in_units(summarise(found)), len(wanted) - len(found)
        if self.output.json:
            self.output.document(suite=suite, units=self.output.units, missing=missing, rows=summary)
            return
        if form == "csv":
            self.output.raw(summary.to_csv(index=False))
            return
        if long:  # too wide for most terminals: left to the reader's pager
            self.output.raw(tables.markdown(*tables.full(summary)))
        elif form == "markdown":
            for title, header, lines in tables.overview(summary):
                self.output.raw(f"**{title}**\n\n{tables.markdown(header, lines)}\n")
        else:
            self._show_overview(summary)
        self._tell_missing(missing)

    def write(self, suite: str, cells: Iterable[Cell], folder: Path) -> list[Path]:
        """Write the rows as CSV, compressed where there are many, and the tables as Markdown."""
        wanted = keyed(cells)
        rows = self.rows(suite, wanted)
        large = len(rows) > _LARGE
        csv, page = folder / f"{suite}.csv{'.gz' if large else ''}", folder / "tables" / f"{suite}.md"
        text = tables.page(suite, rows, summarise(self.measures(suite, wanted)))
        with csv_file(csv) as file:
            rows[list(Row._fields)].to_csv(file, index=False)
        write_text(page, text)
        (folder / f"{suite}.csv{'' if large else '.gz'}").unlink(missing_ok=True)  # the other form, now out of date
        return [csv, page]

    def compare(
        self,
        suite: Suite,
        label: str,
        estimator: Estimator,
        tasks: str,
        executor: Executor,
        limits: Limits,
        retry_failed: bool,
    ) -> tuple[Comparison, int]:
        """Run a candidate and set it beside the baselines; also how many cells have no row yet."""
        own = [cell for cell in cells_for(suite, label, estimator) if matches(cell.task.id, tasks)]
        if not own:
            raise UserError(f"No task of {suite.name} is like {tasks!r}; see `infoplane list {suite.name}`.")
        self.run(suite.name, own, executor, limits, retry_failed)
        wanted = keyed([*own, *(cell for cell in suite.cells() if matches(cell.task.id, tasks))])
        found = self.measures(suite.name, wanted)
        return compared(found, label), len(wanted) - len(found)

    def show_comparison(self, suite: str, comparison: Comparison, missing: int, long: bool, folder: Path | None) -> None:
        """Print a comparison, and draw it into a folder."""
        tables_in_units = {name: self.output.in_units(getattr(comparison, name)) for name in ("summary", "pairs", "verdicts")}
        comparison = replace(comparison, **tables_in_units)
        label, units = comparison.label, self.output.units
        if self.output.json:
            self.output.document(
                suite=suite,
                units=units,
                candidate=label,
                missing=missing,
                rows=comparison.summary,
                pairs=comparison.pairs,
                verdicts=comparison.verdicts,
                rank=vars(comparison.rank),
            )
        elif long:  # too wide for most terminals: left to the reader's pager
            self.output.raw(tables.markdown(*comparison_tables.every_number(comparison)))
        else:
            self._show_overview(comparison.summary)
        if comparison.pairs.empty:
            self.output.say(f"These tasks have no baselines yet: `infoplane run {suite}` makes them; then compare again.")
            return
        if not (self.output.json or long):
            title = f"{label} on each task, paired by replicate; difference in {units} with its 95 % interval"
            tables.show(self.output.console, title, *comparison_tables.by_task(comparison))
            title = f"{label} against each baseline on all tasks"
            tables.show(self.output.console, title, *comparison_tables.overall(comparison))
        self.output.say(comparison_tables.rank_text(comparison))
        self._tell_missing(missing)
        if folder is not None:
            from infoplane.benchmarks.figures import verdicts

            for path in verdicts.draw(comparison, folder / "verdicts", units):
                self.output.say(f"Wrote {path}.")

    def figures(self, suite: Suite, folder: Path) -> list[Path]:
        """Draw every figure the suite has."""
        from infoplane.benchmarks.figures.registry import draw_figures

        written = draw_figures(suite.name, summarise(self.measures(suite.name, keyed(suite.cells()))), folder)
        if not written:
            raise UserError(f"The rows of {suite.name} make no figure; `infoplane table {suite.name}` prints them.")
        return written

    def _show_overview(self, summary: pd.DataFrame) -> None:
        self.output.say(f"{tables.legend(self.output.units)}.")
        for title, header, lines in tables.overview(summary):
            tables.show(self.output.console, title, header, lines)

    def _tell_missing(self, missing: int) -> None:
        if missing:
            self.output.say(f"{missing:,} cells have no row yet: run them with `infoplane run`.")


@contextmanager
def _spent(executor: Executor) -> Iterator[None]:
    """Leave no worker behind, and tell who interrupts how to go on."""
    try:
        yield
        executor.shutdown()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the impatient press twice
        executor.shutdown(wait=False, cancel_futures=True)
        raise Interrupted("Stopped. Every finished cell is kept; the same command goes on from there.") from None
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
