"""Random pairs: the true MI against samples, the inverses of the maps, and what the draws cover, on several seeds."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from infoplane.distributions import Independent, Pushforward, calibration, random_pair
from infoplane.distributions.random.bases import KINDS, standardised
from infoplane.distributions.random.maps import random_map
from infoplane.distributions.random.pairs import MAX_DIM, MAX_NATS, RandomPair
from infoplane.distributions.random.parameters import rounded, shares
from infoplane.distributions.scalar.noisy_sine import NoisySine

SAMPLED = "clusters"  # whose MI is measured, which takes a second each


def pairs(seed: int, count: int = len(KINDS), start: int = 0) -> list[RandomPair]:
    return [random_pair(seed, index) for index in range(start, start + count)]


@pytest.mark.parametrize("seed", [0, 20_261_126])
def test_the_true_mi_is_the_mean_over_samples(seed: int, assert_mean: Callable[..., None]) -> None:
    """The density at the inverse images knows nothing of the closed form or the quadrature."""
    for distribution, kind, _ in pairs(seed):
        if kind == SAMPLED and seed:
            continue
        values = distribution.pointwise_mutual_information(*distribution.sample(2000, rng=1))
        assert_mean(values, distribution.mutual_information, errors=4.5)
        assert distribution.mutual_information_stderr <= 0.003
        difference, stderr = calibration(distribution, 1000, rng=2)
        assert abs(difference) <= 4.5 * stderr + 1e-12, kind


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_the_inverses_lead_back_and_no_two_values_become_one(seed: int) -> None:
    for distribution, kind, _ in pairs(seed, 2 * len(KINDS)):
        assert isinstance(distribution, Pushforward)
        before = distribution.base.sample(3000, rng=np.random.default_rng(5))
        after = distribution.sample(3000, rng=5)
        for z, x, injection in zip(before, after, (distribution.x, distribution.y), strict=True):
            assert np.isfinite(x).all()
            size = 1 + np.abs(z).max(axis=1, keepdims=True)
            assert (np.abs(injection.inverse(x) - z) / size).max() < 1e-6, (kind, injection)
            assert [len(np.unique(column)) for column in x.T] == [3000] * x.shape[1], (kind, injection)


def test_what_the_draws_cover() -> None:
    drawn = pairs(7, 300)
    assert [pair.kind for pair in drawn[: len(KINDS)]] == list(KINDS)
    dims = [shape[0] for pair in drawn for shape in (pair.distribution.x_shape, pair.distribution.y_shape)]
    assert set(dims) == set(range(1, MAX_DIM + 1))
    assert any(pair.distribution.x_shape != pair.distribution.y_shape for pair in drawn)
    independent = [pair for pair in drawn if isinstance(pair.distribution.base, Independent)]
    assert 0.03 < len(independent) / len(drawn) < 0.15
    assert all(pair.distribution.mutual_information == 0 for pair in independent)
    nats = [pair.distribution.mutual_information for pair in drawn if pair.kind != SAMPLED]
    assert max(nats) <= MAX_NATS + 1
    assert all((np.array(nats) > low).sum() > 10 and (np.array(nats) <= low).sum() > 10 for low in (0.2, 0.6, 1.5, 3.0))


def test_a_pair_depends_on_its_seed_and_index_alone() -> None:
    assert random_pair(3, 17) == random_pair(3, 17) != random_pair(4, 17)
    assert random_pair(3, 17) != random_pair(3, 17 + len(KINDS))
    assert repr(random_pair(3, 17)) == repr(random_pair(3, 17))


def test_parameters_have_few_digits() -> None:
    """Otherwise the keys of rows, which follow from them, could differ between processors."""

    def numbers(value: object) -> list[float]:
        if isinstance(value, float):
            return [value]
        inside = value if isinstance(value, tuple) else ()
        if dataclasses.is_dataclass(value):
            inside = tuple(getattr(value, field.name) for field in dataclasses.fields(value))
        return [number for each in inside for number in numbers(each)]

    found = [number for pair in pairs(1, 60) for number in numbers(pair.distribution)]
    assert len(found) > 500
    assert [number for number in found if number != rounded(number, 7)] == []


def test_shares_add_up() -> None:
    rng = np.random.default_rng(0)
    for parts in (1, 2, 8):
        drawn = shares(rng, 3.0, parts)
        assert len(drawn) == parts
        assert min(drawn) > 0
        assert sum(drawn) == pytest.approx(3.0, abs=0.01)


def test_columns_of_a_base_get_unit_scale() -> None:
    x, y = standardised(NoisySine(2, 0.3)).sample(5000, rng=1)
    for sample in (x, y):
        low, middle, high = np.quantile(sample, (0.16, 0.5, 0.84))
        assert middle == pytest.approx(0, abs=0.1)
        assert high - low == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize("heavy", [False, True])
def test_maps_take_far_values(heavy: bool) -> None:
    """Of heavy tails 1e8 times the usual size; of light ones 30 times."""
    rng = np.random.default_rng(1)
    for dim in (1, 2, 5, 8):
        for _ in range(20):
            z = np.random.default_rng(2).standard_normal((50, dim)) * (1e8 if heavy else 30)
            injection = random_map(dim, rng, heavy)
            back = injection.inverse(injection(z))
            assert (np.abs(back - z) / (1 + np.abs(z).max(axis=1, keepdims=True))).max() < 1e-5, injection
