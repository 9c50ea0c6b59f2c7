"""Pairwise bounds: the exact value lies between them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoplane.planes.exact.mixture_information import layer_information
from infoplane.planes.exact.pairwise_bounds import pairwise_bounds


@settings(max_examples=40)
@given(st.integers(2, 25), st.integers(1, 2), st.floats(0.02, 3), st.integers(0, 10**6))
def test_bounds_bracket_the_exact_information(n: int, width: int, std: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    centres, labels, weights = rng.normal(size=(n, width)), rng.integers(3, size=n), rng.uniform(0.2, 1, n)
    exact = layer_information(centres, labels, std, weights)
    for bounds, estimate in zip(pairwise_bounds(centres, labels, std, weights), exact, strict=True):
        assert bounds.lower - 1e-9 <= float(estimate) <= bounds.upper + 1e-9


def test_gap_closes_where_centres_coincide_or_lie_apart() -> None:
    labels = np.array([0, 0, 0, 1])
    apart = pairwise_bounds(np.arange(4.0)[:, None], labels, 0.01)
    assert np.ravel(apart) == pytest.approx([math.log(4)] * 2 + [math.log(4) - 0.75 * math.log(3)] * 2, abs=1e-12)
    together = pairwise_bounds(np.ones((4, 3)), labels, 0.01)
    assert np.ravel(together) == pytest.approx([0, 0, 0, 0], abs=1e-12)


def test_two_centres_by_hand() -> None:
    """With d = |c_1 - c_2| / s: ln 2 - ln(1 + exp(-d^2 / 8)) and ln 2 - ln(1 + exp(-d^2 / 2))."""
    (lower, upper), _ = pairwise_bounds([[0.0], [1.0]], [0, 1], 0.5)
    assert lower == pytest.approx(math.log(2) - math.log1p(math.exp(-0.5)))
    assert upper == pytest.approx(math.log(2) - math.log1p(math.exp(-2)))


def test_label_bounds_by_hand() -> None:
    """Two centres of one class at d = 2, one of another far away: the bounds of h(T) and of h(T | Y) combine crosswise."""
    near, far = math.exp(-(2**2) / 8), math.exp(-(2**2) / 2)
    _, (lower, upper) = pairwise_bounds([[0.0], [1.0], [99.0]], [0, 0, 1], 0.5)
    entropies = [math.log(3) - 2 / 3 * math.log1p(overlap) for overlap in (near, far)]
    given = [2 / 3 * (math.log(2) - math.log1p(overlap)) for overlap in (near, far)]
    assert (lower, upper) == pytest.approx((entropies[0] - given[1], entropies[1] - given[0]))


def test_blocks_do_not_change_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    centres, labels = rng.normal(size=(40, 5)), rng.integers(2, size=40)
    whole = pairwise_bounds(centres, labels, 0.7)
    monkeypatch.setattr("infoplane.planes.exact.pairwise_bounds._BLOCK", 40 * 7)
    assert np.ravel(pairwise_bounds(centres, labels, 0.7)) == pytest.approx(np.ravel(whole), rel=1e-12)


def test_relative_noise_is_refused() -> None:
    with pytest.raises(ValueError, match="noise of one standard deviation"):
        pairwise_bounds(np.eye(2) + 1, [0, 1], np.full((2, 2), 0.1))  # type: ignore[arg-type]
