"""Candidates compared with the baselines: the tables and the sentences."""

import math
import re

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.comparisons import comparison_tables
from infoplane.benchmarks.analysis.comparisons.comparison import compared
from infoplane.benchmarks.analysis.comparisons.differences import EQUAL, MARGIN
from infoplane.benchmarks.analysis.comparisons.sentences import pairing_text, rank_text, remarks, statement
from infoplane.benchmarks.units import Units
from tests.benchmarks.conftest import made_up

GOOD, BAD = [1.01, 0.99, 1.02], [1.5, 1.52, 1.49]


def test_without_baselines_there_is_nothing_to_compare() -> None:
    found = compared(made_up({"mine": GOOD}), "mine")
    assert (found.rank.rank, found.rank.of) == (1, 1)
    assert found.verdicts.empty
    assert found.pairs.empty
    assert remarks([found]) == [pairing_text(found)]  # that it was not checked


def test_the_tables_show_the_comparison() -> None:
    found = compared(made_up({"mine": GOOD, "worst": BAD, "lost": [None, None, None], "even": [1.02, 1.01, 0.99]}), "mine")
    header, (line,) = comparison_tables.by_task(found)
    assert dict(zip(header, line, strict=True)) == {
        "task": "t",
        "n": "10",
        "true MI": "1",
        "RMSE": "0.014 ±0.004",
        "coverage": "-",
        "failures": "0 of 3",
        "decided by": "even",
        "its RMSE": "0.014",
        "difference to it": "+0.000 [-0.036, +0.036]",
        "better, equal, worse": "1, 0, 0 of 2",
        "verdict": "no significant difference",
    }
    header, lines = comparison_tables.overall(found)
    shown = ["better", EQUAL, "no significant difference", "worse", "baseline fails"]
    assert header == ["baseline", "tasks and sizes", "smaller error in", *shown]
    assert {line[0]: line[1:2] + line[3:] for line in lines} == {
        "even": ["1", "0", "0", "1", "0", "0"],
        "worst": ["1", "1", "0", "0", "0", "0"],
        "lost": ["1", "0", "0", "0", "0", "1"],
    }
    assert rank_text(found).startswith("mine ranks 1 of 4 over all tasks of positive MI (95 %: 1 to ")
    assert any("not judged" in remark for remark in remarks([found]))
    assert any("fewer than 5 replicates" in remark for remark in remarks([found]))
    _, lines = comparison_tables.every_number(found)
    assert [(line[2], line[-1]) for line in lines] == [
        ("mine", "against all: no significant difference"),
        ("even", "no significant difference"),
        ("worst", "better"),
        ("lost", "baseline fails"),
    ]


def test_coverage_and_failures_stand_in_the_default_tables() -> None:
    table = made_up({"mine": [1.01, 0.99, 1.02, None], "base": [1.5, 1.0, 1.6, 1.4]}).assign(
        lower=lambda t: t["nats"] - 0.015, upper=lambda t: t["nats"] + 0.015
    )
    blocks = comparison_tables.blocks([compared(table, "mine")])
    (_, header, lines), (_, task_header, (task,)) = blocks[:2]
    standing = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    assert standing["mine"]["coverage"] == "67 %"
    assert standing["mine"]["failed cells"] == "1 of 4"
    assert standing["base"]["coverage"] == "25 %"
    by_task = dict(zip(task_header, task, strict=True))
    assert (by_task["coverage"], by_task["failures"], by_task["verdict"]) == ("67 %", "1 of 4", "fails")


def test_several_candidates_are_no_baselines_of_each_other() -> None:
    table = made_up({"a": GOOD, "b": BAD, "base": [1.2, 1.21, 1.19]})
    found = [compared(table, label, ["a", "b"]) for label in ("a", "b")]
    assert [each.verdicts["verdict"].item() for each in found] == ["better", "worse"]
    assert [each.pairs["estimator"].tolist() for each in found] == [["base"], ["base"]]
    _, _, lines = comparison_tables.blocks(found)[0]
    assert {line[0] for line in lines} == {"a", "b", "base"}


@pytest.mark.parametrize("units", list(Units))
def test_the_test_its_level_and_its_correction_are_stated(units: Units) -> None:
    text = statement(units)
    for word in ("paired t-test", "level 5 %", "Bonferroni", "100 - 5/m %", "0.02 nats", "No significant difference"):
        assert word in text
    assert text in remarks([compared(made_up({"mine": GOOD, "base": BAD}), "mine")], units)


def test_what_is_printed_is_consistent_with_the_verdict() -> None:
    """The text of each interval, read back, lies on the side of 0 and of .02 nats that the verdict says; in bits too."""
    rng = np.random.default_rng(3)
    parts = []
    for task in range(150):
        errors = rng.normal(0, rng.choice([0.0004, 0.02]), size=(3, 4)) + rng.normal(0, 0.01, size=(3, 1)) + 0.2
        parts.append(made_up({f"e{i}": list(1 + row) for i, row in enumerate(errors)}, f"t{task}"))
    found = compared(pd.concat(parts, ignore_index=True), "e0")
    limits = []
    for units in Units:
        per_nat = units.per_nat
        scaled = found.verdicts.assign(**{c: found.verdicts[c] * per_nat for c in found.verdicts if c.startswith("difference")})
        for row, verdict in zip(scaled.itertuples(index=False), found.verdicts["verdict"], strict=True):
            low, high = map(float, re.findall(r"\[(.*), (.*)\]", comparison_tables.interval(row, units))[0])
            limits += [low, high]
            expected = {"worse": low > 0, "better": high < 0, EQUAL: -MARGIN * per_nat <= low <= 0 <= high <= MARGIN * per_nat}
            assert expected.get(verdict, low <= 0 <= high and max(-low, high) > MARGIN * per_nat)
    assert min(abs(limit) for limit in limits) < 0.0005  # three digits alone would print such an end as 0
    assert not any(math.isnan(limit) for limit in limits)


def test_five_replicates_are_not_few() -> None:
    found = compared(made_up({"mine": [*GOOD, 1.0, 1.03], "worst": [*BAD, 1.4, 1.6]}), "mine")
    assert not any("fewer than 5 replicates" in remark for remark in remarks([found]))
