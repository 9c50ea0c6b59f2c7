"""The figures of the committed rows: all are drawn, equal rows give equal bytes, and nothing is estimated."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.execution import cell as cells
from infoplane.benchmarks.figures.registry import draw_figures
from infoplane.benchmarks.storage.committed import shipped_rows, shipped_suites
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.registry import SUITES

STEMS = {
    "images": ["estimate_against_true_mi", "bias_against_true_mi-images", "time_against_error-images"],
    "code-size": ["error_against_code_size"],
    "divergences": ["error_of_divergences"],
    "images-large": ["bias_against_true_mi-images-large"],
    "images-noisy": ["noise_bracket", "bias_against_true_mi-images-noisy", "time_against_error-images-noisy"],
    "images-10k": ["bias_against_true_mi-images-10k", "time_against_error-images-10k"],
    "lowdim": [*(f"bias_against_true_mi-lowdim-{d}x{d}" for d in (1, 2, 3)), "time_against_error-lowdim"],
    "strong": ["bias_against_true_mi-strong", "time_against_error-strong"],
    "mixed": ["bias_against_true_mi-mixed"],
    "bmi-v1": ["time_against_error-bmi-v1"],
    "bmi-v2": ["time_against_error-bmi-v2"],
    "sample-size": ["error_against_size", "time_against_error-sample-size"],
    "high": ["time_against_error-high"],
    "needs": ["pairs_needed"],
    "dimension": ["dimension_sweep", "time_against_error-dimension"],
    "channels": ["bias_against_true_mi-channels"],
    "staircase": ["bias_against_true_mi-staircase"],
    "highdim": [*(f"bias_against_true_mi-highdim-{d}x{d}" for d in (4, 16, 64)), "time_against_error-highdim"],
}


@pytest.fixture
def draw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., set[str]]:
    """The command, in a folder without a store, while every estimator raises an error; it returns the names of the files."""

    def estimate(*_: object, **__: object) -> None:
        raise AssertionError("a figure estimates")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cells, "run_cell", estimate)
    grids = [grid for suite in SUITES.values() for grid in suite.grids]
    for kind in {type(estimator) for grid in grids for estimator in grid.estimators.values()}:
        monkeypatch.setattr(kind, "estimate", estimate)

    def drawn(*arguments: str) -> set[str]:
        CliRunner().invoke(app, ["figures", *arguments, "--output", "drawn"], catch_exceptions=False)
        assert all(path.stat().st_size > 5000 for path in (tmp_path / "drawn").iterdir())
        return {path.name for path in (tmp_path / "drawn").iterdir()}

    return drawn


def both(*stems: str) -> set[str]:
    return {f"{stem}.{suffix}" for stem in stems for suffix in ("pdf", "png")}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_all_suites_and_the_gallery(draw: Callable[..., set[str]]) -> None:
    assert set(STEMS) <= set(shipped_suites())
    assert draw() >= both("gallery", *(stem for stems in STEMS.values() for stem in stems))


def test_all_figures_are_committed() -> None:
    committed = {path.name for path in (Path(__file__).parents[3] / "results" / "figures").iterdir()}
    assert both("gallery", *(stem for stems in STEMS.values() for stem in stems)) <= committed


def test_the_same_rows_give_the_same_bytes_in_files_that_carry_the_name_of_the_suite(
    draw: Callable[..., set[str]], tmp_path: Path
) -> None:
    assert draw("code-size") == both(*STEMS["code-size"])
    summary = summarise(columns.of_frame(shipped_rows("code-size"), keyed(SUITES["code-size"].cells())))
    again = draw_figures("mine", summary, tmp_path / "mine")
    assert {path.name for path in again} == both("error_against_code_size-mine")
    for one, other in zip(sorted((tmp_path / "drawn").iterdir()), sorted(again), strict=True):
        assert one.read_bytes() == other.read_bytes()
