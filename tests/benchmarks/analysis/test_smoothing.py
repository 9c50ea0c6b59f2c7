"""The two filters: what is slow stays, what is fast goes."""

import numpy as np
import pytest

from infoplane.benchmarks.analysis.smoothing import smoothed

EPOCHS = np.arange(301)


def test_a_slow_curve_stays_and_noise_goes() -> None:
    slow = np.sin(EPOCHS / 60)
    noise = np.random.default_rng(0).normal(scale=0.3, size=301)
    _, kept = smoothed(EPOCHS, slow)
    _, left = smoothed(EPOCHS, noise)
    assert kept[20:-20] == pytest.approx(slow[20:-20], abs=0.02)
    assert left[20:-20].std() < 0.5 * noise.std()


def test_readings_between_epochs_are_interpolated() -> None:
    epochs = np.array([0, 1, 4, 20, 100])
    every, values = smoothed(epochs, epochs * 0.5)
    assert every.tolist() == list(range(101))
    assert values[30:-30] == pytest.approx(every[30:-30] * 0.5, abs=0.5)


def test_a_short_series_stays_as_it_is() -> None:
    every, values = smoothed(np.array([0, 2]), np.array([1.0, 3.0]))
    assert (every.tolist(), values.tolist()) == ([0, 1, 2], [1.0, 2.0, 3.0])
