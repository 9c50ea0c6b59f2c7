"""Reference information of a noisy layer: the quadratures against each other, and Monte Carlo against them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoplane.distributions import NormalMixture
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.exact.mixture import NoisyLayer
from infoplane.planes.exact.mixture_information import input_information, label_information, layer_information
from infoplane.planes.exact.mixture_plane import plane_information
from infoplane.planes.exact.mixture_sampling import sampled_information
from infoplane.planes.exact.scalar_channels import binary_channel_information

RARE = 1e-4  # nats: near saturation Monte Carlo misses rare events


def draw(n: int, width: int, seed: int, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (n, width)), rng.integers(classes, size=n)


@pytest.mark.parametrize("std", [1e-3, 0.2, 1.0])
def test_line_and_plane_agree(std: float) -> None:
    """Gauss-Legendre on a line against the tiles of the plane, in which the same line is rotated."""
    centres, labels = draw(300, 1, 0)
    on_line = layer_information(centres, labels, std)
    *in_plane, error = plane_information(NoisyLayer.of(np.hstack([0.6 * centres, 0.8 * centres]), std, None, labels))
    assert [float(estimate) for estimate in on_line] == pytest.approx(in_plane, abs=1e-9)
    assert max(error, on_line[0].details["quadrature_error"]) < 1e-8


@pytest.mark.parametrize("distance", [0.5, 4.0, 8.0, 14.9, 15.1])
def test_two_centres_at_any_distance(distance: float) -> None:
    """The integrand is least smooth halfway between distant centres, where a quadrature is most likely to fail."""
    true_mi = binary_channel_information(2 / distance)
    pair = np.array([[0.0, 0.0], [0.28 * distance, 0.96 * distance]])
    assert float(input_information(pair, 1.0)) == pytest.approx(true_mi, abs=1e-9)
    assert float(input_information([[0.0], [distance]], 1.0)) == pytest.approx(true_mi, abs=1e-9)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("std", [1e-3, 0.03, 1.0])
def test_ten_thousand_centres_in_the_plane(std: float) -> None:
    centres, labels = draw(10_000, 2, 9, classes=10)
    exact = layer_information(centres, labels, std)
    assert exact[0].details["quadrature_error"] < 1e-8
    sampled = sampled_information(NoisyLayer.of(centres, std, None, labels), 4000, 10)
    for true_mi, estimate in zip(exact, sampled, strict=True):
        assert estimate.stderr is not None
        assert abs(float(estimate) - float(true_mi)) < 4 * estimate.stderr + RARE


def test_plane_agrees_with_the_quadrature_of_mixtures() -> None:
    """X and T as one normal mixture: its x-part is so narrow that it identifies the component."""
    centres = np.array([[0.0], [0.7], [1.5]])
    distribution = NormalMixture(
        1, (0.5, 0.3, 0.2), tuple((10.0 * i, c) for i, (c,) in enumerate(centres)), (((0.25, 0.0), (0.0, 0.16)),) * 3
    )
    assert float(input_information(centres, 0.4, [0.5, 0.3, 0.2])) == pytest.approx(distribution.mutual_information, abs=1e-8)


@pytest.mark.parametrize(("width", "std"), [(1, 0.05), (1, 0.5), (2, 0.02), (2, 0.3)])
def test_monte_carlo_agrees_with_quadrature(width: int, std: float) -> None:
    centres, labels = draw(200, width, 1)
    weights = np.random.default_rng(2).uniform(0.5, 1.5, 200)
    exact = layer_information(centres, labels, std, weights)
    sampled = sampled_information(NoisyLayer.of(centres, std, weights, labels), 20_000, 3)
    for true_mi, estimate in zip(exact, sampled, strict=True):
        assert true_mi.stderr is None
        assert estimate.stderr is not None
        assert abs(float(estimate) - float(true_mi)) < 4 * estimate.stderr + RARE


def test_monte_carlo_of_relative_noise_agrees_with_quadrature() -> None:
    centres, labels = draw(200, 1, 4)
    std = 0.05 * np.abs(centres)
    exact = layer_information(centres, labels, std)
    for true_mi, estimate in zip(exact, sampled_information(NoisyLayer.of(centres, std, None, labels), 20_000, 5), strict=True):
        assert abs(float(estimate) - float(true_mi)) < 4 * estimate.stderr + RARE


def test_monte_carlo_of_relative_noise_on_tiny_activations() -> None:
    """Two pairs of close centres, a factor 10^8 apart: a shift to mean 0 would make the squares of the tiny centres huge."""
    centres = np.array([[1.0], [1.002], [1e-8], [1.002e-8]])
    exact = float(input_information(centres, 1e-3 * centres))
    assert exact == pytest.approx(math.log(2) + float(input_information(centres[:2], 1e-3 * centres[:2])), abs=1e-9)
    estimate = sampled_information(NoisyLayer.of(centres, 1e-3 * centres), 20_000, 0)[0]
    assert estimate.stderr is not None
    assert abs(float(estimate) - exact) < 4 * estimate.stderr + RARE


def test_blocks_do_not_change_the_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = NoisyLayer.of(*draw(50, 3, 6)[:1], 0.3)
    whole = sampled_information(layer, 500, 7)
    monkeypatch.setattr("infoplane.planes.exact.mixture_sampling._BLOCK", 50 * 7)
    pieces = sampled_information(layer, 500, 7)
    assert float(pieces[0]) == pytest.approx(float(whole[0]), rel=1e-12)


def test_isolated_centres_reach_the_cap_and_equal_centres_have_no_information() -> None:
    far = np.arange(20.0).reshape(10, 2)
    labels = np.arange(10) % 2
    assert [float(e) for e in layer_information(far, labels, 1e-3)] == pytest.approx([math.log(10), math.log(2)], rel=1e-12)
    for width in (1, 2, 5):
        equal = layer_information(np.ones((10, width)), labels, 0.1, rng=0)
        assert [float(e) for e in equal] == pytest.approx([0, 0], abs=1e-9)


@settings(max_examples=25)
@given(st.integers(2, 30), st.floats(0.01, 2), st.integers(0, 10**6), st.floats(0, 2 * math.pi))
def test_identities(n: int, std: float, seed: int, angle: float) -> None:
    """0 <= I(Y;T) <= min(I(X;T), H(Y)), I(X;T) <= ln n; rotation, shift and scale do not change the values."""
    centres, labels = draw(n, 2, seed)
    input_nats, label_nats = (float(e) for e in layer_information(centres, labels, std))
    assert -1e-9 <= label_nats <= min(input_nats, label_entropy(labels)) + 1e-9
    assert input_nats <= math.log(n) + 1e-9
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    assert float(input_information(3 * centres @ turn + 5, 3 * std)) == pytest.approx(input_nats, abs=1e-8)
    assert float(label_information(centres @ turn, labels, std)) == pytest.approx(label_nats, abs=1e-8)


def test_information_falls_with_the_noise() -> None:
    centres, labels = draw(60, 2, 8)
    values = np.array([[float(e) for e in layer_information(centres, labels, std)] for std in (0.01, 0.1, 0.3, 1.0, 3.0)])
    assert (np.diff(values, axis=0) < 0).all()


def test_images_are_flattened_and_repeated_inputs_add_their_weights() -> None:
    centres = np.array([[0.0, 1.0], [2.0, 0.0], [2.0, 0.0]])
    merged = input_information(centres[:2], 0.7, [1, 2])
    assert float(input_information(centres, 0.7)) == pytest.approx(float(merged), abs=1e-9)
    assert float(input_information(centres.reshape(3, 1, 2), 0.7)) == pytest.approx(float(merged), abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.0], [np.nan]], 1.0), "finite"),
        (([0.0, 1.0], 1.0), r"\(n, width\)"),
        (([[0.0], [1.0]], 0.0), "exact_information"),
        (([[0.0], [1.0]], [[0.0], [1.0]]), "activation is 0"),
        (([[0.0], [1.0]], 1.0, [1.0]), "one weight"),
        (([[0.0], [1.0]], 1.0, [1.0, 0.0]), "leave out"),
        ((np.eye(3), 1.0, None, 1), "at least 2 samples"),
    ],
)
def test_wrong_arguments_raise_errors(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        input_information(*arguments)
