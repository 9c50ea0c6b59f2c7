"""CSV texts as people write them, and as a hostile person would."""

import math

import numpy as np
import pytest

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.own_data.csv_files import parse


def columns(text: str) -> dict[str, list]:
    return {name: values.tolist() for name, values in parse(text, "data.csv").columns.items()}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_found(delimiter: str, end: str) -> None:
    rows = [["age", "who", "dose"], ["20", "Ada", "1.5"], ["30", "Bo", "-2e3"]]
    text = end.join(delimiter.join(row) for row in rows) + end
    assert columns(text) == {"age": [20, 30], "who": ["Ada", "Bo"], "dose": [1.5, -2000.0]}


def test_commas_in_quotes_do_not_cut() -> None:
    assert columns('"name, first",y\n"Lovelace, Ada",1\n"say ""hi""\nthere",2\n') == {
        "name, first": ["Lovelace, Ada", 'say "hi"\nthere'],
        "y": [1, 2],
    }


@pytest.mark.parametrize("text", ["a;b\n1,5;2,5\n3;-4,25\n", "a;b;c\n1,5;2,5;yes\n3;-4,25;no\n"])
def test_a_comma_is_a_decimal_point_where_semicolons_cut(text: str) -> None:
    found = columns(text)
    assert found["a"] == [1.5, 3.0]
    assert found["b"] == [2.5, -4.25]


def test_thousands_are_not_guessed() -> None:
    table = parse('a;b\n"1.234,5";1\n2;2\n', "data.csv")
    assert "'1.234,5' in row 1 (line 2), where other rows have numbers" in table.unfit["a"]


@pytest.mark.parametrize("written", ["{}.701,54", "{},9 %", "${}", "{} 234.5", "{}k", "{},50"])
def test_measured_numbers_as_text_are_refused_with_their_place(written: str) -> None:
    texts = [written.format(number) for number in range(1, 41)]
    table = parse("income,b\n" + "".join(f'"{text}",1\n' for text in ["", *texts]), "data.csv")
    assert table.unfit["income"] == (
        f"Column 'income' of data.csv holds numbers written as text, such as {texts[0]!r} in row 2 (line 3): "
        "write plain numbers such as 9701.54, without other marks; or name the column in --discrete if its values are labels."
    )


@pytest.mark.parametrize("written", ["B{}", "v3.{}", "{}-2", "{}_000"])
def test_codes_stay_labels(written: str) -> None:
    assert not parse("code,b\n" + "".join(f"{written.format(number)},1\n" for number in range(40)), "data.csv").unfit


@pytest.mark.parametrize("text", ["12k", ">100000", "1.234,5", "7 %"])
def test_a_number_with_marks_among_numbers_is_to_be_written_plainly(text: str) -> None:
    sentence = parse(f'a,b\n"{text}",1\n2,2\n', "data.csv").unfit["a"]
    assert sentence.endswith("where other rows have numbers: write plain numbers such as 9701.54, without other marks.")


def test_decimal_commas_are_no_strings_among_numbers() -> None:
    table = parse("a;b\n1,5;x, y\nunknown;z\n3;u\n", "data.csv")
    assert "holds the string 'unknown' in row 2 (line 3)" in table.unfit["a"]
    assert table.columns["a"].tolist() == ["1,5", "unknown", "3"]
    assert table.columns["b"].tolist() == ["x, y", "z", "u"]


def test_missing_values_are_none_or_nan() -> None:
    found = columns("a,b,c\n1,x,NA\n,,\nNaN,y,null\n4,NA,7\n")
    assert found["b"] == ["x", None, "y", None]
    assert [math.isnan(value) for value in found["a"]] == [False, True, True, False]
    assert [math.isnan(value) for value in found["c"]] == [True, True, True, False]


def test_a_column_without_values_is_missing_throughout() -> None:
    assert all(map(math.isnan, columns("a,b\n1,\n2,\n")["b"]))


def test_integers_keep_every_digit() -> None:
    assert columns("a,b\n9007199254740993,1\n2,2\n")["a"] == [9007199254740993, 2]
    assert columns(f"a,b\n{10**30},1\n2,2\n")["a"] == [1e30, 2.0]


def test_an_underscore_makes_no_number() -> None:
    """Python reads 1_000 as a number; a file means a code."""
    assert columns("a,b\n1_000,1\n2_000,2\n")["a"] == ["1_000", "2_000"]


