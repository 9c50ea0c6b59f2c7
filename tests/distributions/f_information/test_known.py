"""Every known f-information by a second way: sums over tables, quadrature over grids, or samples."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from infoplane.distributions import (
    BinarySymmetricChannel,
    Blocks,
    CappedNormal,
    ContaminatedNormal,
    CorrelatedNormal,
    HalfAtoms,
    Independent,
    Inliers,
    LatentNormal,
    MultivariateNormal,
    NoiseColumns,
    NoiseFromY,
    NoisyImages,
    QuantisedUniform,
    RandomScale,
    RareEventChannel,
    Repeated,
    RoundedNormal,
    ShiftedNormals,
    SmoothedDiscreteUniform,
    SmoothedUniform,
    SymmetricChannel,
    WrappedNormal,
    bump_images,
    cross_mixture,
    f_information_of,
)
from infoplane.distributions.f_information import sampling
from infoplane.distributions.f_information.kinds import KINDS, Kind
from tests.distributions.every import DISTRIBUTIONS

TERMS: dict[Kind, Callable[[NDArray, NDArray], NDArray]] = {
    "KL": lambda p, q: np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / q), 0),
    "chi2": lambda p, q: p**2 / q - p,
    "H2": lambda p, q: (np.sqrt(p) - np.sqrt(q)) ** 2,
    "TV": lambda p, q: np.abs(p - q) / 2,
}


def standard_normal(z: NDArray) -> NDArray:
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def on_grid(distribution: Any, ends: float, steps: int) -> dict[Kind, float]:
    """The sums over a grid of x and y, whose marginals are standard normal."""
    z, step = np.linspace(-ends, ends, steps, retstep=True)
    x, y = (values.reshape(-1, 1) for values in np.meshgrid(z, z))
    q = standard_normal(x[:, 0]) * standard_normal(y[:, 0])
    p = q * np.exp(distribution.pointwise_mutual_information(x, y))
    return {kind: float(term(p, q).sum()) * step**2 for kind, term in TERMS.items()}


@pytest.mark.parametrize("rho", [0.3, -0.75])
def test_normal_pair_on_a_grid(rho: float) -> None:
    pair = CorrelatedNormal(1, 1, (rho,))
    for kind, value in on_grid(pair, 14.0, 801).items():
        assert value == pytest.approx(f_information_of(pair, kind).value, abs=2e-5), kind


def test_mixture_on_a_grid() -> None:
    pair = cross_mixture(0.9)
    for kind, found in on_grid(pair, 20.0, 1001).items():
        value, stderr = f_information_of(pair, kind)
        assert found == pytest.approx(value, abs=4 * stderr + 1e-4), kind


def table(distribution: Any) -> tuple[NDArray, NDArray]:
    """p and q of a pair of labels 0, 1, ..., whose marginals are uniform."""
    m = distribution.symbols if isinstance(distribution, SymmetricChannel) else 2**distribution.bits
    x, y = (values.ravel() for values in np.meshgrid(np.arange(m), np.arange(m)))
    q = np.full(m**2, 1 / m**2)
    return q * np.exp(distribution.pointwise_mutual_information(x, y)), q


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pair", [SymmetricChannel(5, 0.3), BinarySymmetricChannel(3, 0.2, as_labels=True)], ids=["5", "bits"])
def test_labels_by_their_table(pair: Any, kind: Kind) -> None:
    value, stderr = f_information_of(pair, kind)
    assert float(TERMS[kind](*table(pair)).sum()) == pytest.approx(value, abs=4 * stderr + 1e-9)


# Their p/q is bounded, or falls off fast enough for its mean over pairs to be trusted.
TAME = [
    *(CorrelatedNormal(2, 2, (0.4, -0.3), rotation_seed=0), LatentNormal.dense(2, 2, 0.2)),
    *(MultivariateNormal(1, np.array([[2.0, 0.5, 0.3], [0.5, 1.0, 0.2], [0.3, 0.2, 1.0]])), QuantisedUniform(3, 0.1)),
    *(SmoothedUniform(0.1), SmoothedUniform(0.75), SmoothedDiscreteUniform(5, 2.0), SmoothedDiscreteUniform(4, 0.5)),
    *(RareEventChannel(0.1, 3, 0.2), RareEventChannel(0.2), HalfAtoms(0.3, 0.2, 0.4), CappedNormal(0.4, 0.5)),
    *(CappedNormal(-0.5, -1.0), RoundedNormal(0.4, 0), Inliers(CorrelatedNormal(2, 2, (0.4, 0.4)), 0.3)),
    *(ContaminatedNormal(CorrelatedNormal(1, 1, (0.4,)), 0.3, 2.0), Blocks((SmoothedUniform(0.4), SmoothedUniform(0.7)))),
    *(BinarySymmetricChannel(2, 0.1), WrappedNormal(0.75), WrappedNormal(-0.9, 2.0)),
]


@pytest.mark.parametrize("pair", TAME, ids=lambda pair: type(pair).__name__)
def test_chi2_is_the_mean_ratio_of_densities(pair: Any) -> None:
    ratios = np.exp(pair.pointwise_mutual_information(*pair.sample(100_000, rng=1)))
    value, stderr = f_information_of(pair, "chi2")
    error = ratios.std() / math.sqrt(len(ratios))
    assert ratios.mean() - 1 == pytest.approx(value, abs=4 * math.hypot(error, stderr) + 1e-9)


NORMAL = [
    CorrelatedNormal(3, 2, (0.8, -0.5), rotation_seed=0),
    LatentNormal.dense(3, 3, 0.5),
    MultivariateNormal(1, np.array([[2.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 1.0]])),
]


@pytest.mark.parametrize("pair", NORMAL, ids=lambda pair: type(pair).__name__)
def test_closed_h2_of_normals_is_that_of_samples(pair: Any) -> None:
    value, stderr = sampling.hellinger(pair, 2e-3)
    assert f_information_of(pair, "H2").value == pytest.approx(value, abs=4 * stderr)


@pytest.mark.parametrize("rho", [0.1, 0.6, 0.99, 0.9999])
def test_quadrature_of_tv_is_that_of_samples(rho: float) -> None:
    pair = CorrelatedNormal(1, 1, (rho,))
    value, stderr = sampling.variation(pair, 2e-3)
    assert f_information_of(pair, "TV").value == pytest.approx(value, abs=4 * stderr)


@pytest.mark.parametrize("kind", ["chi2", "H2"])
def test_blocks_multiply(kind: Kind) -> None:
    whole = Blocks((CorrelatedNormal(1, 1, (0.6,)), CorrelatedNormal(1, 1, (0.3,))))
    assert f_information_of(whole, kind).value == pytest.approx(
        f_information_of(CorrelatedNormal(2, 2, (0.6, 0.3)), kind).value
    )
    twice = Repeated(SmoothedUniform(0.3), 2)
    value, stderr = f_information_of(twice, "H2")
    other, other_stderr = sampling.hellinger(twice, 1e-3)
    assert value == pytest.approx(other, abs=4 * math.hypot(stderr, other_stderr))


def test_maps_and_noise_change_nothing() -> None:
    for kind in KINDS:
        plain = f_information_of(bump_images(1.0, parameters=True), kind)
        assert f_information_of(bump_images(1.0), kind) == plain
        assert f_information_of(NoiseColumns(CorrelatedNormal(1, 1, (0.5,)), 2, 1), kind) == f_information_of(
            CorrelatedNormal(1, 1, (0.5,)), kind
        )
        assert f_information_of(Independent(SmoothedUniform(0.1)), kind).value == 0
        assert f_information_of(CorrelatedNormal(2, 1), kind).value == 0


@pytest.mark.parametrize("pair", DISTRIBUTIONS, ids=lambda pair: type(pair).__name__)
def test_every_distribution_obeys_the_inequalities(pair: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le Cam, Pinsker and Jensen: they tie the four to each other and to the mutual information."""
    monkeypatch.setattr(sampling, "_CHUNK", 5_000)  # which most of them need no more of
    if isinstance(pair, NoisyImages | NoiseFromY):  # their densities are not known
        with pytest.raises(ValueError, match="pointwise_mutual_information"):
            f_information_of(pair, "H2")
        return
    (kl, _), (h2, h2_error), (tv, tv_error) = (f_information_of(pair, kind, 8e-3) for kind in ("KL", "H2", "TV"))
    slack = 4 * (h2_error + tv_error) + 1e-9
    assert h2 / 2 - slack <= tv <= math.sqrt(h2 * (1 - h2 / 4)) + slack
    assert kl >= -2 * math.log(max(1 - h2 / 2 + slack, 1e-300)) - 1e-9
    assert tv <= math.sqrt(kl / 2) + slack
    if isinstance(pair, RandomScale):
        with pytest.raises(ValueError, match="chi2 information of"):
            f_information_of(pair, "chi2")
    else:
        chi2, error = f_information_of(pair, "chi2", 8e-3)
        assert kl <= math.log1p(chi2 + 4 * error) + 1e-9


