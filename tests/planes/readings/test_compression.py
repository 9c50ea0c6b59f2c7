"""Whether I(X;L) fell: by both ends, or it cannot be told."""

from dataclasses import dataclass

import pytest

from infoplane.planes.readings.compression import compression


@dataclass
class Row:
    epoch: int
    value: float | None
    lower: float | None
    upper: float | None
    flags: str = ""
    stderr: float | None = 0.02
    layer: str = "L4"
    quantity: str = "I(X;L)"


def verdict(*rows: Row) -> str:
    return compression(rows, "L4").verdict


def test_a_certified_fall() -> None:
    """The dense network of the tests: .69, 4.04, 3.85, 3.11, 2.55 from both sides."""
    values = {0: 0.69, 2: 4.04, 8: 3.85, 32: 3.11, 200: 2.55}
    found = compression([Row(epoch, nats, nats - 0.02, nats + 0.02) for epoch, nats in values.items()], "L4")
    assert (found.verdict, found.start, found.end) == ("fell", 2, 200)
    assert str(found) == "fell by 1.49 ± 0.03 nats from epoch 2 to 200"


def test_a_falling_lower_bound_proves_nothing() -> None:
    assert verdict(Row(1, 4.0, 4.0, 7.1), Row(9, 3.0, 3.0, 7.1)) == "cannot be told"


def test_exact_values_that_rise_did_not_fall() -> None:
    assert verdict(Row(1, 5.5, 5.5, 5.5), Row(5, 5.7, 5.7, 5.7), Row(9, 5.69, 5.69, 5.69)) == "did not fall"
    assert verdict(Row(1, 5.5, 5.5, 5.5), Row(5, 5.7, 5.7, 5.7), Row(9, 5.4, 5.4, 5.4)) == "fell"


def test_at_ln_n_it_cannot_be_told() -> None:
    found = compression([Row(1, 6.9, 6.9, 7.1), Row(9, 7.09, 7.09, 7.1, "under-learnt; at ln n")], "L4")
    assert found.verdict == "cannot be told"
    assert "at ln n" in str(found)


def test_a_deterministic_or_missing_value_cannot_be_told() -> None:
    assert verdict(Row(1, 1.0, 1.0, 1.0), Row(9, None, None, None, "deterministic")) == "cannot be told"
    assert verdict(Row(1, 1.0, 1.0, 1.0), Row(9, None, None, None)) == "cannot be told"


def test_it_needs_two_epochs_of_the_layer() -> None:
    with pytest.raises(ValueError, match="two epochs"):
        compression([Row(1, 1.0, 1.0, 1.0), Row(2, 1.0, 1.0, 1.0, layer="L3")], "L4")
