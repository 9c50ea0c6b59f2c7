"""Families solved for a target: the target is reached, and one out of range is refused with the range."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoplane.distributions import (
    BinarySymmetricChannel,
    CappedNormal,
    ClassChannel,
    CorrelatedNormal,
    Distribution,
    ExponentialSum,
    HalfAtoms,
    LatentNormal,
    LogGammaExponential,
    MultivariateNormal,
    MultivariateStudent,
    QuantisedUniform,
    RareEventChannel,
    SmoothedDiscreteUniform,
    SmoothedUniform,
    SymmetricChannel,
    ZeroInflatedPoisson,
    anti_pca_vectors,
    correlated_uniform,
)

# Families: how to make them for a target, the range they promise, and targets just outside it.
TARGETED: dict[str, tuple[Callable[[float], Distribution], tuple[float, float], tuple[float, ...]]] = {
    "normal": (lambda nats: CorrelatedNormal.with_mutual_information(nats, 2, 3), (0, 20), (-0.1, 20.1)),
    "uniform": (lambda nats: correlated_uniform(nats, 2, 2), (0, 20), (-0.1, 20.1)),
    "covariance": (
        lambda nats: MultivariateNormal.with_mutual_information(nats, 2, LatentNormal.dense(2, 3, 0.9).covariance),
        (0, 1.0),
        (-0.1, 1.5),
    ),
    "latent dense": (lambda nats: LatentNormal.with_mutual_information(nats, 2, 3), (0, 9), (-0.1, 12)),
    "latent sparse": (lambda nats: LatentNormal.with_mutual_information(nats, 4, 3, 2), (0, 16), (-0.1, 20)),
    "student": (lambda nats: MultivariateStudent.with_mutual_information(nats, 2, 2, 2.0), (0.2, 20), (-0.1, 0.19, 21)),
    "log-gamma-exponential": (LogGammaExponential.with_mutual_information, (1e-9, 100), (0, -0.1, 501)),
    "exponential sum": (ExponentialSum.with_mutual_information, (1e-6, 30), (0, -0.1, 31)),
    "smoothed uniform": (SmoothedUniform.with_mutual_information, (1e-6, 25), (0, -0.1, 26)),
    "smoothed discrete": (SmoothedDiscreteUniform.with_mutual_information, (0, 9), (-0.1, 12.1)),
    "quantised": (QuantisedUniform.with_mutual_information, (0, 12), (-0.1, 12.1)),
    "rare event": (RareEventChannel.with_mutual_information, (0.0561, 11), (0.05, -0.1, 13)),
    "symmetric channel": (lambda nats: SymmetricChannel.with_mutual_information(nats, 5), (0, 1.609), (-0.1, 1.61)),
    "binary channel": (lambda nats: BinarySymmetricChannel.with_mutual_information(nats, 3), (0, 2.079), (-0.1, 2.08)),
    "zero-inflated": (ZeroInflatedPoisson.with_mutual_information, (1e-4, 0.3), (0, 0.302)),
    "capped normal": (CappedNormal.with_mutual_information, (0, 3.2), (-0.1, 3.3)),
    "half atoms": (HalfAtoms.with_mutual_information, (0.878, 5.8), (0.87, 5.9)),
    "anti-pca": (anti_pca_vectors, (0, 10), (-0.1, 10.1)),
    "class channel": (lambda nats: ClassChannel.with_mutual_information(nats, 4), (0, 2.77), (-0.1, 2.78)),
}


@pytest.mark.parametrize("family", TARGETED)
class TestTarget:
    @settings(max_examples=10, deadline=None)
    @given(share=st.floats(0, 1))
    def test_a_target_in_the_range_is_reached(self, family: str, share: float) -> None:
        distribution, (low, high), _ = TARGETED[family]
        nats = low + share * (high - low)
        assert distribution(nats).mutual_information == pytest.approx(nats, rel=1e-8, abs=1e-10)

    def test_ends_of_the_range_are_reached(self, family: str) -> None:
        distribution, ends, _ = TARGETED[family]
        for nats in ends:
            assert distribution(nats).mutual_information == pytest.approx(nats, rel=1e-8, abs=1e-10)

    def test_a_target_out_of_range_is_refused_with_the_range(self, family: str) -> None:
        distribution, _, outside = TARGETED[family]
        for nats in (*outside, float("nan"), float("inf")):
            with pytest.raises(ValueError, match=r"reach .* to .* nats; got"):
                distribution(nats)
