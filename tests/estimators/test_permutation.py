"""The permutation test: its level under independence, its power, its null."""

import io
import sys

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KL, KSG, Estimate, Gaussian, permutation_test


def test_independence_is_rejected_as_often_as_the_level_says() -> None:
    """Of 200 independent samples, p <= 0.1 in 10 %: between 4 % and 17 %, except in one run of a thousand."""
    p_values = []
    for seed in range(200):
        x, y = np.random.default_rng(seed).normal(size=(2, 60, 1))
        p_values.append(permutation_test(Gaussian(), x, y, 19, rng=seed).p_value)
    assert 0.04 < np.mean(np.array(p_values) <= 0.1) < 0.17
    assert 0.4 < np.mean(p_values) < 0.65


def test_dependence_is_found() -> None:
    x, y = CorrelatedNormal.with_mutual_information(0.3, 2, 2).sample(400, 0)
    found = permutation_test(KSG(), x, y, 49, rng=0)
    assert found.p_value == 1 / 50
    assert found.estimate == KSG().estimate(x, y)
    assert found.null.shape == (49,)
    assert abs(found.null.mean()) < 0.05 < float(found.estimate)


def test_ties_count_against_dependence() -> None:
    class Constant:
        def estimate(self, x: object, y: object, rng: object = None) -> Estimate:
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

        def estimate(self, x: object, y: object, rng: object = None) -> Estimate:
            return Estimate(next(self.values))

    found = permutation_test(Sequence(), np.eye(5), np.eye(5), 5)
    assert found.p_value == (1 + 2) / (1 + 5)
    assert found.null.tolist() == [1.0, 2.0, 3.0, 1.0, 1.0]
    assert permutation_test(Gaussian(), *np.random.default_rng(2).normal(size=(2, 30, 1)), 1).null.shape == (1,)


def test_no_permutations_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one permutation"):
        permutation_test(KSG(), np.eye(9), np.eye(9), 0)
