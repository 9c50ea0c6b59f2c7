"""Time against error: which tasks an estimator is judged on."""

import math
from pathlib import Path

import pandas as pd
import pytest

from infoplane.benchmarks.figures import time_against_error
from infoplane.benchmarks.figures.time_against_error import _compared, _points, _reference, _refused


def summary(refused: tuple[str, ...] = ()) -> pd.DataFrame:
    """Four estimators on three tasks and two sizes, with RMSEs 1 to 4; the one named "KSG" refuses some tasks."""
    lines = []
    for rmse, estimator in enumerate(("WKL", "KSG", "KL", "KDE"), start=1):
        for task, factor in (("a", 1.0), ("b", 2.0), ("c", 10.0)):
            for n in (100, 400):
                gone = estimator == "KSG" and task in refused
                lines.append(
                    {
                        "family": "f",
                        "task": task,
                        "estimator": estimator,
                        "n": n,
                        "replicates": 0 if gone else 5,
                        "failures": 5 if gone else 0,
                        "rmse": math.nan if gone else rmse * factor / math.sqrt(n / 100),
                        "rmse_se": 0.1,
                        "seconds": 0.01 * rmse,
                        "true_mi": 1.0,
                        "ceiling": math.nan,
                    }
                )
    return pd.DataFrame(lines)


def test_without_refusals_the_axis_is_the_rmse_of_all_tasks() -> None:
    data = summary()
    assert not _refused(data)
    points = _points(data, "").set_index(["estimator", "n"])
    assert points.loc[("WKL", 100), "rmse"] == pytest.approx(math.sqrt((1 + 4 + 100) / 3))
    assert set(points["tasks"]) == {3}


def test_a_refusal_leaves_the_tasks_of_the_others_in() -> None:
    data = summary(refused=("c",))
    assert _refused(data)
    assert _reference(data) == "WKL"
    points = _points(data, "WKL").set_index(["estimator", "n"])
    assert points.loc[("KL", 400), "tasks"] == 3  # not 2, as if c were dropped for all
    assert points.loc[("KSG", 400), "tasks"] == 2
    # Each ratio is over the tasks of both: the large error of c counts for neither of KSG and its reference.
    assert points.loc[("KSG", 400), "rmse"] == pytest.approx(2.0)
    assert points.loc[("KL", 400), "rmse"] == pytest.approx(3.0)
    assert points.loc[("WKL", 400), ["rmse", "se"]].tolist() == [1.0, 0.0]
    assert points.loc[("WKL", 100), "rmse"] == pytest.approx(2.0)  # against itself at the largest n


def test_pairs_without_a_common_task_are_left_out() -> None:
    data = summary(refused=("a", "b", "c"))
    assert ("KSG", 400) not in _compared(data, "WKL")
    assert not time_against_error.fits(data)  # three estimators make no comparison


def test_the_figure_says_what_its_axis_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = []
    monkeypatch.setattr(time_against_error, "save", lambda figure, _: figures.append(figure) or [])
    time_against_error.draw(summary(), tmp_path / "a")
    time_against_error.draw(summary(refused=("c",)), tmp_path / "b")
    plain, relative = (figure.axes[0] for figure in figures)
    assert plain.get_ylabel() == "RMSE (nats)"
    assert "relative to the reference" in relative.get_ylabel()
    assert "reference: weighted Kozachenko-Leonenko (WKL)" in relative.get_title().replace("\n", " ")
    assert [text.get_text() for text in plain.texts] == []
    assert {text.get_text() for text in relative.texts} == {"2"}
