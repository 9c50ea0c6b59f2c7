"""Estimators with a critic: near the true MI, unbiased at independence, reproducible, and marked if under-trained."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from infoplane.distributions import Chain, CorrelatedNormal, GaussianBump, NormalCDF, Pushforward
from infoplane.estimators import FDIME, MINE, NWJ, SMILE, Estimate, Estimator, InfoNCE, JensenShannon, TrainingDivergedError
from infoplane.estimators.critics.critic_networks import FILTERS
from infoplane.estimators.critics.variational import Variational

FAMILY: dict[str, Variational] = {
    "MINE": MINE(),
    "Donsker-Varadhan": MINE(ema=1),
    "NWJ": NWJ(),
    "InfoNCE": InfoNCE(),
    "JS": JensenShannon(),
    "SMILE": SMILE(),
    "f-DIME GAN": FDIME(),
    "f-DIME KL": FDIME(divergence="KL"),
    "separable MINE": MINE(head="separable"),
}
QUICK = {name: replace(one, hidden=32, layers=2, max_steps=150, negatives=3) for name, one in FAMILY.items()}
SHORT = {name: replace(one, max_steps=40) for name, one in QUICK.items()}


def draw(nats: float, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, rng=seed)


def replicates(estimator: Variational, nats: float, n: int, count: int) -> list[Estimate]:
    """Estimates from independent samples, trained side by side."""
    return estimator.estimate_stack([draw(nats, n, seed) for seed in range(count)], range(count))


@pytest.mark.parametrize("name", QUICK)
def test_follows_the_protocol_and_comes_near_the_true_mi(name: str) -> None:
    assert isinstance(QUICK[name], Estimator)
    estimate = QUICK[name].estimate(*draw(1.0, 2000), rng=0)
    assert estimate.stderr is not None
    assert abs(estimate.nats - 1.0) < 4 * estimate.stderr + 0.1
    assert 0.01 < estimate.stderr < 0.12
    assert estimate.ceiling == pytest.approx(math.log(400) if name == "InfoNCE" else math.log(400 * 20))
    details = estimate.details
    assert 0 < details["best_step"] <= details["steps"] <= 150
    assert details["objective_train"] == pytest.approx(details["objective_report"], abs=0.3)
    assert len({details[f"objective_{split}"] for split in ("train", "select", "report")}) == 3


@pytest.mark.parametrize("name", SHORT)
def test_no_upward_bias_at_independence_and_no_clipping(name: str) -> None:
    estimates = np.array([float(one) for one in replicates(SHORT[name], 0.0, 400, 8)])
    assert estimates.mean() <= 4 * estimates.std(ddof=1) / math.sqrt(len(estimates))
    assert estimates.min() < 0


def test_the_value_is_that_of_the_report_split() -> None:
    """Where the value is the criterion, the two agree."""
    estimate = SHORT["MINE"].estimate(*draw(1.0, 400), rng=0)
    assert estimate.details["objective_report"] == pytest.approx(estimate.nats, abs=1e-5)


def test_a_lower_bound_stays_below_where_the_sample_is_small() -> None:
    for name in ("MINE", "InfoNCE"):
        assert np.mean([float(one) for one in replicates(QUICK[name], 3.0, 400, 3)]) < 3.0


def test_same_rng_same_number_whatever_the_threads_and_torch_left_alone() -> None:
    x, y = draw(1.0, 400)
    before, threads, state = x.copy(), torch.get_num_threads(), torch.random.get_rng_state()
    numbers = []
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            numbers.append(float(SHORT["MINE"].estimate(x, y, rng=3)))
    finally:
        torch.set_num_threads(threads)
    assert numbers[0] == pytest.approx(numbers[1], abs=1e-4)
    assert numbers[0] != float(SHORT["MINE"].estimate(x, y, rng=4))
    assert torch.equal(state, torch.random.get_rng_state())
    assert (x == before).all()


@pytest.mark.parametrize("name", ["MINE", "InfoNCE", "separable MINE"])
def test_side_by_side_gives_the_numbers_of_one_by_one(name: str) -> None:
    samples, estimator = [draw(nats, 400, 7) for nats in (0.0, 1.0, 2.0)], replace(QUICK[name], patience=4)
    together = estimator.estimate_stack(samples, [0, 1, 2])
    alone = [estimator.estimate(*pair, rng=seed) for seed, pair in enumerate(samples)]
    assert len({one.details["steps"] for one in alone}) > 1, "the replicates should stop at different steps"
    for one, other in zip(together, alone, strict=True):
        assert one.nats == pytest.approx(other.nats, abs=1e-3)
        assert (one.details["steps"], one.details["parameters"]) == (other.details["steps"], other.details["parameters"])


def test_a_stack_of_images_gives_the_numbers_of_one_by_one_and_leaves_torch_alone() -> None:
    rng = np.random.default_rng(0)
    samples = [(rng.normal(size=(100, 4, 4)), rng.normal(size=(100, 1))) for _ in range(2)]
    estimator, state = replace(SHORT["MINE"], max_steps=5), torch.random.get_rng_state()
    together = estimator.estimate_stack(samples, [0, 1])
    assert [one.nats for one in together] == [estimator.estimate(*pair, rng=seed).nats for seed, pair in enumerate(samples)]
    assert torch.equal(state, torch.random.get_rng_state())


def test_a_stack_follows_the_rule_of_all_samples() -> None:
    x, y = draw(1.0, 400)
    estimator = replace(SHORT["MINE"], max_steps=5)
    holed = np.where(np.arange(400)[:, None] < 10, np.nan, x)
    with pytest.raises(ValueError, match="10 of 400 rows have missing values"):
        estimator.estimate_stack([(holed, y)], [0])
    [found] = estimator.estimate_stack([(holed, y)], [0], missing="drop")
    assert found.nats == pytest.approx(estimator.estimate(x[10:], y[10:], rng=0).nats, abs=1e-6)
    assert found.details["dropped_rows"] == 10
    with pytest.raises(ValueError, match="x has columns of labels beside columns of numbers, which MINE does not take"):
        estimator.estimate_stack(
            [(np.column_stack([x, np.arange(400) % 2]), y)], [0], discrete=([False] * x.shape[1] + [True], False)
        )


def test_samples_of_two_sizes_are_not_stacked() -> None:
    with pytest.raises(ValueError, match="one shape"):
        QUICK["MINE"].estimate_stack([draw(1.0, 400), draw(1.0, 300)], [0, 1])


def test_units_and_outliers_do_not_matter() -> None:
    x, y = draw(1.0, 400)
    plain = float(QUICK["MINE"].estimate(x, y, rng=0))
    assert float(QUICK["MINE"].estimate(1000 * x + 5, y / 7, rng=0)) == pytest.approx(plain, abs=1e-2)
    far = x.copy()
    far[0] = 1e12
    assert float(QUICK["MINE"].estimate(far, y, rng=0)) == pytest.approx(plain, abs=0.2)


def test_images_are_given_convolutions_unless_dense_is_asked_for() -> None:
    bumps = Chain((NormalCDF(), GaussianBump(8)))
    distribution = Pushforward(CorrelatedNormal.with_mutual_information(2.0, 2, 2), bumps, bumps)
    images, quick = distribution.sample(400, rng=0), replace(QUICK["MINE"], max_steps=80)
    estimate = quick.estimate(*images, rng=0)
    assert 0.7 < estimate.nats < 2.4
    towers = 2 * (FILTERS * 9 + FILTERS)
    assert estimate.details["parameters"] == towers + (2 * FILTERS * 16) * 32 + 32 + 32 * 32 + 32 + 32 + 1
    strided = replace(quick, critic="strided").estimate(*images, rng=0)
    assert 0.7 < strided.nats < 2.4
    towers = 2 * (16 + 16 + 9 * 16 * 32 + 32 + 32 * FILTERS + FILTERS)
    assert strided.details["parameters"] == towers + (2 * FILTERS * 16) * 32 + 32 + 32 * 32 + 32 + 32 + 1
    dense = replace(quick, max_steps=1, critic="dense").estimate(*images, rng=0)
    assert dense.details["parameters"] == 128 * 32 + 32 + 32 * 32 + 32 + 32 + 1


def test_x_may_be_images_and_y_labels() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=600)
    images = rng.normal(size=(600, 3, 9, 6))
    images[:, 0, :, :3] += 2 * labels[:, None, None]
    assert 0.7 < float(QUICK["MINE"].estimate(images, labels, rng=0)) < math.log(3) + 0.2


def test_an_undertrained_critic_is_marked() -> None:
    x, y = draw(2.0, 1000)
    assert MINE(max_steps=20, learning_rate=1e-2, patience=None).estimate(x, y, rng=0).converged is False
    assert MINE(max_steps=400, patience=3).estimate(x, y, rng=0).converged is True


def test_divergence_raises_an_error_with_its_remedy() -> None:
    x, y = draw(1.0, 400)
    with pytest.raises(TrainingDivergedError, match=r"at step \d+ of 150: lower the learning rate \(now 1e\+06\)"):
        replace(QUICK["NWJ"], learning_rate=1e6).estimate(x, y, rng=0)


def test_bad_input_is_refused_with_its_remedy() -> None:
    x, y = draw(1.0, 100)
    with pytest.raises(ValueError, match="y is constant"):
        QUICK["MINE"].estimate(x, np.ones((100, 2)))
    with pytest.raises(ValueError, match="Draw more samples"):
        QUICK["MINE"].estimate(x[:10], y[:10])
    with pytest.raises(ValueError, match="needs images"):
        replace(QUICK["MINE"], critic="convolutional").estimate(x, y)


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": 0},
        {"layers": 0},
        {"negatives": 0},
        {"ema": 0.0},
        {"ema": 1.1},
        {"negatives": 256},
        {"critic": "big"},
        {"head": "x"},
    ],
    ids=str,
)
def test_parameters_are_validated(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        MINE(**change)  # type: ignore[arg-type]


def test_parameters_of_single_estimators_are_validated() -> None:
    assert MINE(negatives=255, ema=1.0).negatives == 255
    with pytest.raises(ValueError, match="tau > 0; got 0"):
        SMILE(tau=0)
    with pytest.raises(ValueError, match="divergence"):
        FDIME(divergence="JS")  # type: ignore[arg-type]
