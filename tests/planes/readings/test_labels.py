"""I(L;Y) held out: near the true MI, never above it by more than errors, for every form that labels have."""

import math

import numpy as np
import pytest

from infoplane.planes.readings.labels import label_information
from infoplane.planes.readings.protocol import Reading

RNG = np.random.default_rng(0)
LABELS = RNG.integers(3, size=900)
LAYER = np.eye(3)[LABELS] * 4 + RNG.standard_normal((900, 3))


@pytest.fixture(scope="module")
def plain() -> Reading:
    return label_information(LAYER, LABELS, 0)


def test_upper_end_is_the_entropy_and_lower_end_the_value(plain: Reading) -> None:
    shares = np.bincount(LABELS) / 900
    assert plain.upper == pytest.approx(-float(shares @ np.log(shares)))
    assert 0.85 * plain.upper < plain.nats == plain.lower < plain.upper
    assert plain.method == "held-out" and plain.flags == ()


def test_independent_labels_read_nothing() -> None:
    for columns in (1, 5, 60):
        reading = label_information(RNG.standard_normal((1000, columns)), RNG.integers(4, size=1000), 0)
        assert abs(reading.nats) < 0.01


@pytest.mark.parametrize(
    "y",
    [LABELS[:, None], np.eye(3)[LABELS], np.array(["a", "b", "c"])[LABELS], LABELS.astype(float), LABELS * 7 - 3],
    ids=["column", "one-hot", "strings", "floats", "any integers"],
)
def test_every_form_of_labels_is_one(y: np.ndarray, plain: Reading) -> None:
    assert label_information(LAYER, y, 0).nats == pytest.approx(plain.nats, abs=0.02)


@pytest.mark.parametrize("scale", [1e8, 1e-8])
def test_scale_and_dead_units_do_not_matter(scale: float, plain: Reading) -> None:
    dead = np.column_stack([LAYER * scale, np.full((900, 2), 3.0)])
    assert label_information(dead, LABELS, 0).nats == pytest.approx(plain.nats, abs=1e-3)


def test_classes_of_one_row(plain: Reading) -> None:
    rare = LABELS.copy()
    rare[:3] = [3, 4, 5]
    reading = label_information(LAYER, rare, 0)
    assert reading.details["classes"] == 6
    assert 0.8 * plain.nats < reading.nats < reading.upper


def test_many_classes() -> None:
    rng = np.random.default_rng(1)
    labels = rng.permutation(np.arange(1200) % 120)
    layer = 6 * rng.standard_normal((120, 8))[labels] + rng.standard_normal((1200, 8))
    reading = label_information(layer, labels, 0)
    assert reading.upper == pytest.approx(math.log(120))
    assert reading.upper - 0.1 < reading.nats <= reading.upper
    assert abs(label_information(rng.standard_normal((1200, 8)), labels, 0).nats) < 0.05


def test_constant_layers_and_labels_read_zero() -> None:
    assert label_information(np.ones((900, 2)), LABELS, 0).nats == 0
    assert label_information(LAYER, np.zeros(900, int), 0).nats == 0


def test_weights_are_probabilities_of_rows() -> None:
    weights = np.where(LABELS == 0, 3.0, 1.0)
    reading = label_information(LAYER, LABELS, 0, weights)
    shares = np.bincount(LABELS, weights / weights.sum())
    assert reading.upper == pytest.approx(-float(shares @ np.log(shares)))
    repeated = np.repeat(np.arange(900), weights.astype(int))
    assert reading.nats == pytest.approx(label_information(LAYER[repeated], LABELS[repeated], 0).nats, abs=0.06)


def test_several_labels_a_row() -> None:
    """Two bits are four classes; ten bits are read one by one. Each bit through a channel of known MI."""
    channel = 0.48594415 * math.log(2)
    for bits, tolerance in ((2, 0.05), (10, 0.35)):
        rng = np.random.default_rng(bits)
        y = rng.integers(2, size=(1500, bits))
        layer = (2 * y - 1 + rng.standard_normal((1500, bits))) @ rng.standard_normal((bits, bits + 3))
        reading = label_information(layer, y, 0)
        assert ("classes" in reading.details) == (bits == 2)
        assert bits * channel - tolerance < reading.nats < bits * channel + 3 * reading.stderr


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one row of y each"):
        label_information(LAYER, LABELS[:5], 0)
    with pytest.raises(ValueError, match="NaN or infinite"):
        label_information(np.full((900, 2), np.inf), LABELS, 0)


def test_a_layer_without_information_is_not_read_below_zero() -> None:
    """The rows agree closely where every decoder gives the shares of the classes; that says nothing of what the shares cost."""
    for n, columns, classes in ((529, 2, 23), (1500, 8, 2), (300, 4, 5)):
        for seed in range(2):
            rng = np.random.default_rng([seed, n])
            found = label_information(rng.standard_normal((n, columns)), np.arange(n) % classes, seed)
            assert "below 0" not in found.flags
            assert -2 * found.stderr < found.nats < 3 * found.stderr and found.stderr >= 1 / n
