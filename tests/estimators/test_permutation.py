"""The permutation test: its level under independence, its power, its null, for independent rows and for series."""

import io
import sys

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KL, KSG, Estimate, Estimator, Gaussian, PlugIn, permutation_test

from .series import autoregressive

SCHEMES = ("shuffle", "shift", "block")


def rejections(estimator: Estimator, samples: int, memory: float, correlation: float, scheme: str) -> int:
    """In how many samples, two series of 1,000 rows each, p is at most .05: one of twenty where nothing depends."""
    pairs = (autoregressive(seed, 1000, memory, correlation) for seed in range(samples))
    tests = (permutation_test(estimator, x, y, 39, rng=seed, scheme=scheme) for seed, (x, y) in enumerate(pairs))  # type: ignore[arg-type]
    return sum(test.p_value <= 0.05 for test in tests)


def test_independence_is_rejected_as_often_as_the_level_says() -> None:
    """Of 200 independent samples, p <= 0.1 in 10 %: between 4 % and 17 %, except in one run of a thousand."""
    p_values = []
    for seed in range(200):
        x, y = np.random.default_rng(seed).normal(size=(2, 60, 1))
        p_values.append(permutation_test(Gaussian(), x, y, 19, rng=seed).p_value)
    assert 0.04 < np.mean(np.array(p_values) <= 0.1) < 0.17
    assert 0.4 < np.mean(p_values) < 0.65


def test_dependence_is_found() -> None:
    x, y = CorrelatedNormal.with_mutual_information(0.3, 2, 2).sample(400, rng=0)
    found = permutation_test(KSG(), x, y, 49, rng=0)
    assert found.p_value == 1 / 50
    assert found.estimate == KSG().estimate(x, y)
    assert found.null.shape == (49,)
    assert abs(found.null.mean()) < 0.05 < float(found.estimate)


def test_shuffles_of_independent_series_reject() -> None:
    """What shifts and blocks mend. The flag says so."""
    assert rejections(KSG(), 10, 0.95, 0.0, "shuffle") >= 8
    x, y = autoregressive(0, 1000, 0.95)
    for scheme, flags in zip(SCHEMES, (1, 0, 0), strict=True):
        assert len(permutation_test(Gaussian(), x, y, 1, scheme=scheme).flags) == flags  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["shift", "block"])
def test_independent_series_pass_and_dependent_ones_do_not(scheme: str) -> None:
    assert rejections(KSG(), 12, 0.95, 0.0, scheme) <= 2
    assert rejections(Gaussian(), 20, 0.95, 0.6, scheme) >= 18


@pytest.mark.slow
@pytest.mark.parametrize(
    ("memory", "scheme"), [(0.0, "shuffle"), (0.0, "shift"), (0.0, "block"), (0.95, "shift"), (0.95, "block")]
)
def test_level_and_power_on_200_samples(memory: float, scheme: str) -> None:
    """Rejected at level .05: 10 of 200 on average, and more than 20 in one of 1,000 runs."""
    assert rejections(Gaussian(), 200, memory, 0.0, scheme) <= 20
    assert rejections(Gaussian(), 200, memory, 0.6, scheme) >= 180


def test_equal_estimates_are_equal_up_to_rounding() -> None:
    """The order of a sum changes its last bits, but not what it says."""

    class Mean:
        def estimate(self, x: object, y: np.ndarray, *, rng: object = None) -> Estimate:
            return Estimate(float(sum(y[:, 0])) / len(y))

    for scale in (1e-3, 1.0, 1e6):
        y = np.random.default_rng(0).normal(scale, scale, (200, 1))
        found = permutation_test(Mean(), y, y, 49, rng=0)
        assert len(set(found.null.tolist())) > 1
        assert found.p_value == 1.0
    ids = np.arange(100)  # every pair of labels is unique, however they are paired
    assert permutation_test(PlugIn(), ids, ids, 49, rng=0, discrete=True).p_value == 1.0


@pytest.mark.parametrize(("value", "p_value"), [(np.inf, 1 / 10), (np.nan, 1.0), (-np.inf, 1.0)])
def test_estimates_that_are_not_finite(value: float, p_value: float) -> None:
    """An infinite one is above every finite one. NaN says nothing, so it counts against dependence."""

    class First:
        def __init__(self) -> None:
            self.values = iter([value, *[1.0] * 9])

        def estimate(self, x: object, y: object, *, rng: object = None) -> Estimate:
            return Estimate(next(self.values))

    assert permutation_test(First(), np.eye(5), np.eye(5), 9).p_value == p_value


