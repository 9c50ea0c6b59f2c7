"""Verdicts on made-up rows whose verdict is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from infoplane.benchmarks.analysis.comparisons.differences import EQUAL, MARGIN, UNDECIDED, differences
from infoplane.benchmarks.analysis.comparisons.verdicts import verdicts
from tests.benchmarks.conftest import made_up

RNG = np.random.default_rng(1)
NOISE = RNG.normal(size=(3, 8))


def judged(estimates: dict[str, list[float | None]]) -> tuple[dict[str, str], str]:
    """Verdict against each baseline, and against all."""
    table = made_up(estimates)
    pairs = differences(table, "mine")
    (overall,) = verdicts(pairs).itertuples()
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
        ([1.1, 0.8, 1.2], [1.1, 0.8, 1.2], EQUAL),  # itself
        ([1.101, 0.8, 1.2], [1.1, 0.801, 1.201], EQUAL),
        ([1.1, 0.8, 1.2], [0.8, 1.2, 1.1], UNDECIDED),
        ([1.10, 1.30, 1.20], [1.15, 1.20, 1.40], UNDECIDED),  # smaller on average, by less than chance explains
        ([1.15, 1.20, 1.40], [1.10, 1.30, 1.20], UNDECIDED),  # larger on average, likewise
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
        expected.append("better" if interval.high < 0 else "worse" if interval.low > 0 else UNDECIDED)
        signs |= {np.sign((mine - base).mean())} if expected[-1] == UNDECIDED else set()
        parts.append(made_up({"mine": list(1 + mine), "base": list(1 + base)}, f"t{index}"))
    table = pd.concat(parts, ignore_index=True)
    pairs = differences(table, "mine")
    assert pairs["verdict"].tolist() == verdicts(pairs)["verdict"].tolist() == expected
    assert min(map(expected.count, ("better", "worse", UNDECIDED))) > 20
    assert signs == {-1, 1}


GOOD, BAD, NEAR = [1.01, 0.99, 1.02], [1.5, 1.52, 1.49], [1.03, 1.0, 1.01]


@pytest.mark.parametrize(
    ("baselines", "verdict"),
    [
        ({"a": BAD, "b": [2.0, 2.1, 1.9]}, "better"),
        ({"a": BAD, "b": NEAR}, UNDECIDED),
        ({"a": BAD, "b": [None, None, None]}, "better"),
        ({"a": BAD, "b": [1.0, 1.0, 1.0]}, UNDECIDED),
        ({"a": BAD, "b": [1.02, 1.01, 1.06]}, UNDECIDED),  # the mean is in favour of the candidate, the interval is not
        ({"a": [None, None, None]}, "baseline fails"),
        ({"a": BAD, "b": [1.03, 0.98, None], "c": [None, 1.5, None]}, UNDECIDED),
    ],
)
def test_verdict_against_all(baselines: dict[str, list[float | None]], verdict: str) -> None:
    assert judged({"mine": GOOD, **baselines})[1] == verdict


def test_the_intervals_of_a_task_hold_for_all_its_baselines_together() -> None:
    """Bonferroni: each of m intervals has the level 1 - 0.05 / m, and the verdict follows from what is printed."""
    rng = np.random.default_rng(5)
    table = made_up({label: list(1 + rng.normal(size=6)) for label in ("mine", "a", "b", "c")})
    for line in differences(table, "mine").itertuples():
        errors = [np.abs(table.loc[table["estimator"] == label, "nats"] - 1) for label in ("mine", line.estimator)]
        wide = stats.ttest_rel(*map(np.asarray, errors)).confidence_interval(1 - 0.05 / 3)
        assert (line.difference_low, line.difference_high) == pytest.approx(tuple(wide))
        assert line.judged == 3


def test_many_baselines_widen_the_intervals() -> None:
    """A baseline that is only just significantly better when alone is not so as one of twenty."""
    mine = [1 + d for d in (0.10, 0.12, 0.17, 0.13, 0.16, 0.12)]
    close = [1 + d for d in (0.09, 0.10, 0.13, 0.12, 0.11, 0.10)]
    assert judged({"mine": mine, "close": close}) == ({"close": "worse"}, "worse")
    bad = {f"bad {i}": [2.0 + i] * 6 for i in range(19)}
    against_each, against_all = judged({"mine": mine, "close": close, **bad})
    assert against_each["close"] == against_all == UNDECIDED


@pytest.mark.parametrize("m", [1, 8])
def test_the_level_holds_for_all_baselines_together(m: int) -> None:
    """Where all are equally good, at most 5 % of tasks get the verdict better or worse; the binomial error is allowed for."""
    rng, tasks = np.random.default_rng(m), 400
    parts = [made_up({f"e{i}": list(1 + rng.normal(size=12)) for i in range(m + 1)}, f"t{task}") for task in range(tasks)]
    found = verdicts(differences(pd.concat(parts, ignore_index=True), "e0"))["verdict"]
    wrong = found.isin(["better", "worse"]).sum()
    assert stats.binomtest(int(wrong), tasks, 0.05, alternative="greater").pvalue > 1e-3


def test_a_failure_is_not_hidden_behind_wide_intervals() -> None:
    """The candidate is worse than each of six by its own interval and by the adjusted one than none, and it failed once."""
    mine = [1.30, 1.10, 1.25, 1.02, 1.20, None]
    table = made_up({"mine": mine, **{f"base {index}": [1.0] * 6 for index in range(6)}})
    alone = differences(table[table["estimator"].isin(["mine", "base 0"])], "mine")
    assert alone["verdict"].tolist() == ["worse"]
    pairs = differences(table, "mine")
    assert set(pairs["verdict"]) == {"fails"}
    assert verdicts(pairs)["verdict"].tolist() == ["fails"]


def test_a_baseline_with_one_common_replicate_is_not_judged_and_decides_nothing() -> None:
    table = made_up({"mine": GOOD, "bad": BAD, "slow": [1.0, None, None]})
    (line,) = verdicts(differences(table, "mine")).itertuples()
    assert (line.verdict, line.judged, line.baselines, line.deciding) == ("better", 1, 2, "bad")


def test_equal_is_another_word_than_no_significant_difference() -> None:
    """Ten thousand small differences that average out are equal; four large ones that do so are undecided."""
    rng = np.random.default_rng(7)
    for size, scale, verdict in ((2000, 0.05, EQUAL), (4, 0.5, UNDECIDED)):
        mine, base = rng.normal(0, scale, size=(2, size))
        assert judged({"mine": list(2 + mine), "base": list(2 + base)})[1] == verdict
    assert f"{MARGIN:.2f}"[1:] in EQUAL


def test_every_line_is_consistent_with_its_verdict() -> None:
    """The interval to the deciding baseline shows why: on 300 random tasks with four baselines, some failing, some equal."""
    rng = np.random.default_rng(11)
    parts = []
    for task in range(300):
        scale = rng.choice([0.003, 0.1])
        shift = rng.normal(0, 0.1, 5) * (rng.random() < 0.7)
        errors = 0.5 + shift[:, None] + scale * rng.normal(size=(5, rng.choice([2, 5, 30])))
        estimates = {f"e{i}": [None if rng.random() < 0.02 else 1 + e for e in row] for i, row in enumerate(errors)}
        parts.append(made_up(estimates, f"t{task}"))
    pairs = differences(pd.concat(parts, ignore_index=True), "e0")
    found = verdicts(pairs)
    for line in found.itertuples():
        low, high = line.difference_low, line.difference_high
        assert (line.verdict == "worse") == (line.worse > 0)
        if line.verdict == "worse":
            assert low > 0
        elif line.verdict == "better":
            assert high < 0
            assert line.better == line.judged
        elif line.verdict == EQUAL:
            assert -MARGIN <= low <= 0 <= high <= MARGIN
            assert line.better + line.equal == line.judged
        elif line.verdict == UNDECIDED:
            assert low <= 0 <= high
            assert min(low, -high) < -MARGIN
    assert {"better", "worse", "fails", EQUAL, UNDECIDED} <= set(found["verdict"])
