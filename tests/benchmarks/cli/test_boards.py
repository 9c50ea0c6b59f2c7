"""The commands `board` and `verify`, from a candidate's run to its line, and what they refuse."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.board.boards import BOARDS
from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage import exchange
from infoplane.benchmarks.suites.registry import SUITES

CODE = '''
import numpy as np

open("imported", "a").close()


def first(x, y):
    """MI as if only the first columns mattered, and were normal."""
    return -0.5 * np.log(1 - np.corrcoef(x[:, 0], y[:, 0])[0, 1] ** 2)


class Drawn:
    def estimate(self, x, y, rng=None):
        return np.random.default_rng(rng).normal()
'''


def infoplane(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.stdout


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows of two candidates on three tasks of bmi-v1, beside ours."""
    folder = tmp_path_factory.mktemp("theirs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        Path("my.py").write_text(CODE)
        run = ("--suite", "bmi-v1", "--tasks", "1v1-*", "--n", "300", "--replicates", "2", "--no-baselines", "--workers", "1")
        infoplane("compare", "my.py:first", "my.py:Drawn", *run)
        infoplane("export", "rows.csv", "--suite", "bmi-v1")
    return folder / "rows.csv"


def verify(file: Path, *options: str, status: int = 0) -> dict[str, object]:
    found: dict[str, object] = json.loads(infoplane("verify", str(file), "--workers", "1", "--json", *options, status=status))
    return found


def test_rows_agree_wherever_the_code_lies(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`Drawn` draws random numbers: their seed follows from the row, not from the place of the code."""
    monkeypatch.chdir(tmp_path)
    Path("my.py").write_text(CODE)
    found = verify(file, "--code", "my.py:Drawn", "--seed", "1")
    assert (found["agrees"], found["same"], found["seed"], found["remarks"]) == (True, 5, 1, [])
    cells = found["cells"]
    assert isinstance(cells, list)
    assert {cell["estimator"] for cell in cells} == {"Drawn"}
    assert verify(file, "--code", "my.py:Drawn", "--seed", "1")["cells"] == cells
    text = infoplane("verify", str(file), "--code", "my.py:first", "--workers", "1")
    assert "drawn with --seed " in text
    assert "They agree: of 5 cells 5 same, 0 close, 0 different." in text


def test_an_edited_estimate_is_found(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my.py").write_text(CODE)
    rows = exchange.read(file)
    place = next(i for i, row in enumerate(rows) if row.estimator == "first")
    rows[place] = rows[place]._replace(nats=rows[place].true_mi, stderr=9.0)
    exchange.write(rows, Path("edited.csv"))
    found = verify(Path("edited.csv"), "--code", "my.py:first", "--share", "1", status=1)
    assert (found["agrees"], found["different"]) == (False, 1)


def test_other_code_of_the_same_name_is_said(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my.py").write_text(CODE.replace("-0.5 *", "-0.4 *"))
    found = verify(file, "--code", "my.py:first", status=1)
    assert found["agrees"] is False
    assert found["remarks"] == ["This code, or the name of its file, differs from that which made the rows."]


def test_rows_run_no_code_by_themselves(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"rows of (first|Drawn), .* name the code that makes them, like --code my\.py:"):
        infoplane("verify", str(file))
    assert not (tmp_path / "imported").exists()


def test_rows_of_our_own_estimators_need_no_code(file: Path) -> None:
    found = verify(file, "--estimators", "Gaussian copula", "--seed", "3")
    assert found["agrees"]
    cells = found["cells"]
    assert isinstance(cells, list)
    assert [cell["estimator"] for cell in cells] == ["Gaussian copula"] * 8  # 2 % of 400


def test_a_row_whose_key_is_not_its_own_is_passed_over(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my.py").write_text(CODE)
    rows = [row._replace(n=301) for row in exchange.read(file) if row.estimator == "first"]
    exchange.write(rows, Path("edited.csv"))
    with pytest.raises(UserError, match=r"No row of edited\.csv can be made again here"):
        infoplane("verify", "edited.csv", "--code", "my.py:first")


def test_a_candidate_stands_on_the_page(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which here shows the board of its suite alone, and no advice."""
    monkeypatch.setattr("infoplane.benchmarks.board.sections.BOARDS", [each for each in BOARDS if each.name == "bmi-v1"])
    monkeypatch.setattr("infoplane.benchmarks.board.advice.choices", list)
    text = infoplane("board", "--output", str(tmp_path), "--add", str(file))
    tasks = {task.id for task in SUITES["bmi-v1"].tasks}
    own = [row for row in exchange.read(file) if row.estimator in ("first", "Drawn") and row.task in tasks]
    assert f"rows.csv: {len(own)} rows of a candidate, as the file states them; " in text
    page, table = ((tmp_path / name).read_text(encoding="utf-8") for name in ("board.html", "board.md"))
    assert 'data-estimator="first" data-n="300" data-kind="candidate"' in page
    assert "**all 40 tasks, n = 300**" in table
    assert "infoplane board --add rows.csv" in table


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "There is no file"),
        ("a.txt", "x", "is neither .csv"),
        ("a.csv", "x\n1\n", "holds no rows of infoplane"),
    ],
)
def test_bad_files_get_one_sentence(name: str, content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    for command in (("board", "--output", str(tmp_path / "out"), "--add"), ("verify",)):
        with pytest.raises(UserError, match=message):
            infoplane(*command, str(tmp_path / name))
    assert not (tmp_path / "out").exists()


def test_the_output_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="is a file: give --output the name of a folder"):
        infoplane("board", "--output", str(tmp_path / "file"))
