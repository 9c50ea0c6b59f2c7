"""Noise on images: the measured bracket against closed forms, what it must obey, and the samples that belong to it."""

import numpy as np
import pytest
from scipy.stats import chi2

from infoplane.distributions import (
    Chain,
    CorrelatedNormal,
    GaussianBump,
    LinearLift,
    NoiseFromY,
    NoisyImages,
    NormalCDF,
    Pushforward,
    SmoothedUniform,
    bump_images,
    rectangle_images,
)
from infoplane.distributions.images.noisy import evidence as noise_evidence
from infoplane.distributions.images.noisy.bracket import Bracket, bracket_of
from infoplane.distributions.images.noisy.from_y import level_information, measured_noise
from infoplane.distributions.images.noisy.independent import noisy_information

LATENTS = CorrelatedNormal(2, 2, (0.95, 0.6), rotation_seed=1)
LINEAR = Pushforward(LATENTS, LinearLift(2, 12, seed=1), LinearLift(2, 9, seed=2))


def exact(noise: float) -> float:
    """I(X + noise; Y + noise) of linear images of normal latents: 1/2 ln det S_x det S_y / det S."""
    spread = np.zeros((21, 4))
    spread[:12, :2], spread[12:, 2:] = LINEAR.x(np.eye(2)).T, LINEAR.y(np.eye(2)).T
    covariance = spread @ LATENTS.covariance @ spread.T + noise**2 * np.eye(21)
    parts = (covariance[:12, :12], covariance[12:, 12:], covariance)
    x, y, both = (np.linalg.slogdet(part)[1] for part in parts)
    return (x + y - both) / 2


def holds(bracket: Bracket, value: float) -> bool:
    return bracket.lower - 4 * bracket.stderr <= value <= bracket.upper + 4 * bracket.stderr


@pytest.mark.parametrize("noise", [0.05, 0.5, 2.0])
def test_linear_images_have_the_mi_of_the_closed_form(noise: float) -> None:
    bracket = noisy_information(LINEAR, noise, 2000, rng=0)
    assert bracket.lower < bracket.upper < bracket.lower + 0.03
    assert holds(bracket, exact(noise))
    assert bracket.stderr < 0.03
    assert not holds(bracket, exact(noise) + 0.2)


def test_a_poor_approximation_widens_the_bracket_around_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise_evidence, "_WIDER", 3.0)
    bracket = noisy_information(LINEAR, 0.5, 2000, samples=8, rng=0)
    assert bracket.upper - bracket.lower > 0.3
    assert bracket.lower < exact(0.5) < bracket.upper


@pytest.mark.parametrize("images", [bump_images(2.0, rotation_seed=1), rectangle_images(2.0, 16, rotation_seed=1)])
def test_noise_loses_information_and_little_noise_little(images: Pushforward) -> None:
    brackets = [noisy_information(images, noise, 200, rng=0) for noise in (0.003, 0.3, 2.0)]
    assert holds(brackets[0], 2.0)
    assert all(bracket.lower - 4 * bracket.stderr < 2.0 for bracket in brackets)  # data processing
    assert brackets[0].middle > brackets[1].middle > brackets[2].middle


def test_noisy_images_of_independent_shapes_share_nothing() -> None:
    bracket = noisy_information(bump_images(0.0), 0.1, 250, rng=0)
    assert bracket.lower <= 0 <= bracket.upper
    assert bracket.upper - bracket.lower < 0.3


def test_control_variates_sharpen_means_and_do_not_move_them() -> None:
    rng = np.random.default_rng(0)
    control, rest = rng.standard_normal((2, 10_000))
    values = 1.0 + 5 * control + 0.1 * rest
    bracket = bracket_of(values, values + 0.2, control)
    assert bracket.stderr == pytest.approx(0.001, rel=0.1)
    assert abs(bracket.lower - 1.0) < 4 * bracket.stderr
    assert bracket.middle == pytest.approx(bracket.lower + 0.1)
    assert bracket.uncertainty == pytest.approx(0.1 + bracket.stderr)
    assert bracket_of(values, values, np.zeros(10_000)).stderr == pytest.approx(0.05, rel=0.1)


