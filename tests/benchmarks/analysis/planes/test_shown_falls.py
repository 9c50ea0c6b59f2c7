"""Falls that an estimate shows, held against both ends: real, not possible, not decided."""

import math

import pytest

from infoplane.benchmarks.analysis.planes import compressions, shown_falls
from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow

N = 1000
CAP = math.log(N)


def curve(estimator: str, values: list[float], seed: int = 0, n: int = N, layer: str = "L1", **ends: float) -> list[PlaneRow]:
    """Rows with the standard error 0.05; `above` gives bounds an upper end so far above the value, else it is ln n."""
    bounds = estimator == "bounds"
    made = []
    for epoch, value in enumerate(values):
        upper = None if not bounds else value + ends["above"] if "above" in ends else math.log(n)
        flags = "at ln n" if bounds and value > CAP - 0.3 else ""
        row = PlaneRow(epoch, "train", layer, "I(X;L)", estimator, n, "ok", "", value, 0.05, None, "{}", flags=flags, seed=seed)
        made.append(row._replace(lower=value if bounds else None, upper=upper))
    return made


def verdicts(rows: list[PlaneRow]) -> list[str]:
    return [fall.verdict for fall in shown_falls.shown_falls(rows)]


def test_a_fall_of_both_ends_is_real() -> None:
    rows = curve("bounds", [2.0, 4.0, 3.0], above=0.1) + curve("KDE", [1.0, 5.0, 3.0])
    assert verdicts(rows) == ["real"]
    (fall,) = shown_falls.shown_falls(rows)
    assert fall[:4] == ("KDE", "train", "L1", 0)
    assert (fall.fall, fall.most) == (pytest.approx(2.0), pytest.approx(1.1))


@pytest.mark.parametrize(("last", "verdict"), [(6.72, "not possible"), (6.5, "not decided"), (3.0, "not decided")])
def test_a_fall_is_not_possible_from_three_errors_above_what_the_ends_allow(last: float, verdict: str) -> None:
    """At most CAP - last = 0.19, 0.41 and 3.91 nats are possible; 0.6 are shown, with an error of 0.05 sqrt(4) = 0.1."""
    rows = curve("bounds", [1.0, 2.0, last]) + curve("WKL", [5.0, 6.0, 5.4])
    found = shown_falls.shown_falls(rows)
    assert [fall.verdict for fall in found] == [verdict]
    assert found[0].most == pytest.approx(CAP - last)


def test_more_inputs_allow_a_larger_fall() -> None:
    bounds = curve("bounds", [1.0, 6.0, 6.8])
    assert verdicts(bounds + curve("WKL", [5.0, 6.0, 5.0])) == ["not possible"]
    assert verdicts(bounds + curve("WKL", [5.0, 6.0, 5.0], n=4 * N)) == ["not decided"], "ln 4 = 1.39 more"


def test_epochs_without_ends_allow_any_fall() -> None:
    """A row without a value is that of a layer without noise, or of a reading that failed."""
    bounds, shown = curve("bounds", [1.0, 2.0, 6.8]), curve("WKL", [5.0, 6.0, 5.0])
    nothing = [row._replace(value=None, lower=None, upper=None, status="infinite") for row in bounds]
    assert verdicts(bounds + shown) == ["not possible"]
    assert verdicts(nothing + shown) == ["not decided"]
    for missing in range(3):
        assert verdicts([*bounds[:missing], nothing[missing], *bounds[missing + 1 :], *shown]) == ["not decided"]
        assert verdicts([*bounds[:missing], *bounds[missing + 1 :], *shown]) == ["not decided"]


def test_only_significant_falls_of_estimates_count() -> None:
    bounds = curve("bounds", [1.0, 2.0, 2.0])
    assert verdicts(bounds + curve("WKL", [1.0, 2.0, 1.9])) == []
    assert verdicts(bounds + curve("exact", [1.0, 2.0, 1.0])) == []
    assert verdicts(curve("WKL", [1.0, 2.0, 1.0])) == [], "no ends beside it"


def test_sentences_count_and_name_the_worst() -> None:
    rows = curve("bounds", [2.0, 4.0, 3.0], above=0.1) + curve("KDE", [1.0, 5.0, 3.0]) + curve("WKL", [1.0, 1.0, 1.0])
    rows += curve("bounds", [1.0, 6.0, 6.8], seed=1) + curve("KDE", [5.0, 6.0, 4.0], seed=1)
    kde, wkl = shown_falls.remarks_of(rows)
    assert kde.startswith(
        "KDE shows 2 significant falls of I(X;L) in 2 curves (a layer, a part and a run each): 1 real, 1 not possible, "
        "0 not decided; of 1 certain fall it shows 1."
    )
    assert kde.endswith("The worst is L1 (train, seed 1): a fall by 2.00 nats, where at most 0.11 are possible.")
    assert "a fall by 2.89 bits" in shown_falls.remarks_of(rows, Units.bits)[0]
    assert wkl == (
        "WKL shows no significant fall of I(X;L) in 1 curve (a layer, a part and a run each); of 1 certain fall it shows 0."
    )


def test_layers_of_one_answer_share_a_sentence() -> None:
    fell = [2.0, 4.0, 3.0]
    rows = (
        curve("bounds", fell, above=0.1)
        + curve("bounds", fell, layer="L2", above=0.1)
        + curve("bounds", [1.0, 6.8], layer="L3")
    )
    assert compressions.remarks_of(rows) == [
        "I(X;L), train, L1, L2: fell by 1.00 ± 0.07 nats from epoch 1 to 2.",
        "I(X;L), train, L3: cannot be told: the last epoch is at ln n: more inputs are needed to show a fall.",
    ]
    rows += curve("bounds", [2.0, 4.0, 3.2], seed=1, above=0.1)
    assert compressions.remarks_of(rows)[0] == "I(X;L), train, L1: fell in 2 of 2 runs, by 0.80 to 1.00 nats."
