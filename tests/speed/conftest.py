"""`--table FILE` runs the tests that have a row in the table of speeds, and writes it; `--long` adds those of many minutes."""

import shlex
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from .table import Kept, Table


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", type=Path, default=None, help="write the table of speeds here, in Markdown")
    parser.addoption("--long", action="store_true", help="also make the rows that take many minutes")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: a row of many minutes; `--long` makes it")
    config.stash[_RUN] = _Run(config)


class _Run:
    """What one run has to make, and what it has made."""

    def __init__(self, config: pytest.Config) -> None:
        self.path: Path | None = config.getoption("--table", default=None)
        self.kept = Kept(self.path) if self.path else None
        self.tests: list[str] = []
        self.failed: set[str] = set()


_RUN = pytest.StashKey[_Run]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has no row, where a table is made, and what an interrupted run has made before."""
    run, wanted = config.stash[_RUN], list[pytest.Item]()
    for item in items:
        timed = "table" in getattr(item, "fixturenames", ())
        if timed:
            item.add_marker(pytest.mark.timeout(3600))
            if hasattr(config, "workerinput"):
                item.add_marker(pytest.mark.skip("timings want the machine to themselves: make speed"))
        if item.get_closest_marker("long") and not config.getoption("--long", default=False):
            continue
        if run.kept:
            if not timed:
                continue
            run.tests.append(item.nodeid)
            if item.nodeid in run.kept.tables:
                continue
        wanted.append(item)
    if run.kept and (before := len(set(run.tests) & run.kept.tables.keys())):
        print(f"{before} of {len(run.tests)} tests have their rows from an interrupted run of this code.")
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """The rows of a test, which are shown, and kept where a table is made."""
    table, run = Table(), request.config.stash[_RUN]
    yield table
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print("", *table.rows, *table.parts, sep="\n")
    if run.kept and table.rows:
        run.kept.keep(request.node.nodeid, table)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.config.stash[_RUN].failed.add(item.nodeid)
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the table; forget the rows if none is missing."""
    run = session.config.stash[_RUN]
    if not (run.path and run.kept and run.tests):
        return
    run.path.parent.mkdir(parents=True, exist_ok=True)
    run.path.write_text(run.kept.page(run.tests, shlex.join(["pytest", *sys.argv[1:]])))
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and run.failed <= run.kept.tables.keys():
        run.kept.drop()
    else:
        print("\nSome rows are missing: the same command makes them.")
