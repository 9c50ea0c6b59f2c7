"""I(X;L) from passes: exact where the noise is known, near the exact value where it is learnt, and never impossible."""

import math
from dataclasses import replace

import numpy as np
import pytest

from infoplane.planes.exact.mixture_information import input_information as exact_information
from infoplane.planes.readings.inputs import STILL_TO_LEARN, input_information
from infoplane.planes.readings.protocol import Passes, Reading

from .passes import blind, known, noisy, uniform

RNG = np.random.default_rng(0)
CENTRES = RNG.standard_normal((400, 2))
EXACT = float(exact_information(CENTRES, 0.2))


@pytest.fixture(scope="module")
def learnt() -> Reading:
    """Of passes of which nothing else is known."""
    return input_information(blind(noisy(CENTRES, 0.2)), 0)


def test_known_noise_is_exact() -> None:
    reading = input_information(known(CENTRES, 0.2), 0)
    assert (reading.method, reading.stderr) == ("quadrature", 0.0)
    assert reading.nats == reading.lower == reading.upper == pytest.approx(EXACT, abs=1e-9)
    wide = np.column_stack([CENTRES, np.zeros((400, 8))])
    drawn = input_information(known(wide, 0.2), 0)
    assert drawn.method == "noise"
    assert abs(drawn.nats - EXACT) < 4 * drawn.stderr < 0.1


def test_what_is_learnt_is_near_the_exact_value(learnt: Reading) -> None:
    assert learnt.method == "learnt"
    assert abs(learnt.nats - EXACT) < 3 * learnt.stderr + 0.02
    assert EXACT - 0.15 < learnt.lower < EXACT + 2 * learnt.stderr
    assert learnt.upper == pytest.approx(math.log(400))


@pytest.mark.parametrize("scale", [1e8, 1e-8, 1e-20])
def test_scale_does_not_matter(scale: float, learnt: Reading) -> None:
    scaled = input_information(blind(noisy(CENTRES, 0.2) * np.float32(scale)), 0)
    assert scaled.nats == pytest.approx(learnt.nats, abs=1e-3)


def test_constant_columns_and_dead_units_are_ignored(learnt: Reading) -> None:
    dead = np.concatenate([noisy(CENTRES, 0.2), np.full((18, 400, 3), 7.3, np.float32)], axis=2)
    assert input_information(blind(dead), 0).nats == learnt.nats


def test_noise_without_signal_reads_nothing(learnt: Reading) -> None:
    """Many columns of noise add nothing and do no harm."""
    nothing = input_information(blind(noisy(np.zeros((300, 20)), 1.0)), 0)
    assert abs(nothing.nats) < 2 * nothing.stderr + 1e-3
    beside = np.concatenate([noisy(CENTRES, 0.2), noisy(np.zeros((400, 40)), 1.0, seed=5)], axis=2)
    assert input_information(blind(beside), 0).lower > learnt.lower - 0.3


def test_a_constant_layer_reads_zero_and_a_deterministic_one_infinite() -> None:
    constant = input_information(blind(np.ones((18, 50, 3), np.float32)), 0)
    assert (constant.nats, constant.lower, constant.upper) == (0, 0, 0)
    same = np.repeat(CENTRES[None].astype(np.float32), 4, axis=0)
    same[:, 1] = same[:, 0]
    fixed = input_information(blind(same), 0)
    assert math.isinf(fixed.nats)
    assert fixed.details["distinct"] == 399
    assert fixed.lower == pytest.approx(math.log(400) - math.log(2) / 200)
    assert fixed.flags == ("deterministic",)


def test_weights_are_probabilities_of_inputs() -> None:
    weights = np.random.default_rng(3).dirichlet(np.ones(400))
    exact = float(exact_information(CENTRES, 0.2, weights))
    for passes in (known(CENTRES, 0.2), blind(noisy(CENTRES, 0.2))):
        reading = input_information(replace(passes, weights=weights), 0)
        assert abs(reading.nats - exact) < 3 * reading.stderr + 1e-9
    assert reading.upper == pytest.approx(-float(weights @ np.log(weights)))


