"""Names, numbers, ranges and patterns; the defaults; and what is refused."""

import numpy as np
import pytest

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.own_data.csv_files import parse
from infoplane.benchmarks.own_data.selection import refuse_missing, select
from infoplane.benchmarks.own_data.table import DataTable

NAMES = ["age", "dose", "a-b", "gene 1", "gene 2", "kind, exact", "outcome"]
TABLE = DataTable("data.csv", {name: np.arange(5.0) + j for j, name in enumerate(NAMES)})


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["age,dose"], ["age", "dose"]),
        (["age", "dose"], ["age", "dose"]),
        ([" dose , age"], ["dose", "age"]),
        (["kind, exact"], ["kind, exact"]),
        (["a-b"], ["a-b"]),
        (["0-2"], ["age", "dose", "a-b"]),
        (["dose-gene 1"], ["dose", "a-b", "gene 1"]),
        (["age-a-b"], ["age", "dose", "a-b"]),
        (["gene*"], ["gene 1", "gene 2"]),
        (["1,0,1"], ["dose", "age"]),
    ],
)
def test_columns_by_name_number_range_and_pattern(wanted: list[str], names: list[str]) -> None:
    assert select(TABLE, wanted, ["outcome"]).x == names


def test_a_name_goes_before_a_number() -> None:
    table = DataTable("data.csv", {"1": np.arange(3.0), "0": np.arange(3.0), "y": np.arange(3.0)})
    assert select(table, ["0"], ["y"]).x == ["0"]


def test_defaults() -> None:
    assert select(TABLE).y == ["outcome"]
    assert select(TABLE).x == NAMES[:-1]
    assert select(TABLE, y=["age"]).x == NAMES[1:]
    assert select(TABLE, x=["outcome"]).y == ["kind, exact"]
    assert select(TABLE, groups="outcome").y == ["kind, exact"]
    numbered = DataTable("data.csv", {"column 0": np.arange(3), "a": np.arange(3.0), "b": np.ones(3)}, row_numbers="column 0")
    assert select(numbered).x == ["a"]
    assert select(numbered, x=["column 0"]).x == ["column 0"]


def test_arrays_named_x_and_y_are_x_and_y() -> None:
    columns = {name: np.arange(3.0) for name in ("y", "x[0]", "x[1]", "time")}
    table = DataTable("data.npz", columns, arrays={"x": ["x[0]", "x[1]"]})
    assert (select(table).x, select(table).y) == (["x[0]", "x[1]"], ["y"])
    assert select(table, x=["x"]).x == ["x[0]", "x[1]"]


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (["dosis"], [], "There is no column 'dosis' in data.csv. Did you mean 'dose'?"),
        (["DOSE"], [], "Did you mean 'dose'?"),
        (["weight"], [], "There is no column 'weight' in data.csv. Its columns are age, dose, a-b, gene 1, gene 2"),
        (["7"], [], "There is no column 7: data.csv has 7, numbered from 0"),
        (["age"], ["age"], "Column 'age' is named twice"),
        (["outcome-age"], [], "ends before it begins"),
        (["*"], [], "No column of data.csv is left for y"),
    ],
)
def test_what_does_not_exist_is_one_sentence(x: list[str], y: list[str], message: str) -> None:
    with pytest.raises(UserError) as error:
        select(TABLE, x, y)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_repeated_name_is_refused_only_where_it_is_asked_for() -> None:
    table = parse("a,b,a,c\n1,2,3,4\n5,6,7,8\n", "data.csv")
    assert select(table, ["b"], ["c"]).x == ["b"]
    assert table.columns[select(table, ["2"], ["c"]).x[0]].tolist() == [3, 7]
    assert select(table, ["b"]).y == ["c"]
    for x, y in ((["a"], ["c"]), (["b"], ["a"]), ([], ["c"]), ([], [])):
        with pytest.raises(
            UserError, match=r"data\.csv has several columns named 'a', numbers 0 and 2 counted from 0: name one"
        ):
            select(table, x, y)
    assert select(table, ["0,2"], ["c"]).x == ["a (number 0)", "a (number 2)"]
    last = parse("a,b,a\n1,2,3\n5,6,7\n", "data.csv")
    with pytest.raises(UserError, match="several columns named 'a'"):
        select(last, ["b"])


def test_one_column_alone_is_refused() -> None:
    with pytest.raises(UserError, match="is left for x"):
        select(DataTable("data.csv", {"a": np.arange(3.0)}))


def test_columns_of_different_lengths_are_refused_where_they_are_asked_for() -> None:
    table = DataTable("data.npz", {"a": np.arange(3.0), "b": np.arange(3.0), "c": np.arange(4.0)})
    assert select(table, ["a"], ["b"]).rows == 3
    with pytest.raises(UserError, match="'a' has 3 rows and 'c' has 4"):
        select(table, ["a"], ["c"])


def test_an_unfit_column_is_refused_unless_it_holds_labels() -> None:
    columns = {"a": np.array(["1", "x", "2"], object), "b": np.arange(3.0)}
    table = DataTable("data.csv", columns, unfit={"a": "Column 'a' holds a string."})
    with pytest.raises(UserError, match="holds a string"):
        select(table, ["a"], ["b"])
    x, _ = select(table, ["a"], ["b"], discrete=["a"]).frames()
    assert x["a"].dtype.name == "category"


def test_missing_values_are_named_with_their_columns_and_the_first_row() -> None:
    columns = {"a": np.array([1.0, np.nan, np.nan]), "b": np.array(["u", "v", None], object), "g": np.arange(3)}
    table = DataTable("data.csv", columns)
    with pytest.raises(UserError, match=r"2 of 3 rows have missing values, row 2 first \('a' in 2, 'b' in 1\): give --missing"):
        refuse_missing(select(table, ["a"], ["b"]))
    refuse_missing(select(table, ["a"], ["b"]), drop=True)
    refuse_missing(select(table, ["g"], ["a"]), drop=True)
    with pytest.raises(UserError, match="The groups 'b' are missing in 1 of 3 rows, row 3 first"):
        refuse_missing(select(table, ["g"], ["a"], groups="b"), drop=True)


def test_groups_are_a_column() -> None:
    table = DataTable("data.csv", {"a": np.arange(3.0), "b": np.arange(3.0), "g": np.array(["u", "v", "u"], object)})
    labels = select(table, ["a"], ["b"], groups="g").group_labels()
    assert labels is not None
    assert labels.tolist() == ["u", "v", "u"]
    assert select(table, ["a"], ["b"]).group_labels() is None
