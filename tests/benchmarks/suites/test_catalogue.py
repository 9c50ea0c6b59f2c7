"""The catalogue of tasks: their ids, published values, and every true MI against samples of its distribution."""

import re
from collections import defaultdict
from itertools import product
from math import prod

import numpy as np
import pytest

from infoplane.benchmarks.execution.cell import draw
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.suites.protocol import Task
from infoplane.benchmarks.suites.published import PUBLISHED, agrees
from infoplane.benchmarks.suites.tasks_bmi import bmi_v1_tasks, bmi_v2_tasks
from infoplane.benchmarks.suites.true_mi import calibration_score, catalogue, how_verified, mean_pointwise, true_mi_rows
from infoplane.distributions import CorrelatedNormal, NoiseFromY, NoisyImages, Pushforward, SwissRoll, measured_mixture
from infoplane.distributions.images.noisy.from_y import measured_noise
from infoplane.distributions.images.noisy.independent import noisy_information

CATALOGUE = catalogue()
TASKS = list({task.id: task for tasks in CATALOGUE.values() for task in tasks}.values())

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


def kind(task: Task) -> str:
    """The id without its numbers: the family of distributions, whatever the dimension and the true MI."""
    return re.sub(r"-\d[^-]*(?=-|$)|^\d+v\d+-?", "", task.id)


def size(task: Task) -> int:
    return prod(task.distribution.x_shape) + prod(task.distribution.y_shape)


def extremes(tasks: list[Task]) -> list[Task]:
    """The tasks of largest true MI in the fewest and in the most dimensions."""
    fewest, most = min(map(size, tasks)), max(map(size, tasks))
    largest = (max((task for task in tasks if size(task) == least), key=lambda task: task.true_mi) for least in (fewest, most))
    return list({task.id: task for task in largest}.values())


KINDS: dict[str, list[Task]] = defaultdict(list)
for _task in TASKS:
    KINDS[kind(_task)].append(_task)


def check(task: Task) -> None:
    """Samples are finite and repeatable, have the true MI, and come back through the inverses of the maps."""
    distribution = task.distribution
    shapes = (distribution.x_shape, distribution.y_shape)
    n = 2000 if max(map(len, shapes)) < 2 else 200 if max(map(prod, shapes)) < 4000 else 60
    for first, again, shape in zip(draw(task, 50, 0), draw(task, 50, 0), shapes, strict=True):
        assert first.shape == (50, *shape)
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, again)
    if isinstance(distribution, NoisyImages | NoiseFromY):  # their MI is measured again below
        return
    mean, stderr = mean_pointwise(distribution, n, seed=1)
    # The floor of 1e-3: if the pointwise information is nearly constant, a sample has too few exceptions for a normal error.
    assert abs(mean - task.true_mi) < 4.5 * stderr + 1e-3, f"{task.id}: {mean:.4f} +- {stderr:.4f}, not {task.true_mi:.4f}"
    assert abs(calibration_score(distribution, n, seed=2)) < 4.5, task.id
    if isinstance(distribution, Pushforward):
        for injection, z in zip((distribution.x, distribution.y), distribution.base.sample(min(n, 200), rng=2), strict=True):
            image = injection(z)
            rounding = 1e-6 if image.dtype == np.float64 else 5e-3  # far out, a rounding error of a uniform is magnified
            np.testing.assert_allclose(injection.inverse(image), z, rtol=1e-9, atol=rounding, err_msg=task.id)


def check_noise(task: Task, pairs: int) -> None:
    """The stored MI of noisy images is found again, with other samples."""
    noisy = task.distribution
    if isinstance(noisy, NoisyImages):
        bracket = noisy_information(noisy.images, noisy.noise, pairs, rng=9)
        assert task.true_mi < noisy.images.mutual_information + 2 * task.true_mi_stderr  # data processing
    else:
        assert isinstance(noisy, NoiseFromY)
        bracket = measured_noise(noisy, pairs, rng=9)
        assert noisy.clean_information < task.true_mi < noisy.most_information + 2 * task.true_mi_stderr
    room = 4 * bracket.stderr + 2 * task.true_mi_stderr
    assert bracket.lower - room < task.true_mi < bracket.upper + room
    assert bracket.upper - bracket.lower < 0.5