def test_at_the_cap_it_says_so_and_stays_below() -> None:
    apart = input_information(blind(noisy(10 * CENTRES, 0.001)), 0)
    assert "at ln n" in apart.flags
    assert math.log(400) - 0.05 < apart.nats <= math.log(400)


def test_own_noise_behind_other_noise_has_an_upper_end() -> None:
    centres = noisy(CENTRES, 0.2)
    values = centres + noisy(np.zeros((400, 2)), 0.2, seed=1)
    passes = Passes(values, centres, 0.2, uniform(400))
    exact = float(exact_information(CENTRES, 0.2 * math.sqrt(2)))
    reading = input_information(passes, 0)
    assert reading.method == "learnt"
    assert abs(reading.nats - exact) < 3 * reading.stderr + 0.02
    assert exact < reading.upper < exact + 0.5


def test_few_passes_are_flagged_or_refused() -> None:
    wide = np.random.default_rng(2).standard_normal((300, 30)) / 3
    few = input_information(blind(noisy(wide, 0.5, 6)), 0)
    assert "under-learnt" in few.flags and few.details["still to learn"] > STILL_TO_LEARN
    assert few.lower < few.nats
    with pytest.raises(ValueError, match="at least 4"):
        input_information(blind(noisy(wide, 0.5, 3)), 0)


def test_few_inputs_use_more_of_the_passes() -> None:
    signs = np.array([[-1.0], [1.0]])
    reading = input_information(blind(noisy(signs, 1.0, 400)), 0)
    assert abs(reading.nats - 0.336830) < 3 * reading.stderr < 0.1


def test_many_inputs_are_chosen_and_counted() -> None:
    many = np.random.default_rng(4).standard_normal((6000, 1))
    reading = input_information(known(many, 0.5, 2), 0)
    assert reading.details["inputs"] == 2000
    assert reading.nats == pytest.approx(0.5 * math.log(5), abs=0.06)
    assert input_information(known(many[:4096], 0.5, 2), 0).details["inputs"] == 4096


def test_wide_layers_keep_their_main_axes(learnt: Reading) -> None:
    lift = np.random.default_rng(5).standard_normal((2, 400))
    reading = input_information(blind(noisy(CENTRES, 0.2) @ lift.astype(np.float32)), 0)
    assert reading.details["kept"] > 0.999
    assert reading.nats == pytest.approx(learnt.nats, abs=0.05)


def test_one_to_one_columns_keep_what_two_units_know() -> None:
    """Forty columns that curve: the noise has two directions, which differ between inputs."""
    rng = np.random.default_rng(6)
    lift, offsets = rng.standard_normal((2, 40)) / 2, np.linspace(-1, 1, 40)
    centres = 2 * rng.standard_normal((1000, 2))
    exact, passes = float(exact_information(centres, 0.1)), noisy(centres, 0.1)
    for bent in (np.tanh(passes @ lift + offsets), np.sin(passes @ lift)):
        reading = input_information(blind(bent.astype(np.float32)), 0)
        assert abs(reading.nats - exact) < 0.15 + 2 * reading.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"values": np.zeros((18, 400))}, "shape"),
        ({"weights": np.ones(3)}, "one positive weight"),
        ({"centres": np.zeros((400, 3))}, "Centres have shape"),
        ({"std": 0.0}, "positive"),
        ({"values": np.full((18, 400, 2), np.nan)}, "NaN or infinite on 400 of 400"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        input_information(replace(known(CENTRES, 0.2), **change), 0)


def test_many_passes_of_few_inputs_are_both_ends() -> None:
    """Two noisy tanh units, one after the other, on four inputs: their own noise is known and 1,000 passes are cheap."""
    x = np.array([[-3.0], [-1.0], [1.0], [3.0]])
    centres = np.tanh(noisy(np.tanh(x), 0.1, 1000))
    values = centres + noisy(np.zeros((4, 1)), 0.1, 1000, seed=1)
    reading = input_information(Passes(values, centres, 0.1, uniform(4)), 0)
    exact = 1.1755306 * np.log(2)
    assert reading.method == "certificate"
    assert reading.lower - 3 * reading.stderr < exact < reading.upper + 3 * reading.stderr
    assert abs(reading.nats - exact) < 3 * reading.stderr + 0.02
