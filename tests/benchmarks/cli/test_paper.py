"""The command `paper` draws from rows alone, and says what it lacks."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution import cell as cells


@pytest.fixture(autouse=True)
def nothing_is_estimated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def estimate(*_: object, **__: object) -> None:
        raise AssertionError("a figure estimates")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cells, "run_cell", estimate)


def paper(*arguments: str) -> str:
    return CliRunner().invoke(app, ["paper", *arguments, "--output", "drawn"], catch_exceptions=False).output


@pytest.mark.parametrize("figure", ["g", *(pytest.param(each, marks=pytest.mark.slow) for each in "BHJ")])
def test_a_figure(figure: str, tmp_path: Path) -> None:
    printed = paper(figure)
    drawn = tmp_path / "drawn" / "figures" / f"paper-{figure.upper()}.png"
    assert f"Wrote {drawn.relative_to(tmp_path)}." in printed
    assert "lacks" not in printed  # every row is committed
    assert drawn.stat().st_size > 20_000


@pytest.mark.slow
def test_all_figures_and_the_table(tmp_path: Path) -> None:
    paper()
    names = {path.name for path in (tmp_path / "drawn").rglob("*.*")}
    assert names >= {f"paper-{letter}.pdf" for letter in "ABCDEFGHJ"} | {"paper-A-dimension.png", "paper-reference.md"}


def test_what_is_unknown_is_said() -> None:
    with pytest.raises(UserError, match="There is no figure 'I': the figures are A, B"):
        paper("I")
    with pytest.raises(UserError, match=r"There is no plane of mine.npz yet: add --run"):
        paper("H", "--data", "mine.npz")


@pytest.mark.slow
def test_the_plane_of_other_data() -> None:
    assert "paper-H-digits.png" in paper("H", "--data", "digits")


def test_data_without_test_images_is_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "colours.npz", train_x=rng.random((9, 3, 8, 8)), train_y=np.arange(9) % 3)
    with pytest.raises(UserError, match="lacks test_x, test_y"):
        paper("H", "--data", "colours.npz", "--run")
