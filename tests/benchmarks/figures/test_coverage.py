"""The figure of coverage: its curves and places are those of the numbers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from infoplane.benchmarks import words
from infoplane.benchmarks.figures import coverage
from tests.benchmarks.conftest import made_up


def numbers_of(estimators: tuple[str, ...]) -> pd.DataFrame:
    """Families a and b; intervals contain the true MI in a, and in b only at high levels."""
    parts = []
    for family, error in (("a", 0.0), ("b", 0.15)):
        own = made_up({name: [1.0 + error] * 4 for name in estimators}, task=family).assign(family=family)
        parts.append(own.assign(lower=own["nats"] - 0.2, upper=own["nats"] + 0.2))
    return pd.concat(parts, ignore_index=True)


def drawn(monkeypatch: pytest.MonkeyPatch, numbers: pd.DataFrame) -> Figure:
    figures: list[Figure] = []
    monkeypatch.setattr(coverage, "save", lambda figure, _stem: figures.append(figure) or [])
    coverage.draw(numbers, {"a": "other", "b": "elliptical"}, Path("unused"))
    (figure,) = figures
    return figure


def test_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    top, bottom = drawn(monkeypatch, numbers_of(("auto", "KSG", "Gaussian"))).axes
    curves = {line.get_label(): np.asarray(line.get_ydata()).tolist() for line in top.lines}
    assert curves[f"{words.estimator('auto')}, other"] == [1.0] * len(coverage.LEVELS)
    assert curves[f"{words.estimator('KSG')}, elliptical"] == [float(level > 0.85) for level in coverage.LEVELS]
    assert not any("Gaussian" in str(label) for label in curves)
    assert [text.get_text() for text in bottom.get_yticklabels()] == ["a", "b"]
    places = [line for line in bottom.lines if line.get_label() in map(words.estimator, ("auto", "KSG"))]
    assert [np.asarray(line.get_xdata()).tolist() for line in places] == [[1.0, 1.0], [1.0, 1.0]]


def test_files_are_written(tmp_path: Path) -> None:
    paths = coverage.draw(numbers_of(("KSG", "G+WKL")), {"a": "other", "b": "elliptical"}, tmp_path / "coverage")
    assert sorted(path.name for path in paths) == ["coverage.pdf", "coverage.png"]
    assert all(path.stat().st_size > 2000 for path in paths)


def test_without_intervals_there_is_no_figure(tmp_path: Path) -> None:
    bare = numbers_of(("KSG",)).assign(lower=np.nan, upper=np.nan)
    assert coverage.draw(bare, {"a": "other"}, tmp_path / "coverage") == []
    assert coverage.draw(numbers_of(("Gaussian",)), {"a": "other"}, tmp_path / "coverage") == []
    assert coverage.draw(numbers_of(("KSG",)), {}, tmp_path / "coverage") == [], "no mean over a group"