def test_a_noisy_sample_is_the_clean_one_of_its_seed_with_noise() -> None:
    images = bump_images(1.0, rotation_seed=1)
    for noisy, clean in zip(NoisyImages(images, 0.2, 0.9, 0.01).sample(1000, rng=3), images.sample(1000, rng=3), strict=True):
        noise = noisy - clean
        assert noise.std() == pytest.approx(0.2, rel=0.01)
        assert abs(np.corrcoef(noise.reshape(1000, -1)[:, 0], clean.reshape(1000, -1)[:, 0])[0, 1]) < 0.15


def test_measured_is_repeatable_and_within_its_uncertainty() -> None:
    first, again, other = (NoisyImages.measured(LINEAR, 0.5, 1000, rng=rng) for rng in (0, 0, 1))
    assert first == again != other
    for measured in (first, other):
        assert abs(measured.mutual_information - exact(0.5)) < 4 * measured.mutual_information_stderr


BUMP = Chain((NormalCDF(), GaussianBump(16)))


@pytest.mark.parametrize(("low", "high", "pixels"), [(0.01, 0.1, 256), (0.1, 0.2, 3)])
def test_what_noise_shows_of_its_level_by_brute_force(low: float, high: float, pixels: int) -> None:
    """The mean, over levels and squared lengths on a fine grid, of the pointwise mutual information."""
    levels = low * (high / low) ** ((np.arange(200) + 0.5) / 200)
    squares = np.exp(np.linspace(np.log(low**2 * 1e-4), np.log(high**2 * pixels * 20), 6001))
    density = chi2(pixels).pdf(squares / levels[:, None] ** 2) / levels[:, None] ** 2 * squares  # of the logarithm
    step = np.log(squares[1] / squares[0])
    assert density.sum(axis=1) * step == pytest.approx(1, abs=1e-3)
    ratio = np.divide(density, density.mean(axis=0), out=np.ones_like(density), where=density > 1e-200)
    terms = density * np.log(ratio)
    assert level_information(low, high, pixels) == pytest.approx(terms.sum() * step / 200, abs=2e-3)


@pytest.mark.parametrize("nats", [0.0, 2.0])
def test_the_bracket_of_noise_that_y_decides(nats: float) -> None:
    """I(X; Y) <= I(X + Z; Y) <= I((X, Z); Y), close to the upper end where the image shows both."""
    noisy = NoiseFromY(CorrelatedNormal.with_mutual_information(nats, 2, 2), BUMP, 0.01, 0.1, 0.0, 0.0)
    assert noisy.clean_information == pytest.approx(nats)
    assert noisy.most_information == pytest.approx(nats + level_information(0.01, 0.1, 256))
    bracket = measured_noise(noisy, 500, rng=0)
    assert nats + 2 < bracket.lower
    assert bracket.upper - bracket.lower < 0.1
    assert bracket.lower - 4 * bracket.stderr < noisy.most_information < bracket.upper + 4 * bracket.stderr + 0.1


def test_samples_whose_noise_y_decides() -> None:
    noisy = NoiseFromY(CorrelatedNormal(2, 2, (0.9,)), BUMP, 0.01, 0.1, 2.9, 0.1)
    (x, y), (clean, w) = noisy.sample(2000, rng=3), noisy.clean.sample(2000, rng=3)
    assert (y[:, :2] == w).all()
    levels = (x - clean).reshape(2000, -1).std(axis=1)
    assert levels == pytest.approx(noisy.level(y[:, 2]), rel=0.25)
    assert 0.01 < noisy.level(y[:, 2]).min() < noisy.level(y[:, 2]).max() < 0.1
    assert abs(np.corrcoef(y[:, 2], w[:, 0])[0, 1]) < 0.1


def test_bad_noise_is_refused() -> None:
    with pytest.raises(ValueError, match="noise must be positive"):
        NoisyImages(bump_images(1.0), 0.0, 1.0, 0.0)
    with pytest.raises(TypeError, match="latents of a CorrelatedNormal"):
        NoisyImages.measured(Pushforward(SmoothedUniform(0.1)), 0.1)
    for low, high in ((0.0, 0.1), (0.2, 0.1)):
        with pytest.raises(ValueError, match="0 < low < high"):
            NoiseFromY(CorrelatedNormal(2, 2), BUMP, low, high, 0.0, 0.0)
    with pytest.raises(ValueError, match="has 2 parameters"):
        NoiseFromY(CorrelatedNormal(3, 3), BUMP, 0.1, 0.2, 0.0, 0.0)
