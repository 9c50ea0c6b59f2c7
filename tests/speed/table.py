"""The table of speeds: a row for every measurement, kept until the table is whole, and written as Markdown.

The rows of each test are kept in `build/` as soon as it has ended, so that an interrupted run continues where it stopped. Rows
of another commit, or of files that were edited since, are dropped: they are of other code.
"""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest
import torch

from .timing import is_disturbed

ROOT = Path(__file__).parents[2]
_FORMATS = {"s": "{:.3g} s", "MB": "{:.0f} MB", "%": "{:.0%}", "": "{:.2f}"}
_PAGE = """# Speed

Made by `{command}`,
on {machine}, load {load:.1f} at the end; Python {python}, {packages}.

Seconds are medians of runs that alternate, on the wall, with {threads} threads, unless the row says otherwise. Where no rival
is named, it is scikit-learn on one core. "Per core" is the ratio of processor times, which other users of the machine disturb
little. A bar is what was aimed for; "not judged" means that others used the machine.

| work | ours | rival | ratio | per core | bar | met |
|---|---|---|---|---|---|---|
{rows}
"""
_PARTS = """
## Where the time goes

Of one run, on the wall unless the row says otherwise.

| work | part | taken |
|---|---|---|
{parts}
"""
_LIMITS = """
## What limits the bars that are missed

{limits}
"""


@dataclass
class Table:
    """The rows that one test adds."""

    rows: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    def at_most(
        self,
        work: str,
        ours: float,
        bar: float,
        unit: str = "s",
        *,
        rival: float | None = None,
        on_the_wall: bool = True,
        limit: str = "",
    ) -> None:
        """Add a row whose value should not exceed the bar, and assert that, unless others use the machine.

        `limit` says what a miss is due to.
        """
        rivals = ["", ""] if rival is None else [_FORMATS[unit].format(rival), f"{rival / ours:.1f}x"]
        shown = f"{bar:.0%}" if unit == "%" else f"{bar:g} {unit}".strip()
        self._judge([work, _FORMATS[unit].format(ours), *rivals, "", shown], ours <= bar, on_the_wall, limit)

    def faster(
        self,
        work: str,
        ours: float,
        rival: float,
        bar: float | None,
        *,
        per_core: float | None = None,
        on_the_wall: bool = True,
    ) -> None:
        """Add a row of seconds against those of a rival, and assert that the ratio reaches the bar, if there is one."""
        cells = [*(_FORMATS["s"].format(value) for value in (ours, rival)), f"{rival / ours:.1f}x"]
        cells += ["" if per_core is None else f"{per_core:.1f}x", "" if bar is None else f"{bar:.3g}x"]
        self._judge([work, *cells], None if bar is None else rival / ours >= bar, on_the_wall, "")

    def part(self, work: str, part: str, taken: float) -> None:
        """Add what a part of a work takes."""
        self.parts.append(f"| {work} | {part} | {_FORMATS['s'].format(taken)} |")

    def _judge(self, cells: Sequence[str], met: bool | None, on_the_wall: bool, limit: str) -> None:
        disturbed = met is False and on_the_wall and is_disturbed()
        verdict = "" if met is None else "not judged" if disturbed else "yes" if met else "no"
        self.rows.append(f"| {' | '.join([*cells, verdict])} |")
        if met is False and limit:
            self.limits.append(f"* {cells[0]}: {limit}")
        if disturbed:
            pytest.skip(f"{self.rows[-1]} others use the machine")
        assert met is not False, self.rows[-1]


class Kept:
    """The tables of all tests by their names, in a file."""

    def __init__(self, path: Path) -> None:
        self._file = ROOT / "build" / f"{path.stem}-rows.json"
        self._code = _code()
        found = json.loads(self._file.read_text()) if self._file.exists() else {}
        self.tables = {test: Table(**table) for test, table in found.get(self._code, {}).items()}

    def keep(self, test: str, table: Table) -> None:
        """Add the table of a test."""
        self.tables[test] = table
        self._file.parent.mkdir(exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps({self._code: {name: vars(one) for name, one in self.tables.items()}}, indent=1))
        part.replace(self._file)

    def drop(self) -> None:
        """Forget all, for the next run."""
        self._file.unlink(missing_ok=True)

    def page(self, tests: Sequence[str], command: str) -> str:
        """The table of these tests, in this order, in Markdown."""
        tables = [self.tables[test] for test in tests if test in self.tables]
        accelerator = f", {torch.cuda.get_device_name()}" if torch.cuda.is_available() else ""
        page = _PAGE.format(
            command=command,
            machine=f"{_processor()}, {os.cpu_count()} cores{accelerator}",
            load=os.getloadavg()[0],
            python=platform.python_version(),
            packages=", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "scikit-learn", "torch", "infoplane")),
            threads=os.environ.get("OMP_NUM_THREADS", os.cpu_count()),
            rows="\n".join(row for table in tables for row in table.rows),
        )
        parts = [part for table in tables for part in table.parts]
        limits = [limit for table in tables for limit in table.limits]
        page += _PARTS.format(parts="\n".join(parts)) if parts else ""
        return page + (_LIMITS.format(limits="\n".join(limits)) if limits else "")


def _code() -> str:
    """The commit, and a hash of what was edited since. The results are no code: the table that is made is one of them."""
    commit, edits = _git("rev-parse", "HEAD").strip(), _git("diff", "HEAD", "--", ":!results")
    return f"{commit.decode()}+{sha256(edits).hexdigest()}" if edits else commit.decode()


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False).stdout


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())