def test_a_file_without_a_header_has_numbered_columns() -> None:
    table = parse("1,2\n3,4\n", "data.csv")
    assert {name: values.tolist() for name, values in table.columns.items()} == {"0": [1, 3], "1": [2, 4]}
    assert table.remarks == ("The file has no header: columns have numbers, counted from 0.",)


@pytest.mark.parametrize("text", [",a,b\n1,5,6\n2,7,8\n", "a,b\n1,5,6\n2,7,8\n", ',a,b\n"0",5,6\n"1",7,8\n'])
def test_a_column_that_numbers_the_rows_is_noted(text: str) -> None:
    table = parse(text, "data.csv")
    assert table.names == ["column 0", "a", "b"]
    assert table.row_numbers == "column 0"


def test_another_unnamed_column_is_data() -> None:
    assert parse(",a\n5,1\n2,2\n", "data.csv").row_numbers is None
    assert parse("a,b\n1,5\n2,7\n", "data.csv").row_numbers is None  # it has a name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("a,b\n", "has a header and no rows"),
        ("a,b\n1,2\n3\n", r"Line 3 of data.csv has 1 field, but the file has 2 columns"),
        (
            "# a comment\na,b,c\n1,2,3\n4,5,6\n",
            "Line 1 of data.csv has 1 field, but the rows below it have 3: .* if it is a comment",
        ),
        ("a,b\n1,2,3,4\n5,6,7,8\n1,2,3\n", "Line 1 of data.csv has 2 fields, but the rows below it have 4"),
        ("a,b,c\n1,2,3\n1,2,3\n1,2,3,4\n", r"Line 4 of data.csv has 4 fields"),
        ('a,b\n"1,2\n3,4\n', "cannot be read as CSV"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as error:
        parse(text, "data.csv")
    assert "\n" not in str(error.value)


def test_a_string_among_numbers_is_named_with_its_row() -> None:
    table = parse("a,b\n1,2\n\n3,oops\n5,6\n", "data.csv")
    assert "'b' of data.csv holds the string 'oops' in row 2 (line 4)" in table.unfit["b"]
    assert table.columns["b"].tolist() == ["2", "oops", "6"]  # it can be taken as labels
    assert list(table.unfit) == ["b"]


def test_strings_among_numbers_are_listed_at_once_with_the_option_that_makes_them_missing() -> None:
    fields = ["1", "unknown", "-", "2", "unknown", "?", "unknown", "3"]
    text = "a,b\n" + "".join(f"{field},1\n" for field in fields)
    assert parse(text, "data.csv").unfit["a"] == (
        "Column 'a' of data.csv holds the strings 'unknown' (3 times), '-', '?', first in row 2 (line 3), where other rows "
        'have numbers: correct them; give --missing-values "unknown,-,?" if they mean that a value is missing; or name the '
        "column in --discrete if its values are labels."
    )
    table = parse(text, "data.csv", ["unknown", "-", "?"])
    assert not table.unfit
    assert np.array_equal(table.columns["a"], [1, np.nan, np.nan, 2, np.nan, np.nan, np.nan, 3], equal_nan=True)


def test_at_most_five_strings_are_listed() -> None:
    text = "a,b\n0,1\n" + "".join(f"v{number},1\n" for number in range(9))
    sentence = parse(text, "data.csv").unfit["a"]
    assert "'v4' and 4 more, first in row 2" in sentence
    assert "v5" not in sentence


def test_words_and_numbers_with_marks_beside_numbers_have_advice_of_their_own() -> None:
    sentence = parse("a,b\n1,1\n12k,1\nunknown,1\n", "data.csv").unfit["a"]
    advice = 'write plain numbers such as 9701.54, without other marks; give --missing-values "unknown" if'
    assert advice in sentence
    assert "--discrete" not in sentence


def test_dates_are_refused_as_numbers_and_labels() -> None:
    table = parse("day,b\n2020-01-01,2\n2020-01-02,oops\n", "data.csv")
    assert "holds dates or times from row 1" in table.unfit["day"]


def test_a_sentence_stays_short_and_on_one_line() -> None:
    name, value = "n\n" * 5000, "v" * 70_000
    table = parse(f'"{name}",b\n1,1\n"{value}",2\n', "data.csv")
    (sentence,) = table.unfit.values()
    assert len(sentence) < 400
    assert "\n" not in sentence


def test_a_field_too_long_is_refused() -> None:
    with pytest.raises(UserError, match="cannot be read as CSV"):
        parse(f"a,b\n{'1' * (2**20 + 1)},2\n", "data.csv")
