"""The figure of codes of several sizes: which rows it takes, and which markers are white."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.figures.sweeps import error_against_code_size
from infoplane.benchmarks.suites.estimators import CODE_SIZES
from infoplane.benchmarks.suites.registry import SUITES
from tests.benchmarks.conftest import made_up


def summary() -> pd.DataFrame:
    """Two estimators, all sizes; all codes but "true" and "auto" have a flag."""
    rows = {f"{name}, {size}": [1.0 + 0.1 * place, 1.1] for name in ("KSG", "WKL") for place, size in enumerate(CODE_SIZES)}
    table = made_up(rows)
    return summarise(table.assign(flagged=~table["estimator"].str.endswith((", true", ", auto"))))


def test_it_fits_codes_of_several_sizes_alone() -> None:
    assert error_against_code_size.fits(summary())
    assert not error_against_code_size.fits(summarise(made_up({"KSG": [1.0, 1.1], "Plug-in, uncorrected": [1.0, 1.2]})))


def test_flagged_codes_are_white(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    drawn: list[Figure] = []
    monkeypatch.setattr(error_against_code_size, "save", lambda figure, output: drawn.append(figure) or [])
    error_against_code_size.draw(summary(), tmp_path / "figure")
    (axis,) = drawn[0].axes
    white = [line for line in axis.lines if line.get_markerfacecolor() == "white"]
    assert [list(np.asarray(line.get_xdata(), float)) for line in white] == [[0, 2, 3], [0, 2, 3]]
    assert [label.get_text() for label in axis.get_xticklabels()] == ["−1", "true", "+1", "+2", "auto"]


def test_the_suite_has_every_size_for_every_estimator() -> None:
    labels = {cell.label for cell in SUITES["code-size"].cells()}
    assert labels == {f"{name}, {size}" for name in ("KSG", "WKL", "G+WKL") for size in CODE_SIZES}
    sizes = {
        (cell.task.family, cell.label): cell.estimator.x.n_components  # type: ignore[attr-defined]
        for cell in SUITES["code-size"].cells()
        if cell.label.startswith("KSG")
    }
    assert [sizes["bumps-16x16", f"KSG, {size}"] for size in CODE_SIZES] == [1, 2, 3, 4, "auto"]
    assert [sizes["rectangles-32x32", f"KSG, {size}"] for size in CODE_SIZES] == [3, 4, 5, 6, "auto"]
