"""Gaussian noise: its distribution, its gradient, and its random state."""

import math

import numpy as np
import pytest
import torch

from infoplane.planes import GaussianNoise, randomness

N = 40_000


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("evaluation", [False, True])
def test_mean_and_variance_are_those_of_the_distribution(relative: bool, evaluation: bool) -> None:
    noise = GaussianNoise(0.3, relative).train(not evaluation)
    with randomness(1, relative, evaluation):
        read = noise(torch.tensor([-2.0, 0.5]).expand(N, 2)).double()
    centre = torch.tensor([-2.0, 0.5], dtype=torch.float64)
    std = 0.3 * centre.abs() if relative else torch.full((2,), 0.3, dtype=torch.float64)
    assert ((read.mean(0) - centre).abs() < 4 * std / math.sqrt(N)).all()
    assert ((read.var(0) - std**2).abs() < 4 * std**2 * math.sqrt(2 / (N - 1))).all()
    correlation = float(torch.corrcoef(read.T)[0, 1])
    assert abs(correlation) < 4 / math.sqrt(N)


def test_kurtosis_is_normal() -> None:
    with randomness(2):
        z = GaussianNoise(1.0)(torch.zeros(N)).double()
    assert abs(float((z**4).mean()) - 3) < 4 * math.sqrt(96 / N)  # the variance of Z^4 is 96


def test_relative_noise_of_zero_is_zero() -> None:
    assert (GaussianNoise(0.5, relative=True)(torch.zeros(10)) == 0).all()


def test_no_noise_is_the_identity() -> None:
    t = torch.linspace(-1, 1, 7)
    assert torch.equal(GaussianNoise(0.0)(t), t)


def test_only_relative_noise_changes_the_gradient() -> None:
    for relative in (False, True):
        t = torch.tensor([-2.0, 3.0], requires_grad=True)
        with randomness(3):
            read = GaussianNoise(0.3, relative)(t)
        read.sum().backward()
        # dT/dt is 1 under absolute noise, and T/t = 1 + s Z under relative noise.
        expected = (read / t).detach() if relative else torch.ones(2)
        torch.testing.assert_close(t.grad, expected)
        assert relative == bool((t.grad != 1).all())


def test_memory_layout_does_not_matter() -> None:
    t = torch.zeros(4, 3, 5, 5).contiguous(memory_format=torch.channels_last)
    read = GaussianNoise(1.0)(t)
    assert read.shape == t.shape
    assert read.unique().numel() == t.numel()


@pytest.mark.parametrize("std", [-0.1, math.inf, math.nan])
def test_a_wrong_std_raises_an_error(std: float) -> None:
    with pytest.raises(ValueError, match="needs a finite std >= 0"):
        GaussianNoise(std)


def test_the_text_form_shows_std_and_kind() -> None:
    assert repr(GaussianNoise(0.1)) == "GaussianNoise(std=0.1)"
    assert repr(GaussianNoise(0.1, relative=True)) == "GaussianNoise(std=0.1, relative=True)"


def test_randomness_follows_from_its_seed_and_does_not_change_the_global_state() -> None:
    torch.manual_seed(5)
    undisturbed = torch.randn(4)
    torch.manual_seed(5)
    drawn = []
    for seed in ((0, 1), (0, 1), (1, 0)):
        with randomness(*seed):
            drawn.append(torch.randn(4).numpy())
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert (drawn[0] != drawn[2]).all()
    assert torch.equal(torch.randn(4), undisturbed)


def test_randomness_restores_the_global_state_after_an_error() -> None:
    stream = torch.get_rng_state()
    with pytest.raises(KeyError), randomness(0):
        torch.randn(3)
        raise KeyError
    assert torch.equal(torch.get_rng_state(), stream)
