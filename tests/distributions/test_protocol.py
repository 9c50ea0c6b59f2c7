"""`isinstance` checks attributes alone, and distributions made of others have a density only if their parts do."""

import copy
import pickle
from types import SimpleNamespace

import numpy as np
import pytest

from infoplane.distributions import (
    Blocks,
    Distribution,
    Injection,
    NormalMixture,
    PointwiseDistribution,
    Pushforward,
    Repeated,
    SmoothedUniform,
    cluster_mixture,
    letters_mixture,
)
from infoplane.distributions.mixtures.normal_mixture import _quadrature


class WithoutDensity:
    """A distribution that does not know its density."""

    x_shape = y_shape = (1,)
    mutual_information = 0.0

    def sample(self, n: int, rng: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((n, 1)), np.zeros((n, 1))


KNOWN, UNKNOWN = SmoothedUniform(0.1), WithoutDensity()


@pytest.mark.parametrize("kind", [Distribution, PointwiseDistribution])
def test_a_check_of_the_type_computes_nothing(kind: type) -> None:
    _quadrature.cache_clear()
    assert isinstance(letters_mixture(), kind)
    assert isinstance(Pushforward(letters_mixture()), kind)
    assert _quadrature.cache_info().misses == 0


def test_an_object_without_the_attributes_is_refused() -> None:
    for missing in ("x_shape", "y_shape", "mutual_information", "sample"):
        attributes = {"x_shape": (1,), "y_shape": (1,), "mutual_information": 0.0, "sample": KNOWN.sample}
        assert isinstance(SimpleNamespace(**attributes), Distribution)
        del attributes[missing]
        assert not isinstance(SimpleNamespace(**attributes), Distribution)
    assert not isinstance(KNOWN, Injection)


@pytest.mark.parametrize(
    "made_of",
    [
        lambda base: Pushforward(base),
        lambda base: Pushforward(Pushforward(base)),
        lambda base: Blocks((KNOWN, base)),
        lambda base: Blocks((base, KNOWN)),
        lambda base: Repeated(base, 2),
        lambda base: Repeated(Blocks((base,)), 2),
    ],
)
def test_the_whole_has_a_density_only_if_all_parts_have_one(made_of) -> None:  # type: ignore[no-untyped-def]
    known, unknown = made_of(KNOWN), made_of(UNKNOWN)
    assert isinstance(known, PointwiseDistribution)
    assert isinstance(unknown, Distribution)
    assert not isinstance(unknown, PointwiseDistribution)
    assert not hasattr(unknown, "pointwise_mutual_information")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_keep_the_density(copied) -> None:  # type: ignore[no-untyped-def]
    distribution = Repeated(KNOWN, 2)
    again = copied(distribution)
    assert again == distribution
    assert hash(again) == hash(distribution)
    x, y = distribution.sample(10, rng=0)
    np.testing.assert_array_equal(again.pointwise_mutual_information(x, y), distribution.pointwise_mutual_information(x, y))


def test_a_mixture_in_many_dimensions_names_the_remedy() -> None:
    mixture = cluster_mixture(2, 1.0)
    assert isinstance(mixture, PointwiseDistribution)
    with pytest.raises(ValueError, match=r"4 dimensions .*monte_carlo.measure"):
        _ = mixture.mutual_information
    narrow = NormalMixture(1, (0.5, 0.5), ((0.0, 0.0), (1.0, 1.0)), (((1.0, 0.0), (0.0, 1e-12)),) * 2)
    with pytest.raises(ValueError, match=r"2 dimensions .*monte_carlo.measure"):
        _ = narrow.mutual_information
