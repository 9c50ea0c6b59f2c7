"""One cell: seeds, preprocessing, and failures as rows."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA

from infoplane.benchmarks.execution import cell as cell_module
from infoplane.benchmarks.execution.cell import draw, run_cell, zscored
from infoplane.benchmarks.suites.protocol import Task
from infoplane.benchmarks.suites.tasks_images import bump_tasks, rectangle_tasks
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, Compressed, Estimate
from tests.benchmarks.small_runs import Logged, make_cells


def test_every_estimator_sees_the_same_samples() -> None:
    task = Task("t", CorrelatedNormal(1, 1, (0.5,)))
    first, again = draw(task, 20, 3), draw(task, 20, 3)
    assert (first[0] == again[0]).all()
    assert (draw(task, 20, 4)[0] != first[0]).all()


@pytest.mark.parametrize("tasks", [bump_tasks, rectangle_tasks])
def test_images_show_the_parameters_of_their_twin(tasks: Any) -> None:
    for image, twin in zip(tasks(), tasks(parameters=True), strict=True):
        pictures, _ = draw(image, 30, 1)
        parameters, _ = draw(twin, 30, 1)
        last_step = image.distribution.x.steps[1]
        np.testing.assert_allclose(last_step.inverse(pictures), parameters, atol=1e-9)
        assert image.true_mi == twin.true_mi


def test_zscore_leaves_labels_and_images_alone() -> None:
    labels, images = np.arange(4), np.ones((4, 3, 3))
    assert zscored(labels) is labels
    assert zscored(images) is images
    columns = zscored(np.array([[1.0, 5.0], [3.0, 5.0]]))
    np.testing.assert_allclose(columns, [[-1, 0], [1, 0]])
    columns = zscored(np.random.default_rng(0).normal(3, 0.2, (50, 3)))
    np.testing.assert_allclose([columns.mean(axis=0), columns.std(axis=0)], [[0] * 3, [1] * 3], atol=1e-12)


def test_a_good_cell(tmp_path: Path) -> None:
    cell = make_cells(KSG())[0]
    row = run_cell(cell, tmp_path)
    assert row == run_cell(cell, tmp_path)._replace(seconds=row.seconds, peak_mb=row.peak_mb)
    assert (row.status, row.true_mi, row.n, row.replicate) == ("ok", pytest.approx(1.0), 60, 0)
    assert row.nats is not None
    assert row.stderr is not None
    assert row.seconds is not None
    assert row.seconds > 0
    assert row.configuration == "infoplane.estimators.KSG@2()"
    assert "numpy" in row.versions
    assert json.loads(row.details)["ceiling"] > 0


@pytest.mark.parametrize(("peak", "growth"), [(100.0, 0.0), (99.0, 0.0), (100.25, 0.25), (None, None)])
def test_growth_is_what_the_peak_exceeds(
    peak: float | None, growth: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_module, "reset_peak_memory", lambda: 100.0)
    monkeypatch.setattr(cell_module, "peak_memory", lambda: peak)
    assert run_cell(make_cells(KSG())[0], tmp_path).peak_mb == growth


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def perf_counter(self) -> float:
        return self.now


class Heavy:
    """An estimator that loads for a hundred seconds and estimates for one."""

    clock = Clock()

    def warm_up(self) -> None:
        self.clock.now += 100

    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Estimate:
        self.clock.now += 1
        return Estimate(0.0)


@pytest.mark.parametrize("estimator", [Heavy(), Compressed(Heavy(), x=PCA(1))], ids=["itself", "behind a compressor"])
def test_loading_is_no_part_of_the_time_of_an_estimate(estimator: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_module, "time", Heavy.clock)
    assert run_cell(make_cells(estimator, 1)[0], tmp_path).seconds == 1


class Nan:
    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> float:
        return float("nan")


class Plain:
    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> float:
        return 0.5


class Text:
    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Any:
        return "high"


@pytest.mark.parametrize(
    ("estimator", "status", "message"),
    [
        (Plain(), "ok", ""),
        (Nan(), "nan", "the estimate is nan"),
        (Text(), "error", "ValueError: could not convert"),
        (Logged("/dev/null", "raise RuntimeError('two\\nlines')"), "error", "RuntimeError: two lines"),
        (Logged("/dev/null", "raise MemoryError('big')"), "memory", "MemoryError: big"),
        (Logged("/dev/null", "import numpy; numpy.ones(2**55)"), "memory", "MemoryError: Unable to allocate"),
        (Logged("/dev/null", "raise SystemExit(3)"), "error", "SystemExit: 3"),
    ],
    ids=["number", "nan", "text", "raises", "memory", "allocates", "exits"],
)
def test_every_outcome_gives_a_row(estimator: Any, status: str, message: str, tmp_path: Path) -> None:
    row = run_cell(make_cells(estimator)[0], tmp_path)
    assert row.status == status
    assert row.message.startswith(message)
    assert (row.nats is None) == (status != "ok")


def test_estimate_details_reach_the_row(tmp_path: Path) -> None:
    class Detailed:
        def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Estimate:
            return Estimate(1.0, 0.1, {"steps": 3})

    assert json.loads(run_cell(make_cells(Detailed())[0], tmp_path).details) == {"steps": 3.0}
