"""What a chain says about the readings of its layers."""

import numpy as np
import pytest

from infoplane.planes.readings.order import equal_ranks, ordered
from infoplane.planes.readings.protocol import Reading


def learnt(nats: float, upper: float = 7.0) -> Reading:
    return Reading(nats, 0.03, nats, upper, "learnt")


def test_a_later_lower_end_is_one_of_an_earlier_layer() -> None:
    found = ordered([learnt(2.0), learnt(1.0), learnt(3.0), learnt(0.5)])
    assert [reading.lower for reading in found] == [3.0, 3.0, 3.0, 0.5]
    assert [reading.nats for reading in found] == [3.0, 3.0, 3.0, 0.5]
    assert found[0].details["before order"] == 2.0
    assert "raised by a later layer" in found[1].flags and not found[2].flags


def test_an_earlier_upper_end_is_one_of_a_later_layer() -> None:
    exact = Reading(4.0, 0.01, 4.0, 4.0, "noise")
    found = ordered([exact, learnt(3.5), learnt(4.02)])
    assert [reading.upper for reading in found] == [4.0, 4.02, 4.02]  # never below the own lower end
    assert found[0] == exact  # an exact value is not raised by what is learnt behind it


def test_the_value_between_the_ends_of_a_certificate_stays() -> None:
    certificate = Reading(3.0, 0.02, 2.9, 3.1, "certificate")
    found = ordered([certificate, learnt(2.95)])
    assert (found[0].nats, found[0].lower) == (3.0, 2.95)


def test_layers_of_equal_ranks_share_a_reading() -> None:
    layer = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
    exact = Reading(4.0, 0.01, 4.0, 4.0, "noise")
    for readings in ([exact, learnt(3.2)], [learnt(3.2), exact]):
        found = ordered(readings, [layer, np.exp(layer)])
        assert {reading.nats for reading in found} == {4.0}
    assert [reading.nats for reading in ordered([learnt(3.0), learnt(2.0)], [layer, np.exp(layer)])] == [3.0, 3.0]


@pytest.mark.parametrize(
    ("change", "same"),
    [(np.exp, True), (lambda t: 3 * t - 1, True), (np.abs, False), (lambda t: t[:, :2], False), (lambda t: t[:, ::-1], False)],
)
def test_equal_ranks(change: object, same: bool) -> None:
    layer = np.random.default_rng(1).normal(size=(100, 3))
    assert equal_ranks(layer, change(layer)) is same  # type: ignore[operator]
    assert not equal_ranks(layer, np.zeros_like(layer))
