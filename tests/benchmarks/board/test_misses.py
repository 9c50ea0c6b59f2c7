"""How often the intervals of `estimate_mi` miss, by numbers that are made up."""

import math

import pandas as pd
import pytest

from infoplane.benchmarks.board.misses import misses_of


def numbers(estimator: str, *ends: tuple[float, float]) -> pd.DataFrame:
    """Rows of an estimator with these intervals, at a true MI of 1."""
    lower, upper = zip(*ends, strict=True)
    return pd.DataFrame({"estimator": estimator, "true_mi": 1.0, "lower": lower, "upper": upper})


def test_misses_are_counted_on_both_sides() -> None:
    found = misses_of(numbers("auto", (0.9, 1.1), (1.25, 2.0), (0.0, 0.9), (0.9, math.inf), (math.nan, math.nan)))
    assert found is not None
    assert (found.intervals, found.missed) == (4, 2)
    assert found.most == pytest.approx(0.25)
    assert str(found) == "2 of 4, by up to 0.250"


def test_only_those_of_estimate_mi_count() -> None:
    both = pd.concat([numbers("AE+auto", (0.9, 1.1)), numbers("KSG", (2.0, 3.0)), numbers("auto, fast", (2.0, 3.0))])
    assert str(misses_of(both)) == "0 of 1"
    assert misses_of(numbers("KSG", (2.0, 3.0))) is None
