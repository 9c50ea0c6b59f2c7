"""Tables as text, and the committed page of a suite."""

import io
import math

import pandas as pd
import pytest
from rich.console import Console

from infoplane.benchmarks.analysis import suite_tables, tables
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.units import INFORMATION, Units, in_units
from tests.benchmarks.conftest import made_up

ROWS = pd.DataFrame({"machine": ["a", "a", "b"], "versions": ["numpy 2"] * 3})


def printed(lines: list[list[str]], wrap: bool) -> list[str]:
    file = io.StringIO()
    tables.show(Console(file=file, width=40), "[title]", ["name", "text"], lines, wrap)
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_markdown_aligns_columns_and_keeps_bars() -> None:
    assert tables.markdown(["a", "number"], [["x|y", "1"], ["z", "1,000"]]) == (
        "| a    | number |\n"  #
        "| ---- | -----: |\n"
        "| x\\|y |      1 |\n"
        "| z    |  1,000 |\n"
    )


def test_a_table_in_the_terminal_aligns_numbers_right_and_text_left() -> None:
    lines = [["long name", "1"], ["b", "[red]1,000"]]
    right, left = printed(lines, wrap=False), printed(lines, wrap=True)
    assert right[0].strip() == "[title]"  # no markup
    assert [line.split() for line in right if "b" in line.split()] == [["b", "[red]1,000"]]
    assert next(line for line in right if "long" in line).endswith("         1")
    assert next(line for line in left if "long" in line).endswith("long name  1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (tables.number(0.12345), "0.123"),
        (tables.number(2.0, 0), "2"),
        (tables.general(1234.5678), "1235"),
        (tables.percent(0.954), "95 %"),
        (tables.with_error(0.5, None), "0.50"),
        (tables.with_error(0.5, math.nan, sign=True, digits=1), "+0.5"),
        (tables.with_error(-0.5, 0.25, sign=True), "-0.50 ±0.25"),
        *((form(math.nan), "-") for form in (tables.number, tables.general, tables.percent)),
        (tables.with_error(None, None), "-"),
        (tables.with_error(math.nan, 0.1), "-"),
        (tables.shape((16, 16)), "16x16"),
        (tables.shape(()), "label"),
    ],
)
def test_numbers_as_text(text: str, expected: str) -> None:
    assert text == expected


def test_the_page_of_a_suite() -> None:
    """If an estimator has not run on every task, means over all tasks are not fair, and there is no leaderboard."""
    same = summarise(pd.concat([made_up({"a": [1.1, 1.3], "b": [1.0, 1.2]}, f"t{nats}", nats) for nats in (1.0, 2.0)]))
    text = suite_tables.page("little", ROWS, same)
    assert "* a; numpy 2 (2 rows)" in text
    assert text.index("## All tasks") < text.index("## f, n = 10") < text.index("## Every number")
    fewer = summarise(pd.concat([made_up({"a": [1.1], "b": [1.0]}, "t0"), made_up({"a": [1.1]}, "t1", 2.0)]))
    assert "## All tasks" not in suite_tables.page("little", ROWS, fewer)


def test_the_overview_by_hand() -> None:
    table = pd.concat([made_up({"a": [1.1, 1.3], "b": [None, 1.2]}, "t0"), made_up({"a": [2.5, 2.5]}, "t1", true_mi=2.0)])
    ((title, header, lines),) = suite_tables.overview(summarise(table))
    assert (title, header) == ("f, n = 10", ["estimator", "I = 1", "I = 2", "RMSE", "seconds"])
    assert lines == [
        ["a", "+0.20 ±0.10 (0.14)", "+0.50 ±0.00 (0.00)", "0.387", "0.10"],
        ["b", "+0.20 1 failed", "", "0.200", "0.10"],
    ]


def test_under_training_is_marked() -> None:
    summary = summarise(made_up({"a": [1.1, 1.3]}).assign(undertrained=[False, True]))
    (line,) = suite_tables.full(summary)[1]
    assert line == [
        *("t", "10", "a", "1", "1.2", f"+0.20 ±0.10{suite_tables.UNDERTRAINED}", "0.14 ±0.10", "0.22 ±0.09"),
        *("-", "2", "0", "0.10", "1"),
    ]


def test_flags_of_codes_are_marked() -> None:
    summary = summarise(made_up({"a": [1.1, 1.3]}).assign(flagged=[False, True]))
    assert suite_tables.overview(summary)[0][2][0][1] == f"+0.20 ±0.10 (0.14){suite_tables.FLAGGED}"


def test_true_values_show_samples_where_there_are_some() -> None:
    rows = pd.DataFrame(
        [
            {"id": "t", "x_shape": (2,), "y_shape": (), "true_mi": 0.5, "stderr": 0.0, "published": 0.51, "difference": -0.01}
            | {"pointwise": math.nan, "pointwise_stderr": math.nan, "verified": "closed form"}
        ]
    )
    header, lines = suite_tables.true_values(rows)
    assert lines == [["t", "2", "label", "0.500000", "0", "0.5100", "-0.0100", "closed form"]]
    assert "by samples" not in header
    sampled = rows.assign(pointwise=0.5, pointwise_stderr=0.01, published=math.nan, difference=math.nan, stderr=1e-9)
    header, lines = suite_tables.true_values(sampled)
    assert lines == [["t", "2", "label", "0.500000", "1e-09", "", "", "0.5000 ±0.0100", "closed form"]]
    assert header[7] == "by samples"


def test_units_change_the_columns_of_information_alone() -> None:
    names = [*sorted(INFORMATION), "bias_se", "true_mi_stderr", "difference_low", "difference_high"]
    others = ["n", "coverage", "coverage_se", "seconds", "peak_epoch", "replicates", "calibration"]
    frame = pd.DataFrame({name: [math.log(2)] for name in names} | {name: [3.0] for name in others})
    bits = in_units(frame, Units.bits).iloc[0]
    assert bits[names].tolist() == pytest.approx([1.0] * len(names))
    assert bits[others].tolist() == [3.0] * len(others)
    assert in_units(frame, Units.nats).equals(frame)
