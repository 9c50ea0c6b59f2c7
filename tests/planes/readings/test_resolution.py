"""Readings of layers without noise: exact after rounding, and named by their resolution."""

import math

import numpy as np
import pytest

from infoplane.planes.readings.resolution import binned, quantised

LAYER = np.random.default_rng(0).normal(size=(300, 4))
LABELS = np.arange(300) % 3


@pytest.mark.parametrize("reading", [binned, quantised])
def test_scale_does_not_matter_and_ends_are_the_value(reading) -> None:
    (of_x, of_y), (scaled, _) = reading(LAYER, LABELS, 4), reading(LAYER * 1e8, LABELS, 4)
    assert of_x == scaled
    assert of_x.lower == of_x.nats == of_x.upper
    assert 0 < of_y.nats <= math.log(3) + 1e-12
    assert reading(LAYER, None, 4)[1] is None
    assert reading(np.full((5, 2), 0.1), [0, 1, 0, 1, 1])[0].nats == pytest.approx(0, abs=1e-12)


def test_a_resolution_that_separates_all_inputs_is_flagged() -> None:
    assert "at ln n" in quantised(LAYER, LABELS, 16)[0].flags
    assert "at ln n" not in quantised(LAYER, LABELS, 1)[0].flags
    with pytest.raises(ValueError, match="1 bit"):
        quantised(LAYER, LABELS, 0)


def test_weights_are_probabilities_of_inputs() -> None:
    twice = np.concatenate([LAYER, LAYER[:1]])
    weights = np.full(300, 1 / 301)
    weights[0] *= 2
    of_rows, of_inputs = binned(twice, None, 5)[0], binned(LAYER, None, 5, weights)[0]
    assert of_rows.nats == pytest.approx(of_inputs.nats)