def test_repeated_measurements_are_no_independent_draws() -> None:
    """Fifty persons, each measured ten times, x and y independent: groups keep the level, single rows do not."""
    persons = np.repeat(np.arange(50), 10)
    alone, grouped = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, y = rng.normal(size=(2, 50, 1))[:, persons] + 0.1 * rng.normal(size=(2, 500, 1))
        order = rng.permutation(500)  # groups need not be runs of rows
        x, y, groups = x[order], y[order], persons[order]
        alone.append(permutation_test(Gaussian(), x, y, 99, rng=seed).p_value)
        grouped.append(permutation_test(Gaussian(), x, y, 99, rng=seed, groups=groups).p_value)
    assert np.sum(np.array(alone) <= 0.05) >= 10
    assert np.sum(np.array(grouped) <= 0.05) <= 3
    assert permutation_test(Gaussian(), x, x + y, 99, rng=0, groups=groups).p_value == 0.01


def test_rows_of_one_group_may_depend_on_each_other_without_a_flag() -> None:
    x, y = autoregressive(0, 1000, 0.95)
    few, many = np.arange(1000) // 100, np.arange(1000) // 2
    assert permutation_test(Gaussian(), x, y, 1, groups=few).flags == ()
    assert len(permutation_test(Gaussian(), x, y, 1, groups=many).flags) == 1  # groups follow each other too fast


def test_rows_that_stay_in_place_are_flagged() -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 20, 1))
    groups = [0] * 12 + list(range(1, 9))
    assert permutation_test(Gaussian(), x, y, 5, groups=groups).flags == (
        "12 of 20 rows stay in place in every permutation, which costs power.",
    )


@pytest.mark.parametrize(
    ("groups", "message"),
    [([0, 1], "9 rows of x and 2 of groups"), (np.eye(9), "one label a row"), ([0] * 9, "no two groups")],
)
def test_groups_that_do_not_fit_are_refused(groups: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        permutation_test(KSG(), np.eye(9), np.eye(9), 5, groups=groups)  # type: ignore[arg-type]


def test_ties_count_against_dependence() -> None:
    class Constant:
        def estimate(self, x: object, y: object, *, rng: object = None) -> Estimate:
            return Estimate(1.0)

    assert permutation_test(Constant(), np.eye(5), np.eye(5), 9).p_value == 1.0


def test_labels_and_the_same_rng_give_the_same_null() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 200)
    x = rng.normal(size=(200, 1)) + labels[:, None]
    first, second = (permutation_test(KL(3), x, labels, 9, rng=1) for _ in range(2))
    assert (first.null == second.null).all()
    assert first.p_value == 0.1


def test_a_bar_is_shown_on_a_terminal_only_if_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    x, y = np.random.default_rng(1).normal(size=(2, 30, 1))
    expected = permutation_test(Gaussian(), x, y, 5, rng=0)
    for terminal, progress, shown in ((True, True, True), (True, False, False), (False, True, False)):
        stream = Terminal() if terminal else io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        found = permutation_test(Gaussian(), x, y, 5, rng=0, progress=progress)
        assert found == expected
        np.testing.assert_array_equal(found.null, expected.null)
        assert ("permutations" in stream.getvalue()) == shown


def test_p_value_counts_the_shuffles_that_reach_the_estimate() -> None:
    class Sequence:
        """Gives 2, then 1, 2, 3, 1, 1."""

        def __init__(self) -> None:
            self.values = iter([2.0, 1.0, 2.0, 3.0, 1.0, 1.0])

        def estimate(self, x: object, y: object, *, rng: object = None) -> Estimate:
            return Estimate(next(self.values))

    found = permutation_test(Sequence(), np.eye(5), np.eye(5), 5)
    assert found.p_value == (1 + 2) / (1 + 5)
    assert found.null.tolist() == [1.0, 2.0, 3.0, 1.0, 1.0]
    assert permutation_test(Gaussian(), *np.random.default_rng(2).normal(size=(2, 30, 1)), 1).null.shape == (1,)


def test_no_permutations_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one permutation"):
        permutation_test(KSG(), np.eye(9), np.eye(9), 0)
