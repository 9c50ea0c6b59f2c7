"""KSG against brute force, its ceiling, and an independent implementation of the same algorithm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import digamma
from sklearn.neighbors import KDTree, NearestNeighbors

from infoplane.estimators import KSG

from .by_pairs import atoms_allowed, distances, terms


def brute_force(x: np.ndarray, y: np.ndarray, k: int, form: int = 1) -> float:
    """The definitions, by all pairs; form 2 without ties."""
    n = len(x)
    dx, dy = distances(x), distances(y)
    joint = np.maximum(dx, dy)
    values = terms(k, joint, [dx, dy])
    if form == 2:
        others = ~np.eye(n, dtype=bool)
        for i in range(n):
            near = np.argsort(np.where(others[i], joint[i], np.inf))[:k]
            inside = [((d[i] <= d[i, near].max()) & others[i]).sum() for d in (dx, dy)]
            values[i] = digamma(k) - 1 / k - digamma(inside).sum()
    return float(digamma(n) + values.mean())


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 4), st.integers(1, 4), st.sampled_from([None, 0.1, 0.25]))
def test_equals_brute_force(seed: int, k: int, dx: int, dy: int, step: float | None) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(50, dx)), rng.normal(size=(50, dy))
    if step:
        x, y = step * np.round(x / step), step * 1.5 * np.round(y / step)
    for form in (1,) if step else (1, 2):  # where there are ties, form 2 takes the terms of form 1
        with atoms_allowed():
            estimate = KSG(k, standardize="none", form=form).estimate(x, y)
        assert estimate.nats == pytest.approx(brute_force(x, y, k, form), abs=5e-4)


@pytest.mark.parametrize(("k", "d"), [(1, 1), (1, 3), (10, 1)])
def test_identical_variables_reach_the_ceiling(k: int, d: int) -> None:
    x = np.random.default_rng(0).normal(size=(500, d))
    for form, ceiling in ((1, digamma(500) - digamma(k)), (2, digamma(500) - digamma(k) - 1 / k)):
        estimate = KSG(k, form=form).estimate(x, x)
        assert estimate.nats == pytest.approx(ceiling, abs=1e-12)
        assert estimate.nats == pytest.approx(estimate.ceiling, abs=1e-12)


def test_agrees_with_the_algorithm_of_scikit_learn() -> None:
    """Joint neighbours, then marginal counts within the next smaller radius: before its noise and its clipping."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 1))
    y = 0.5 * x + rng.normal(size=(400, 1))
    k = 4
    radius = NearestNeighbors(metric="chebyshev", n_neighbors=k).fit(np.hstack([x, y])).kneighbors()[0][:, -1]
    radius = np.nextafter(radius, 0)
    nx, ny = (KDTree(points, metric="chebyshev").query_radius(points, radius, count_only=True) for points in (x, y))
    expected = digamma(400) + digamma(k) - np.mean(digamma(nx)) - np.mean(digamma(ny))
    assert KSG(k, standardize="none").estimate(x, y).nats == pytest.approx(expected, abs=1e-10)


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"KSG needs more than 10 samples; got 5\. Lower k or draw more samples\."):
        KSG(10).estimate(np.arange(5.0)[:, None], np.arange(5.0)[:, None])
    with pytest.raises(ValueError, match="forms 1 and 2"):
        KSG(form=3)
    with pytest.raises(ValueError, match="k >= 1"):
        KSG(0)
    with pytest.raises(ValueError, match=r"KSG needs an integer k >= 1; got 2\.5\."):
        KSG(2.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="standardize"):
        KSG(standardize="both")  # type: ignore[arg-type]
