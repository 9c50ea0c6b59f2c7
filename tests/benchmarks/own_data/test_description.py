"""What columns are taken for: the rule of estimators, and lines that fit."""

import pytest

from infoplane.benchmarks.own_data.csv_files import parse
from infoplane.benchmarks.own_data.description import described, line
from infoplane.benchmarks.own_data.selection import select

ROWS = "".join(
    f"{18 + row},{'fm'[row % 2]},{row % 4 / 2},{row % 2},7,{row % 3},{'' if row == 59 else row}\n" for row in range(60)
)
TABLE = parse("age,sex,dose,yes,same,code,late\n" + ROWS, "data.csv")


def test_each_column_is_what_the_estimator_takes_it_for() -> None:
    found = described(select(TABLE, ["0-4"], ["code"], discrete=["code"]))
    assert line("x", found["x"], 200) == (
        "x: age (numbers, 18 to 77), sex (2 labels), dose (4 values, 0 to 1.5), yes (2 values, 0 and 1), same (constant, 7)"
    )
    assert line("y", found["y"], 200) == "y: code (3 labels)"


def test_rows_with_missing_values_do_not_count() -> None:
    found = described(select(TABLE, ["age"], ["late"]))
    assert (found["x"][0]["max"], found["y"][0]["max"]) == (76, 58)


@pytest.mark.parametrize(("width", "shown"), [(200, 5), (100, 3), (60, 2), (10, 1)])
def test_a_line_shows_as_many_columns_as_fit(width: int, shown: int) -> None:
    text = line("x", [{"column": f"gene{number}", "kind": "labels", "levels": 12345} for number in range(40)], width)
    assert text.count("gene") == shown
    assert text.endswith(f" and {40 - shown} more")
    assert len(text) <= max(width, 40)
