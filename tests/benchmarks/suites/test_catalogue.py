"""The task catalogue: ids to the letter, published truths, and every truth against samples of its distribution."""

import time
from itertools import product

import numpy as np
import pytest

from infoplane.benchmarks.execution.cell import draw
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.suites.protocol import Task
from infoplane.benchmarks.suites.published_truths import PUBLISHED, agrees
from infoplane.benchmarks.suites.tasks_bmi import BMI_V1, BMI_V2
from infoplane.benchmarks.suites.truths import calibration_score, catalogue, how_verified, mean_pointwise, truth_rows
from infoplane.distributions import CorrelatedNormal, Pushforward, SwissRoll, measured_mixture

SUITES = catalogue()
TASKS = list({task.id: task for tasks in SUITES.values() for task in tasks}.values())
VECTORS = [task for task in TASKS if max(len(task.distribution.x_shape), len(task.distribution.y_shape)) < 2]
IMAGES = [task for task in TASKS if task not in VECTORS]

SPARSE = [f"multinormal-sparse-{d}-{d}-2-2.0" for d in (3, 5, 25)]
V1_NAMES = """
    1v1-normal-0.75 normal_cdf-1v1-normal-0.75 1v1-additive-0.1 1v1-additive-0.75 1v1-bimodal-0.75
    wiggly-1v1-normal-0.75 half_cube-1v1-normal-0.75 student-identity-1-1-1 asinh-student-identity-1-1-1
    swissroll_x-normal_cdf-1v1-normal-0.75 multinormal-dense-2-2-0.5 multinormal-dense-3-3-0.5
    multinormal-dense-5-5-0.5 multinormal-dense-25-25-0.5 multinormal-dense-50-50-0.5 multinormal-sparse-2-2-2-2.0
    multinormal-sparse-3-3-2-2.0 multinormal-sparse-5-5-2-2.0 multinormal-sparse-25-25-2-2.0 student-identity-2-2-1
    student-identity-2-2-2 student-identity-3-3-2 student-identity-3-3-3 student-identity-5-5-2 student-identity-5-5-3
    asinh-student-identity-2-2-1 asinh-student-identity-3-3-2 asinh-student-identity-5-5-2
"""
V1_IDS = {
    *V1_NAMES.split(),
    *(f"{prefix}-{name}" for prefix, name in product(("normal_cdf", "half_cube", "spiral", "spiral-normal_cdf"), SPARSE)),
}
V2_NAMES = """
    1v1-additive-0.75 asinh-student-identity-1-1-1 asinh-student-identity-2-2-1 asinh-student-identity-3-3-2
    asinh-student-identity-5-5-2 swissroll_x-normal_cdf-1v1-normal-0.75 multinormal-dense-5-5-0.5
    multinormal-dense-25-25-0.5 multinormal-dense-50-50-0.5 multinormal-sparse-5-5-2-2.0
    multinormal-sparse-25-25-2-2.0 spiral-multinormal-sparse-3-3-2-2.0 spiral-multinormal-sparse-5-5-2-2.0 1v1-X-0.9
    1v1-AI 2v1-waves-12-5.0-3.0 2v1-galaxy-0.5-3.0 3v1-concentric_gaussians-5 5v1-concentric_gaussians-5
    3v1-concentric_gaussians-10 5v1-concentric_gaussians-10 25v1-concentric_gaussians-5
    mult-sparse-w-inliers-5-5-2-2.0-0.2 mult-sparse-w-inliers-25-25-2-2.0-0.2 mult-sparse-w-inliers-5-5-2-2.0-0.5
    mult-sparse-w-inliers-25-25-2-2.0-0.5
"""
V2_IDS = set(V2_NAMES.split())


def test_ids_of_the_public_benchmarks() -> None:
    assert (len(BMI_V1), len(BMI_V2)) == (40, 26)
    assert {task.id for task in BMI_V1} == V1_IDS
    assert {task.id for task in BMI_V2} == V2_IDS
    assert len(V1_IDS | V2_IDS) == 53


def test_one_id_is_one_distribution() -> None:
    by_id: dict[str, Task] = {}
    for tasks in SUITES.values():
        assert len({task.id for task in tasks}) == len(tasks)
        for task in tasks:
            assert by_id.setdefault(task.id, task) == task
            assert isinstance(identity(task.distribution), str)


@pytest.mark.parametrize("task", [*BMI_V1, *BMI_V2], ids=lambda task: task.id)
def test_published_truths(task: Task) -> None:
    assert task.preprocess == "zscore"
    assert agrees(task.true_mi, PUBLISHED[task.id])
    # The numbers in an id are its dimensions.
    if task.id.split("-")[0].endswith("v1"):
        assert task.distribution.y_shape == (1,)