NOISY = {task.id: task for task in CATALOGUE["images-noisy"] if task.true_mi > 0}


@pytest.mark.parametrize(
    "name", ["bumps-16x16-noise-0.05-10", "rectangles-32x32-noise-0.1-2.5", "bumps-16x16-noise-from-y-2.5"]
)
def test_values_of_noisy_images(name: str) -> None:
    check_noise(NOISY[name], 150)


@pytest.mark.slow
@pytest.mark.parametrize("name", NOISY)
def test_all_values_of_noisy_images(name: str) -> None:
    check_noise(NOISY[name], 1000)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name == "textured-rectangles-colour" else ()) for name in KINDS]
)
def test_samples_at_the_extremes(name: str) -> None:
    for task in extremes(KINDS[name]):
        check(task)


@pytest.mark.slow
@pytest.mark.parametrize("tasks", CATALOGUE.values(), ids=CATALOGUE)
def test_samples_of_all_tasks(tasks: tuple[Task, ...]) -> None:
    for task in tasks:
        check(task)


def test_ids_of_the_public_benchmarks() -> None:
    assert (len(bmi_v1_tasks()), len(bmi_v2_tasks())) == (40, 26)
    assert {task.id for task in bmi_v1_tasks()} == V1_IDS
    assert {task.id for task in bmi_v2_tasks()} == V2_IDS
    assert all(task.preprocess == "zscore" for task in (*bmi_v1_tasks(), *bmi_v2_tasks()))


def test_one_id_is_one_distribution() -> None:
    by_id: dict[str, Task] = {}
    for tasks in CATALOGUE.values():
        assert len({task.id for task in tasks}) == len(tasks)
        for task in tasks:
            assert by_id.setdefault(task.id, task) == task
    assert len({identity(task.distribution) for task in TASKS if not task.id.startswith("discrete-mixture")}) > 400


def test_the_numbers_of_an_id_are_its_dimensions() -> None:
    for task in TASKS:
        if found := re.search(r"(\d+)x(\d+)|^(\d+)v(\d+)|-(\d+)-(\d+)-", task.id):
            dims = tuple(int(number) for number in found.groups() if number)
            shapes = (task.distribution.x_shape, task.distribution.y_shape)
            if task.id.startswith(("anti-pca", "ring", "lift", "swiss")):  # maps into other dimensions
                continue
            if "-parameters" not in task.id:
                if "noise-from-y" in task.id:  # a vector Y
                    shapes = (shapes[0], shapes[0])
                assert shapes in (((dims[0],), (dims[1],)), (dims, dims), 2 * ((3, *dims),)), task.id
                assert ("colour" in task.id) == (len(shapes[0]) == 3)


def test_published_values() -> None:
    assert set(PUBLISHED) == V1_IDS | V2_IDS
    by_id = {task.id: task.true_mi for task in TASKS}
    assert [name for name, value in PUBLISHED.items() if not agrees(by_id[name], value)] == []


def test_agreement_is_within_digits_or_standard_errors() -> None:
    assert agrees(0.41334, (0.4133, None))
    assert not agrees(0.41336, (0.4133, None))
    assert agrees(0.539, (0.5, 0.01))
    assert not agrees(0.541, (0.5, 0.01))


def test_true_mi_is_known_precisely() -> None:
    for task in TASKS:
        assert task.true_mi >= 0
        assert task.true_mi_stderr <= (0.1 if isinstance(task.distribution, NoisyImages | NoiseFromY) else 1e-4)


