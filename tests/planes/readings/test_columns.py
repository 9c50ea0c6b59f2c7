"""Layers whose noise is not the same everywhere, or is not normal: what their columns are turned into, and what they read."""

import itertools

import numpy as np
import pytest

from infoplane.planes.exact.mixture_information import input_information as exact_information
from infoplane.planes.exact.scalar_channels import hypercube_information
from infoplane.planes.readings.identification.levelling import levelled
from infoplane.planes.readings.inputs import input_information

from .passes import blind, noisy, uniform


def maps(seed: int, widths: tuple[int, ...], gain: float) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    pairs = itertools.pairwise(widths)
    return [(gain * rng.standard_normal((a, b)) / np.sqrt(a), gain * rng.standard_normal(b)) for a, b in pairs]


def leaky(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, 0.1 * values)


# Units of the noisy layer, deviation of its noise, widths of the maps behind it, their function and their gain: the maps are
# one to one, so I(X;L) is that of the noisy layer.
KINDS = {
    "saturated units": (lambda u: np.tanh(3 * u), 2, 0.1, (40,), np.tanh, 1.0),
    "saturated map": (lambda u: 2 * u, 2, 0.1, (40,), np.tanh, 4.0),
    "three saturated maps": (lambda u: 1.5 * u, 2, 0.1, (40, 40, 200), np.tanh, 1.5),
    "one unit": (np.tanh, 1, 0.05, (20, 20), np.tanh, 1.5),
    "two leaky maps": (lambda u: np.maximum(u, 0), 3, 0.3, (40, 60), leaky, 1.0),
    "sines": (lambda u: 1.5 * u, 2, 0.1, (40,), np.sin, 1.5),
    "little information": (np.tanh, 3, 1.5, (50,), np.tanh, 0.5),
}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_one_to_one_maps_of_a_noisy_layer() -> None:
    """RMSE below .1, the worst within .15 and two standard errors, no lower end above by three. They print numbers."""
    errors = []
    for seed, (name, (units, k, std, widths, bend, gain)) in itertools.product(range(10, 12), KINDS.items()):
        rng = np.random.default_rng([seed, len(name)])
        centres = units(rng.standard_normal((1000, 3)) @ rng.standard_normal((3, k)) / np.sqrt(3))
        layer = noisy(centres, std, seed=seed).astype(np.float64)
        for weight, offset in maps(seed, (k, *widths), gain):
            layer = bend(layer @ weight + offset)
        exact = exact_information(centres, std, rng=0)
        reading = input_information(blind(layer.astype(np.float32)), 0)
        errors.append(reading.nats - exact.nats)
        print(f"{name}: {exact.nats:.3f}, error {errors[-1]:+.3f} ± {reading.stderr:.3f}, from {reading.lower:.3f}")
        assert abs(errors[-1]) < 0.15 + 2 * reading.stderr
        assert reading.lower < exact.nats + 3 * reading.stderr
    print(f"RMSE {np.sqrt(np.mean(np.square(errors))):.3f}")
    assert np.sqrt(np.mean(np.square(errors))) < 0.1


def test_levelled_columns_undo_saturation() -> None:
    """Behind tanh the noise of u is the same everywhere, and u is linear in what tanh saturates."""
    inner = noisy(2 * np.random.default_rng(0).standard_normal((500, 1)), 0.2, 12).astype(np.float64)
    columns = np.tanh(inner)
    even = levelled(columns, uniform(500))(columns)
    middle = np.abs(inner) < 3
    assert np.corrcoef(inner[middle], even[middle])[0, 1] > 0.995
    deviations = even.std(axis=0)[:, 0]
    near, far = deviations[np.abs(inner.mean(axis=0)[:, 0]) < 1].mean(), deviations[np.abs(inner.mean(axis=0)[:, 0]) > 2].mean()
    assert 0.7 < far / near < 1.4  # .2 without levels


def test_bits_are_found_behind_noise() -> None:
    cube = np.array(list(itertools.product([0.0, 1.0], repeat=8)))
    reading = input_information(blind(noisy(cube, 0.5)), 0)
    exact = hypercube_information(8, 0.5)
    assert exact - 0.12 - 2 * reading.stderr < reading.lower < exact + 3 * reading.stderr


def test_dropout_has_two_peaks() -> None:
    """Far more is read than if its noise were taken as normal, with the same deviation."""
    rng = np.random.default_rng(1)
    centres = np.abs(1.5 * rng.standard_normal((400, 4)))
    kept = rng.random((18, 400, 4)) < 0.5
    layer = 2 * centres * kept + 0.1 * rng.standard_normal(kept.shape)
    normal = input_information(blind(noisy(centres, float(np.std(layer - centres)))), 0)
    reading = input_information(blind(layer.astype(np.float32)), 0)
    assert reading.lower > normal.nats + 0.5


def test_a_unit_that_is_silent_in_the_passes_to_learn_from() -> None:
    values = noisy(np.random.default_rng(2).standard_normal((200, 2)), 0.5)
    silent = np.zeros((18, 200, 1), np.float32)
    silent[-1, 5] = 1.0
    with_it = input_information(blind(np.concatenate([values, silent], axis=2)), 0)
    without = input_information(blind(values), 0)
    assert abs(with_it.nats - without.nats) < 2 * without.stderr + 0.02
