"""The figure of the noise bracket: it needs all noisy tasks, shows every measured value, and draws codes beside them."""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from infoplane.benchmarks.figures.sweeps import noise_bracket
from infoplane.benchmarks.suites.registry import SUITES

TASKS = SUITES["images-noisy"].tasks


def summary() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"task": task.id, "family": task.family, "n": 10_000, "estimator": label, "mean": task.true_mi + shift, "sd": 0.05}
            for task in TASKS
            for shift, label in enumerate(("AE+G+WKL", "denoising AE+G+WKL"))
        ]
    )


def test_it_fits_the_suite_alone() -> None:
    assert noise_bracket.fits(summary())
    assert not noise_bracket.fits(summary()[lambda rows: ~rows["task"].str.endswith("from-y-5")])


def test_brackets_and_estimates_are_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    figures: list[Figure] = []

    def keep(figure: Figure, stem: Path) -> list[Path]:
        figures.append(figure)
        return [stem]

    monkeypatch.setattr(noise_bracket, "save", keep)
    assert noise_bracket.draw(summary(), tmp_path / "bracket") == [tmp_path / "bracket"]
    panels = figures[0].axes
    assert len(panels) == 3
    for panel, family in zip(panels, ("bumps-16x16-noise-0", "rectangles-32x32-noise-0", "from-y"), strict=True):
        own = [task.true_mi for task in TASKS if family in task.id]
        heights = [value for line in panel.lines if len(line.get_ydata()) < 3 for value in line.get_ydata()]
        for value in own:
            assert min(abs(value - height) for height in heights) < 1e-9
        points = [line for line in panel.lines if len(line.get_ydata()) == len(own)]
        drawn = sorted(tuple(line.get_ydata()) for line in points if line.get_marker() not in ("_", "|", "None", ""))
        assert drawn[0] == pytest.approx(own)
        assert drawn[-1] == pytest.approx([value + 1 for value in own])
