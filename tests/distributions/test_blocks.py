"""Independent blocks: their mutual information and their standard errors add up."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoplane.distributions import (
    Blocks,
    CorrelatedNormal,
    ExponentialSum,
    GaussianBump,
    Measured,
    Pushforward,
    Repeated,
    SmoothedUniform,
    SymmetricChannel,
    cluster_mixture,
    correlated_uniform,
)


@given(nats=st.lists(st.floats(0, 5), min_size=1, max_size=4))
def test_information_adds_up(nats: list[float]) -> None:
    distributions = tuple(CorrelatedNormal.with_mutual_information(each, 1, 2) for each in nats)
    distribution = Blocks(distributions)
    assert distribution.mutual_information == pytest.approx(sum(nats), abs=1e-9)
    assert (distribution.x_shape, distribution.y_shape) == ((len(nats),), (2 * len(nats),))


def test_blocks_of_normals_are_one_normal_distribution() -> None:
    blocks = Blocks((CorrelatedNormal(1, 1, (0.5,)), CorrelatedNormal(1, 1, (0.9,))))
    whole = CorrelatedNormal(2, 2, (0.5, 0.9))
    x, y = whole.sample(1000, rng=0)
    np.testing.assert_allclose(blocks.pointwise_mutual_information(x, y), whole.pointwise_mutual_information(x, y), atol=1e-10)


def test_repeated_is_blocks_of_one_distribution() -> None:
    distribution = ExponentialSum(1.0, 3.0)
    repeated, blocks = Repeated(distribution, 3), Blocks((distribution,) * 3)
    x, y = repeated.sample(500, rng=0)
    assert repeated.mutual_information == pytest.approx(blocks.mutual_information)
    np.testing.assert_allclose(
        repeated.pointwise_mutual_information(x, y), blocks.pointwise_mutual_information(x, y), atol=1e-10
    )


def test_blocks_are_independent_of_each_other() -> None:
    for distribution in (Blocks((SmoothedUniform(0.1), SmoothedUniform(0.2))), Repeated(SmoothedUniform(0.1), 2)):
        x, y = distribution.sample(40_000, rng=0)
        assert abs(np.corrcoef(x[:, 0], y[:, 1])[0, 1]) < 0.02
        assert np.corrcoef(x[:, 0], y[:, 0])[0, 1] > 0.9


def test_standard_errors_add_up() -> None:
    distribution = Measured(cluster_mixture(2, 1.0), 0.35, 3e-5)
    other = Measured(cluster_mixture(2, 2.0), 1.0, 4e-5)
    assert Blocks((distribution, other)).mutual_information_stderr == pytest.approx(5e-5)
    # The same Monte Carlo value, used twice, has the same error twice.
    assert Blocks((distribution, distribution)).mutual_information_stderr == pytest.approx(6e-5)
    assert Repeated(distribution, 2).mutual_information_stderr == pytest.approx(6e-5)
    assert Pushforward(distribution).mutual_information_stderr == pytest.approx(3e-5)
    assert Pushforward(SmoothedUniform(0.1)).mutual_information_stderr == 0
    assert math.isclose(Blocks((distribution, SmoothedUniform(0.1))).mutual_information_stderr, 3e-5)


@pytest.mark.parametrize(
    "distribution", [SymmetricChannel(3, 0.1), Pushforward(correlated_uniform(1.0, 2, 2), GaussianBump(8), GaussianBump(8))]
)
def test_labels_and_images_are_refused(distribution: SymmetricChannel | Pushforward) -> None:
    for make in (lambda: Blocks((distribution,)), lambda: Repeated(distribution, 2)):
        with pytest.raises(ValueError, match="join vectors"):
            make()


def test_empty_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Blocks(())
    with pytest.raises(ValueError, match="at least once"):
        Repeated(SmoothedUniform(0.1), 0)