def test_two_normals_by_samples() -> None:
    normals = ShiftedNormals((0.5, -0.4, 0.3))
    p, q = normals.sample(100_000, rng=0)
    shift = np.array(normals.shift)
    on_p, on_q = (points @ shift - shift @ shift / 2 for points in (p, q))  # ln p/q
    ways = {
        "KL": on_p,
        "chi2": np.exp(on_p) - 1,
        "H2": 2 - 2 * np.exp(on_q / 2),
        "TV": np.abs(np.tanh(on_p / 2)) / 2 + np.abs(np.tanh(on_q / 2)) / 2,
    }
    for kind, values in ways.items():
        error = values.std() / math.sqrt(len(values))
        assert values.mean() == pytest.approx(normals.divergence(kind), abs=4 * error), kind


def test_a_wrapped_normal_of_a_long_period_is_the_normal_pair() -> None:
    for kind in ("chi2", "KL"):
        wrapped, normal = (
            f_information_of(pair, kind).value for pair in (WrappedNormal(0.5, 30.0), CorrelatedNormal(1, 1, (0.5,)))
        )
        assert wrapped == pytest.approx(normal, abs=1e-9)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_terms_that_are_not_finite_end_the_sampling(bad: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        sampling.mean_of_draws(lambda rng: np.append(rng.random(9), bad), 1e-3)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="'KL', 'chi2', 'H2', 'TV'; got 'kl'"):
        f_information_of(CorrelatedNormal(1, 1), "kl")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="stays above 0"):
        f_information_of(CorrelatedNormal(1, 1), "TV", 0.0)
    with pytest.raises(ValueError, match="one finite number"):
        ShiftedNormals(())
