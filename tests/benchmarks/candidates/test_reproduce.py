"""A row of another person may name code: `infoplane show` shows its name, and imports it only if the user asks for it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage import exchange
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.registry import SUITES

KEY = "0123456789abcdef"


def evil_file(folder: Path) -> tuple[str, str, str]:
    return str(folder / "evil.py"), "", str(folder / "evil.py")


def evil_module(folder: Path) -> tuple[str, str, str]:
    return "evil", str(folder), str(folder / "evil.py")


def row_of(location: str, folder: str) -> Row:
    cell = next(SUITES["smoke"].cells())
    configuration = f"infoplane.benchmarks.Candidate(location={location!r}, name='f', source='0', folder={folder!r})"
    return failed_row(cell, "ok", "")._replace(cell=KEY, configuration=configuration, nats=1.0)


def show(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["show", KEY, *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("kind", [evil_file, evil_module])
def test_the_code_that_an_imported_row_names_is_not_run(kind: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    trace = tmp_path / "trace"
    (tmp_path / "evil.py").write_text(f"open({str(trace)!r}, 'w').close()\ndef f(x, y):\n    return 0.0\n")
    location, folder, named = kind(tmp_path)  # type: ignore[operator]
    exchange.write([row_of(location, folder)], tmp_path / "theirs.csv")
    assert CliRunner().invoke(app, ["import", "theirs.csv"], catch_exceptions=False).exit_code == 0
    text = show()
    assert f"Its estimator is the code in {named}, which has not been imported." in text
    assert f"infoplane show {KEY} --trust {named}" in text
    assert json.loads(show("--json"))["code"] == named
    show("--trust", "another.py")
    assert not trace.exists()
    assert "it cannot be made again" in show("--trust", named)  # its source is not that of the row
    assert trace.exists()


def test_trust_in_one_module_is_not_trust_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Location and name of this row, joined by a colon, would read as the file `os:evil.py`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "os:evil.py").write_text("open('trace', 'w').close()\ndef f(x, y):\n    return 0.0\n")
    row = row_of("os", str(tmp_path))
    row = row._replace(configuration=row.configuration.replace("name='f'", "name='evil.py:f'"))
    exchange.write([row], tmp_path / "theirs.csv")
    assert CliRunner().invoke(app, ["import", "theirs.csv"], catch_exceptions=False).exit_code == 0
    assert json.loads(show("--json"))["code"] == "os"
    assert "it cannot be made again" in show("--trust", "os")
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "open('trace', 'w'))",
        "location=open('trace', 'w'), name='', source='')",
        "location=1, name=2, source=3, folder=[])",
        f"location={'-' * 50_000}1, name='', source='')",
    ],
    ids=["cut off", "runs", "runs for a value", "no texts", "nested"],
)
def test_a_configuration_that_no_candidate_wrote(arguments: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    row = row_of("", "")._replace(configuration=f"infoplane.benchmarks.Candidate({arguments}")
    exchange.write([row], tmp_path / "theirs.csv")
    assert CliRunner().invoke(app, ["import", "theirs.csv"], catch_exceptions=False).exit_code == 0
    assert "it cannot be made again" in show()
    assert not (tmp_path / "trace").exists()