def test_every_published_value_is_of_a_task() -> None:
    assert set(PUBLISHED) <= {task.id for task in TASKS}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_samples_have_the_truth(task: Task) -> None:
    mean, stderr = mean_pointwise(task.distribution, 4000 if task in VECTORS else 200, seed=1)
    assert mean is not None
    assert stderr is not None
    # Informations near a constant have too few exceptions in a sample for a normal error: the floor is for them.
    assert abs(mean - task.true_mi) < 4.5 * stderr + 1e-3, f"{mean:.4f} +- {stderr:.4f}, truth {task.true_mi:.4f}"


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_pointwise_information_is_calibrated(task: Task) -> None:
    assert abs(calibration_score(task.distribution, 4000 if task in VECTORS else 200, seed=2)) < 4.5


@pytest.mark.parametrize(
    "task", [task for task in TASKS if isinstance(task.distribution, Pushforward)], ids=lambda task: task.id
)
def test_maps_lead_back(task: Task) -> None:
    distribution = task.distribution
    assert isinstance(distribution, Pushforward)
    for injection, z in zip((distribution.x, distribution.y), distribution.base.sample(200, 2), strict=True):
        np.testing.assert_allclose(injection.inverse(injection(z)), z, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("task", VECTORS, ids=lambda task: task.id)
def test_samples_are_finite_and_repeatable(task: Task) -> None:
    for first, again, shape in zip(
        draw(task, 50, 0), draw(task, 50, 0), (task.distribution.x_shape, task.distribution.y_shape), strict=True
    ):
        assert first.shape == (50, *shape)
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("tasks", SUITES.values(), ids=SUITES)
def test_truths_are_known_well(tasks: tuple[Task, ...]) -> None:
    for task in tasks:
        assert task.true_mi >= 0
        assert task.true_mi_stderr <= 1e-4


def test_rows_of_truths() -> None:
    rows = {row.id: row for row in truth_rows(n=0)}
    assert len(rows) == len(TASKS)
    waves = rows["2v1-waves-12-5.0-3.0"]
    assert (waves.x_shape, waves.y_shape) == ((2,), (1,))
    assert waves.published == 1.3080
    assert waves.difference == pytest.approx(waves.true_mi - 1.3080)
    assert waves.agrees
    assert waves.verified == "quadrature, samples, inverse"
    assert rows["clusters-2v2"].stderr > 0
    assert rows["clusters-2v2"].verified == "Monte Carlo, samples"
    assert rows["1v1-normal-0.75"].verified == "closed form, samples"
    assert rows["bumps-16x16-1"].published is None
    assert sum(row.agrees is True for row in rows.values()) == 53
    assert not any(row.agrees is False for row in rows.values())


def test_rows_with_samples() -> None:
    (row,) = truth_rows((BMI_V1[0],), n=10_000)
    assert row.pointwise == pytest.approx(row.true_mi, abs=4 * row.pointwise_stderr)
    assert 0 < abs(row.calibration) < 4
    assert row.near_samples
    assert not row._replace(pointwise=row.true_mi + 5 * row.pointwise_stderr).near_samples
    assert not row._replace(calibration=-4.1).near_samples


def test_a_distribution_without_a_density_gives_no_mean() -> None:
    class Opaque:
        x_shape = y_shape = (1,)
        mutual_information = 0.0

        def sample(self, n: int, rng: int | None = None) -> tuple[np.ndarray, np.ndarray]:
            return np.zeros((n, 1)), np.zeros((n, 1))

    assert mean_pointwise(Opaque(), 10) == (None, None)
    assert mean_pointwise(Pushforward(Opaque(), SwissRoll()), 10) == (None, None)
    assert how_verified(Pushforward(Opaque(), SwissRoll())) == "closed form, inverse"


def test_standard_errors_reach_the_task() -> None:
    distribution = measured_mixture("clusters-2v2")
    assert Task("task", distribution).true_mi_stderr == distribution.mutual_information_stderr
    assert Task("task", Pushforward(distribution)).true_mi_stderr == distribution.mutual_information_stderr
    assert how_verified(Pushforward(distribution)) == "Monte Carlo, samples"
    assert Task("task", CorrelatedNormal(1, 1)).true_mi_stderr == 0


def test_truths_are_quick() -> None:
    start = time.perf_counter()
    assert len(list(truth_rows())) == len(TASKS)
    assert time.perf_counter() - start < 20