def test_rows() -> None:
    rows = {row.id: row for row in true_mi_rows(n=0)}
    assert len(rows) == len(TASKS)
    waves = rows["2v1-waves-12-5.0-3.0"]
    assert (waves.x_shape, waves.y_shape) == ((2,), (1,))
    assert waves.published == 1.3080
    assert waves.published_stderr == 0.0012
    assert waves.difference == pytest.approx(waves.true_mi - 1.3080)
    assert waves.agrees
    assert waves.pointwise is waves.pointwise_stderr is waves.calibration is None
    assert waves.near_samples
    assert waves.verified == "quadrature, samples, inverse"
    assert rows["clusters-2v2"].stderr > 0
    assert rows["clusters-2v2"].verified == "Monte Carlo, samples"
    assert rows["1v1-normal-0.75"].verified == "closed form, samples"
    assert rows["digits-01-1bit-0.5"].verified == "closed form, bits read from the images, samples"
    unpublished = rows["bumps-16x16-1"]
    assert unpublished.published is unpublished.published_stderr is unpublished.difference is unpublished.agrees is None
    assert sum(row.agrees is True for row in rows.values()) == 53
    assert not any(row.agrees is False for row in rows.values())


def test_rows_with_samples() -> None:
    (row,) = true_mi_rows((bmi_v1_tasks()[0],), n=10_000)
    assert row.pointwise == pytest.approx(row.true_mi, abs=4 * row.pointwise_stderr)
    assert 0 < abs(row.calibration) < 4
    assert row.near_samples
    for sign in (-1, 1):
        assert row._replace(pointwise=row.true_mi + sign * 3.9 * row.pointwise_stderr).near_samples
        assert not row._replace(pointwise=row.true_mi + sign * 4.1 * row.pointwise_stderr).near_samples
        assert row._replace(calibration=sign * 3.9).near_samples
        assert not row._replace(calibration=sign * 4.1).near_samples
    # The error of a Monte Carlo value counts as well.
    assert row._replace(pointwise=row.true_mi + 4.1 * row.pointwise_stderr, stderr=row.pointwise_stderr).near_samples


def test_standard_error_of_the_mean() -> None:
    """Over repetitions, the score of the mean has mean 0 and deviation 1."""
    distribution = CorrelatedNormal(1, 1, (0.8,))
    found = [mean_pointwise(distribution, 200, seed) for seed in range(400)]
    scores = [(mean - distribution.mutual_information) / stderr for mean, stderr in found]
    assert np.mean(scores) == pytest.approx(0, abs=0.25)
    assert np.std(scores) == pytest.approx(1, abs=0.2)


def test_a_distribution_without_a_density() -> None:
    class WithoutDensity:
        x_shape = y_shape = (1,)
        mutual_information = 0.0

        def sample(self, n: int, *, rng: int | None = None) -> tuple[np.ndarray, np.ndarray]:
            return np.zeros((n, 1)), np.zeros((n, 1))

    mapped = Pushforward(WithoutDensity(), SwissRoll())
    for distribution in (WithoutDensity(), mapped):
        (row,) = true_mi_rows((Task("task", distribution),), n=10)
        assert row.pointwise is row.pointwise_stderr is row.calibration is None
        assert row.near_samples
    assert how_verified(mapped).startswith("stated by its author")
    assert how_verified(Pushforward(CorrelatedNormal(1, 1), SwissRoll())) == "closed form, samples, inverse"


def test_standard_errors_reach_the_task() -> None:
    distribution = measured_mixture("clusters-2v2")
    assert Task("task", distribution).true_mi_stderr == distribution.mutual_information_stderr > 0
    assert Task("task", Pushforward(distribution)).true_mi_stderr == distribution.mutual_information_stderr
    assert how_verified(Pushforward(distribution)) == "Monte Carlo, samples"
    assert Task("task", CorrelatedNormal(1, 1)).true_mi_stderr == 0
