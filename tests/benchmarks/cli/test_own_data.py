"""The commands `estimate` and `audit`: options, output, and one sentence for whatever is wrong with a file."""

import contextlib
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from infoplane import estimators
from infoplane.benchmarks.cli import output
from infoplane.benchmarks.cli.app import app, main
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators.automatic.measurement import Alternative, Measurement, Null

TWIN = CorrelatedNormal.with_mutual_information(0.5, 2, 1)
FOUND = Measurement(
    0.48,
    0.05,
    lower=0.3,
    upper=math.inf,
    estimator="KSG",
    reason="A stand-in.",
    flags=("Rows are few.",),
    alternatives=(Alternative("KSG", 0.48, 0.05, True, "best"),),
    null=Null(0.0, 0.02, 20),
    n=60,
    twin=TWIN,
)


def infoplane(*arguments: str, code: int = 0) -> tuple[str, str]:
    """Standard output and standard error of a command, which runs in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(lambda: app(arguments))
    assert end.value.code == code, out.getvalue() + err.getvalue()
    return out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line says that a command takes long: that depends on the machine."""
    monkeypatch.setattr(output, "_PATIENCE", 1e6)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any, Any, dict[str, Any]]]:
    """What `estimate_mi` was called with; a stand-in takes its place."""
    made: list[tuple[Any, Any, Any, dict[str, Any]]] = []

    def stand_in(x: Any, y: Any, rng: Any = None, **options: Any) -> Measurement:
        made.append((x, y, rng, options))
        return FOUND

    monkeypatch.setattr(estimators, "estimate_mi", stand_in)
    return made


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file of 60 rows of the twin, with a column of strings and one of groups."""
    monkeypatch.chdir(tmp_path)
    x, y = TWIN.sample(60, rng=1)
    kind = np.where(np.arange(60) % 3 == 0, "<b>u</b>", "v")
    lines = [f"{a},{b},{c},{k},{i // 2}" for i, ((a, b), (c,), k) in enumerate(zip(x, y, kind, strict=True))]
    Path("data.csv").write_text("\n".join(["a,b,outcome,<i>kind</i>,pair", *lines]), encoding="utf-8")
    return "data.csv"


def test_estimate_prints_what_was_measured_and_the_result(file: str, calls: list) -> None:
    out, err = infoplane("estimate", file, "--x", "a,b", "--y", "outcome")
    x, y, seed, options = calls[0]
    ranges = {name: f"{name} (numbers, {values.min():.6g} to {values.max():.6g})" for name, values in [*x.items(), *y.items()]}
    assert out.splitlines() == [
        "data.csv, 60 rows.",
        f"x: {ranges['a']}, {ranges['b']}",
        f"y: {ranges['outcome']}",
        "",
        *str(FOUND).splitlines(),
    ]
    assert err == ""
    assert (list(x.columns), list(y.columns)) == (["a", "b"], ["outcome"])
    assert seed == 0
    assert options == {"missing": "error", "scheme": "auto", "groups": None, "fast": False}


def test_options_reach_the_estimator(file: str, calls: list) -> None:
    options = ["--scheme", "block", "--groups", "pair", "--fast", "--missing", "drop", "--seed", "7", "--discrete", "outcome"]
    infoplane("estimate", file, "--x", "a", "--x", "3", "--y", "outcome", *options)
    x, y, seed, given = calls[0]
    assert list(x.columns) == ["a", "<i>kind</i>"]
    assert y["outcome"].dtype.name == "category"
    assert seed == 7
    assert (given["scheme"], given["fast"], given["missing"]) == ("block", True, "drop")
    assert given["groups"].tolist() == [row // 2 for row in range(60)]


def test_named_strings_are_missing(calls: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text("a,b\n1,2\n-,3\n?,4\n5,6\n", encoding="utf-8")
    given = ["estimate", "data.csv", "--missing-values", "-,?"]
    assert "2 of 4 rows have missing values" in infoplane(*given, code=2)[1]
    infoplane(*given, "--missing", "drop")
    assert np.array_equal(calls[0][0]["a"], [1, np.nan, np.nan, 5], equal_nan=True)


def test_json_is_one_document(file: str, calls: list) -> None:
    out, _ = infoplane("estimate", file, "--x", "a,b", "--y", "outcome", "--json")
    found = json.loads(out)
    assert (found["nats"], found["upper"], found["unbounded"]) == (0.48, None, ["upper"])
    assert (found["x"], found["y"], found["rows"]) == (["a", "b"], ["outcome"], 60)
    said = found["columns"]["y"][0]
    assert (said["column"], said["kind"], said["values"], said["few"]) == ("outcome", "numbers", 60, False)
    assert said["min"] == calls[0][1]["outcome"].min()
    assert found["methods"] == FOUND.methods_sentence()
    assert found["alternatives"][0]["method"] == "KSG"


@pytest.mark.parametrize("command", ["estimate", "audit"])
@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("a,b\n1,2\n", [], "has 1 row"),
        ("a,b\n1,2\n3,oops\n", [], "holds the string 'oops' in row 2 (line 3)"),
        ("a,b\n1,2\n3,\n", [], "give --missing drop"),
        ("a,b\n1,2\n3,4\n", ["--x", "aa"], "Did you mean 'a'?"),
        ("a,b\n", [], "has a header and no rows"),
        ("", [], "is empty"),
        ("a,a\n1,2\n3,4\n", [], "several columns named 'a', numbers 0 and 1 counted from 0"),
        ("a,b\n1,inf\n2,3\n", [], "infinite"),
    ],
)
def test_a_fault_of_the_file_is_one_sentence(
    command: str, content: str, options: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text(content, encoding="utf-8")
    out, err = infoplane(command, "data.csv", *options, code=2)
    assert out == ""
    assert err.startswith("Error: ")
    assert message in err
    assert err.count("\n") == 1


def test_what_the_estimator_refuses_is_one_sentence(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **options: Any) -> Measurement:
        raise ValueError("x is\nconstant.")

    monkeypatch.setattr(estimators, "estimate_mi", refuse)
    assert infoplane("estimate", file, code=2) == ("", "Error: x is constant.\n")


def test_audit_without_a_twin_gives_the_bound_and_one_sentence(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Measurement(0.1, n=60)
    monkeypatch.setattr(estimators, "estimate_mi", lambda *arguments, **options: found)
    columns = ["audit", file, "--x", "a,b", "--y", "outcome"]
    out, err = infoplane(*columns, "--report", "page.html", code=2)
    assert "Guaranteed for any distribution" in Path("page.html").read_text(encoding="utf-8")
    bound = (
        "Guaranteed for any distribution, if rows are independent draws: I(X;Y) >= 0.000 nats with confidence 95 % (n = 60)."
    )
    assert str(found) in out
    assert out.endswith(f"\n{bound}\nWrote page.html.\n")
    assert "there is no twin to draw data sets from" in err
    assert err.count("\n") == 1
    document, again = infoplane(*columns, "--json", code=2)
    read = json.loads(document)
    assert (read["twin"], read["guarantee"], read["certified"]["nats"], read["estimate"]["nats"]) == (None, bound, 0.0, 0.1)
    assert again == err


@pytest.mark.parametrize(
    ("names", "message"),
    [(["zzz"], "There is no estimator 'zzz'."), (["KSG", "KGS"], "Did you mean KSG"), (["Info*"], "add --critics")],
)
def test_audit_refuses_an_unknown_name_before_it_measures(file: str, calls: list, names: list[str], message: str) -> None:
    given = [part for name in names for part in ("--estimators", name)]
    out, err = infoplane("audit", file, "--x", "a,b", "--y", "outcome", *given, code=2)
    assert (out, calls) == ("", [])
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.timeout(300)
def test_audit_prints_errors_on_the_twin_and_the_samples_needed(file: str, calls: list) -> None:
    arguments = ["audit", file, "--x", "a,b", "--y", "outcome", "--estimators", "Gaussian*", "--replicates", "3"]
    out, _ = infoplane(*arguments, "--workers", "1", "--report", "audit.html")
    assert str(FOUND) in out
    for text in (
        "true MI 0.500 nats",
        "Gaussian copula",
        "RMSE, n = 60",
        "n = 240",
        "has the smallest RMSE",
        "samples for ±0.1",
        "Guaranteed for any distribution, if rows are independent draws: I(X;Y) >= 0.000 nats with confidence 95 % (n = 60).",
    ):
        assert text in out
    assert "Wrote audit.html." in out
    page = Path("audit.html").read_text(encoding="utf-8")
    assert "Gaussian copula" in page
    assert "Guaranteed for any distribution" in page
    again, err = infoplane(*arguments, "--workers", "1", "--json")
    assert "0 cells to run (20 found in the store)" in err
    found = json.loads(again)
    assert found["twin"] == {"name": "CorrelatedNormal", "nats": pytest.approx(0.5)}
    assert {line["estimator"] for line in found["estimators"]} == {"Gaussian", "Gaussian copula"}
    assert found["certified"] == {"nats": 0.0, "level": 0.95, "n": 60, "held_out": 36}
    assert set(found["samples_needed"]) == {"Gaussian", "Gaussian copula"}


@pytest.mark.parametrize(
    "options",
    [[], ["--groups", "pair"], ["--scheme", "shift"], ["--missing", "drop", "--discrete", "a"], ["--x", "3", "--y", "a"]],
)
def test_the_estimator_takes_every_option(file: str, options: list[str]) -> None:
    """Without a stand-in: `estimate_mi` takes what the command gives it."""
    columns = [] if "--x" in options else ["--x", "a,b", "--y", "outcome"]
    out, _ = infoplane("estimate", file, *columns, *options, "--fast", "--json", "--report", "page.html")
    found = json.loads(out)
    assert found["n"] <= found["rows"] == 60
    assert found["lower"] <= 0.5 or "--x" in options  # of a sample whose MI is .5
    assert found["upper"] is None or found["upper"] >= found["lower"]
    assert "</html>" in Path("page.html").read_text(encoding="utf-8")
