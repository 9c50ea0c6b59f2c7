"""Limits of true values: what breaks one by more than two standard errors is no row of status ok, and is counted."""

import math

import pytest

from infoplane.planes import PlaneRow
from infoplane.planes.rows.limits import judged, remarks
from infoplane.planes.rows.row import ENTROPY, INPUT, LABEL

CHAIN = [["L1", "L2", "L3"]]


def row(layer: str, quantity: str, value: float | None, stderr: float | None = 0.1, estimator: str = "E") -> PlaneRow:
    status = "ok" if value is not None else "infinite"
    return PlaneRow(1, "test", layer, quantity, estimator, 100, status, "", value, stderr, None, "{}")


def of(**values: tuple[float | None, float | None]) -> list[PlaneRow]:
    rows = [row("", ENTROPY, 1.0, None, "")]
    return rows + [row(layer, name, v) for layer, pair in values.items() for name, v in zip((INPUT, LABEL), pair, strict=True)]


def broken(rows: list[PlaneRow], chain: list[list[str]] = CHAIN) -> dict[tuple[str, str], str]:
    return {(found.layer, found.quantity): found.flags for found in judged(rows, chain) if found.status == "impossible"}


def test_values_within_all_limits_stay_as_they_are() -> None:
    rows = of(L1=(2.0, 0.9), L2=(1.5, 0.9), L3=(1.4, 0.8))
    assert judged(rows, CHAIN) == rows


def test_every_limit_is_found_and_named() -> None:
    rows = of(L1=(5.0, 0.5), L2=(-0.5, 0.0), L3=(1.0, 1.5))
    assert broken(rows) == {
        ("L1", INPUT): "above ln n",  # 4.6
        ("L2", INPUT): "below 0",
        ("L2", LABEL): "above I(X;L)",
        ("L3", INPUT): "above the layer before",
        ("L3", LABEL): "above H(Y); above I(X;L); above the layer before",
    }
    assert all(found.value is not None for found in judged(rows, CHAIN)), "a value is flagged, never taken away or moved"


def test_without_a_chain_layers_are_not_compared() -> None:
    assert broken(of(L1=(0.5, 0.1), L2=(2.0, 0.9)), []) == {}
    assert set(broken(of(L1=(0.5, 0.1), L2=(2.0, 0.9)))) == {("L2", INPUT), ("L2", LABEL)}


@pytest.mark.parametrize("excess", [0.19, 0.21, 0.27, 0.29])
def test_only_differences_beyond_two_standard_errors_count(excess: float) -> None:
    """H(Y) = 1 with an error of 0.1 counts from 1.2 on; the difference of two values has the error 0.1 sqrt(2)."""
    assert bool(broken(of(L1=(3.0, 1 + excess)))) == (excess > 0.2)
    assert bool(broken(of(L1=(-excess, -excess)))) == (excess > 0.2)
    assert bool(broken(of(L1=(math.log(100) + excess, 0.5)))) == (excess > 0.2)
    assert bool(broken(of(L1=(3.0, 0.5), L2=(2.0, 0.5 + excess)))) == (excess > 0.2 * math.sqrt(2))
    assert bool(broken(of(L1=(0.5, 0.5 + excess)))) == (excess > 0.2 * math.sqrt(2))


def test_without_standard_errors_every_excess_counts() -> None:
    rows = [found._replace(stderr=None) for found in of(L1=(3.0, 1.01))]
    assert broken(rows) == {("L1", LABEL): "above H(Y)"}


def test_an_infinite_value_limits_nothing_and_exact_values_are_not_judged() -> None:
    assert broken(of(L1=(None, 0.9), L2=(2.0, 0.9))) == {}
    assert broken([row("L1", INPUT, -1.0, 0.1, "exact")]) == {}


def test_a_run_is_told_in_a_sentence_for_each_estimator() -> None:
    rows = judged(of(L1=(5.0, 0.5), L2=(-0.5, 0.0), L3=(1.0, 1.5)), CHAIN)
    fine = [row("L1", INPUT, 4.5, estimator="bounds")._replace(flags="at ln n"), row("L1", LABEL, 0.5, estimator="bounds")]
    first, second = remarks(rows + fine)
    assert first.startswith(
        "E: of 6 readings 5 are impossible by more than 2 standard errors (1 below 0, 1 above ln n, 1 above H(Y)"
    )
    assert second == "bounds: of 2 readings 0 are impossible by more than 2 standard errors; flagged: 1 at ln n."
    failed = row("L2", INPUT, None)._replace(message="I(X;L) is infinite")
    assert remarks([failed]) == ["1 readings are infinite; the first: L2, I(X;L) is infinite."]
