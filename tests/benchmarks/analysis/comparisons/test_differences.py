"""Verdicts on made-up rows whose verdict is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from infoplane.benchmarks.analysis.differences import differences, verdicts
from infoplane.benchmarks.analysis.summary import summarise
from tests.benchmarks.conftest import made_up

RNG = np.random.default_rng(1)
NOISE = RNG.normal(size=(3, 8))


def judged(estimates: dict[str, list[float | None]]) -> tuple[dict[str, str], str]:
    """Verdict against each baseline, and against all."""
    table = made_up(estimates)
    pairs = differences(table, "mine")
    (overall,) = verdicts(pairs, summarise(table)).itertuples()
    return dict(zip(pairs["estimator"], pairs["verdict"], strict=True)), overall.verdict


def test_the_interval_is_that_of_a_paired_t_test() -> None:
    mine, base = 1 + NOISE[0], 1.2 + NOISE[1]
    (line,) = differences(made_up({"mine": list(mine), "base": list(base)}), "mine").itertuples()
    test = stats.ttest_rel(np.abs(mine - 1), np.abs(base - 1))
    assert line.difference == pytest.approx(np.mean(np.abs(mine - 1) - np.abs(base - 1)))
    assert (line.difference_low, line.difference_high) == pytest.approx(tuple(test.confidence_interval(0.95)))
    assert line.difference / line.difference_se == pytest.approx(test.statistic)
    assert line.pairs == 8


def test_difference_is_paired() -> None:
    """Errors that vary together have a difference that does not vary; a replicate that one of the two lacks is not a pair."""
    table = made_up({"base": [2.0, 3.0, 4.0, 9.0], "mine": [1.75, 2.75, 3.75, None]})
    (line,) = differences(table, "mine").itertuples()
    assert (line.estimator, line.pairs) == ("base", 3)
    assert line.difference == pytest.approx(-0.25)
    assert line.difference_se == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("mine", "base", "verdict"),
    [
        ([1.01, 0.99, 1.02], [1.5, 1.52, 1.49], "better"),
        ([1.5, 1.52, 1.49], [1.01, 0.99, 1.02], "worse"),
        ([1.1, 0.8, 1.2], [1.1, 0.8, 1.2], "no difference"),  # itself
        ([1.1, 0.8, 1.2], [0.8, 1.2, 1.1], "no difference"),
        ([1.10, 1.30, 1.20], [1.15, 1.20, 1.40], "no difference"),  # smaller on average, by less than chance explains
        ([1.15, 1.20, 1.40], [1.10, 1.30, 1.20], "no difference"),  # larger on average, likewise
        ([1.01, 0.99, None], [1.5, 1.52, 1.49], "fails"),
        ([None, None, None], [1.5, 1.52, 1.49], "fails"),
        ([1.5, 1.52, None], [1.01, 0.99, 1.02], "worse"),
        ([1.01, 0.99, 1.02], [1.5, 1.52, None], "better"),
        ([1.01, 0.99, 1.02], [None, None, None], "baseline fails"),
        ([1.01], [1.5], "too few"),
    ],
)
def test_verdict_against_one(mine: list[float | None], base: list[float | None], verdict: str) -> None:
    assert judged({"mine": mine, "base": base}) == ({"base": verdict}, verdict)


def test_the_verdict_follows_from_the_interval_and_not_from_the_mean() -> None:
    """On 200 random tasks the verdict is that of scipy's paired t interval, whatever the sign of the mean."""
    rng = np.random.default_rng(3)
    parts, expected, signs = [], [], set()
    for index, shift in enumerate(np.linspace(-0.3, 0.3, 200)):
        mine, base = np.abs(rng.normal(size=(2, 5))) * 0.2 + [[0.5 + shift], [0.5]]
        interval = stats.ttest_rel(mine, base).confidence_interval(0.95)
        expected.append("better" if interval.high < 0 else "worse" if interval.low > 0 else "no difference")
        signs |= {np.sign((mine - base).mean())} if expected[-1] == "no difference" else set()
        parts.append(made_up({"mine": list(1 + mine), "base": list(1 + base)}, f"t{index}"))
    table = pd.concat(parts, ignore_index=True)
    pairs = differences(table, "mine")
    assert pairs["verdict"].tolist() == verdicts(pairs, summarise(table))["verdict"].tolist() == expected
    assert min(map(expected.count, ("better", "worse", "no difference"))) > 20
    assert signs == {-1, 1}


GOOD, BAD, NEAR = [1.01, 0.99, 1.02], [1.5, 1.52, 1.49], [1.03, 1.0, 1.01]


@pytest.mark.parametrize(
    ("baselines", "verdict"),
    [
        ({"a": BAD, "b": [2.0, 2.1, 1.9]}, "better"),
        ({"a": BAD, "b": NEAR}, "no difference"),
        ({"a": BAD, "b": [None, None, None]}, "better"),
        ({"a": BAD, "b": [1.0, 1.0, 1.0]}, "no difference"),
        ({"a": BAD, "b": [1.02, 1.01, 1.06]}, "no difference"),  # the mean is in favour of the candidate, the interval is not
        ({"a": [None, None, None]}, "baseline fails"),
        ({"a": BAD, "b": [1.03, 0.98, None], "c": [None, 1.5, None]}, "no difference"),
    ],
)
def test_verdict_against_all(baselines: dict[str, list[float | None]], verdict: str) -> None:
    assert judged({"mine": GOOD, **baselines})[1] == verdict


def test_many_baselines_widen_the_interval_of_the_verdict_worse() -> None:
    """A baseline that is only just significantly better when alone is not so as one of twenty."""
    mine = [1 + d for d in (0.10, 0.12, 0.17, 0.13, 0.16, 0.12)]
    close = [1 + d for d in (0.09, 0.10, 0.13, 0.12, 0.11, 0.10)]
    assert judged({"mine": mine, "close": close}) == ({"close": "worse"}, "worse")
    bad = {f"bad {i}": [2.0 + i] * 6 for i in range(19)}
    against_each, against_all = judged({"mine": mine, "close": close, **bad})
    assert against_each["close"] == "worse"
    assert against_all == "no difference"


def test_a_failure_is_not_hidden_behind_narrow_intervals() -> None:
    """The candidate is worse than each of six by the narrow interval and than none by the wider one, and it failed once."""
    mine = [1.30, 1.10, 1.25, 1.02, 1.20, None]
    table = made_up({"mine": mine, **{f"base {index}": [1.0] * 6 for index in range(6)}})
    pairs = differences(table, "mine")
    assert set(pairs["verdict"]) == {"worse"}
    assert not pairs["worse_of_all"].any()
    assert verdicts(pairs, summarise(table))["verdict"].tolist() == ["fails"]
