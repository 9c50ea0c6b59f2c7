"""The methods paragraph, and the references of everything used."""

import ast
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.analysis.methods.citations import cited, identifiers_in, named_in, references
from infoplane.benchmarks.analysis.methods.paragraph import methods
from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.row import frame_of
from infoplane.benchmarks.suites.estimators import NAMED, gaussianized
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.benchmarks.user_suites.suite_file import suite_from
from infoplane.distributions import bump_images
from infoplane.estimators import KSG, MINE

ROOT = Path(__file__).parents[4]
SOURCES = [path for folder in ("estimators", "distributions") for path in (ROOT / folder).rglob("*.py")]
NONE = frame_of([])


def test_every_identifier_in_a_docstring_has_an_entry() -> None:
    known = set().union(*(each.identifiers for each in references().values()))
    texts = {
        str(path.relative_to(ROOT)): ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in SOURCES
    }
    assert {name: identifiers_in(text) - known for name, text in texts.items() if identifiers_in(text) - known} == {}
    assert len(set().union(*map(identifiers_in, texts.values()))) > 30


def test_every_docstring_that_names_a_source_cites_something() -> None:
    texts = {path.name: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in SOURCES}
    naming = {name: text for name, text in texts.items() if re.search(r"^References?:", text, re.MULTILINE)}
    assert [name for name, text in naming.items() if not named_in(text)] == []
    assert len(naming) > 40


def test_entries_are_sound() -> None:
    for key, each in references().items():
        assert each.text.count("{") == each.text.count("}")
        assert {"author", "title", "year"} <= each.fields.keys(), key
        assert re.fullmatch(r"[a-z]+\d{4}[a-z]*", key)
    assert len({each.text for each in references().values()}) == len(references())


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (KSG(), "kraskov2004"),
        (MINE(), "belghazi2018"),
        (gaussianized(KSG()), "laparra2011"),
        (bump_images(1.0), "butakov2024lossy"),
        ({"a": [KSG()]}, "kraskov2004"),
    ],
)
def test_an_object_cites_its_source(value: object, key: str) -> None:
    assert key in cited(value)


def test_every_baseline_cites_something() -> None:
    assert not [name for name in NAMED if not cited(NAMED[name])]


@pytest.mark.parametrize("name", ["smoke", pytest.param("lowdim", marks=pytest.mark.slow), "bmi-v1", "mixed"])
def test_the_paragraph_names_all_that_was_done(name: str) -> None:
    suite = SUITES[name]
    found = methods(suite, NONE)
    text = found.text("latex")
    assert f"the suite {name} of infoplane: {len(suite.tasks)} pairs" in text
    for grid in suite.grids:
        for label in grid.estimators:
            assert f"The estimator {label} is " in text
        assert all(f"{n:,}" in text for n in grid.sizes)
        assert f"{grid.replicates} replicate" in text
    assert "two-sided paired t-test" in text
    assert "python 3" in text
    for key in found.keys:
        assert re.search(rf"\\cite\{{[^}}]*\b{key}\b", text)
        assert f"{{{key}," in found.bibtex()
    assert found.bibtex().count("\n@") + 1 == len(found.keys)
    assert {"dunn1961", "schuirmann1987", "hall2009"} <= set(found.keys)
    at_zero = any(task.true_mi == 0 for task in suite.tasks)
    assert at_zero == ("Tasks of true MI 0 are judged apart" in text) == ("clopper1934" in found.keys)
    assert " printed" not in text


def test_one_value_is_no_span() -> None:
    assert "is known, 2 nats (" in methods(SUITES["sample-size"], NONE).text("text")
    assert "is known, from 0 to " in methods(SUITES["smoke"], NONE).text("text")


def test_code_of_ones_own_is_named_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the folder that it lies in, and without a claim that its MI was checked."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.py").write_text(
        "class Mine:\n    x_shape = y_shape = (1,)\n    mutual_information = 0.5\n"
        "    def sample(self, n, rng=None):\n        return None\ndef half(x, y):\n    return 0.5\n"
    )
    (tmp_path / "my.toml").write_text(
        "sizes = [60]\nreplicates = 2\nestimators = ['my.py:half']\ndistributions = ['my.py:Mine']\n"
    )
    text = methods(suite_from("my.toml"), NONE).text("text")
    assert "The estimator half is of our own." in text
    assert "stated by its author" in text
    assert str(tmp_path) not in text


def test_versions_are_those_of_the_rows() -> None:
    cell = next(SUITES["smoke"].cells())
    rows = [
        failed_row(cell, "error", "")._replace(versions="python 3.0; numpy 0.1", status=status) for status in ("ok", "error")
    ]
    text = methods(SUITES["smoke"], frame_of(rows)).text("text")
    assert "The 2 estimates, of which 1 failed, were made with python 3.0; numpy 0.1 (2 rows) [@harris2020numpy]." in text


def test_the_command_prints_paragraph_and_bibtex(tmp_path: Path) -> None:
    arguments = ["methods", "smoke", "--store", str(tmp_path)]
    text = CliRunner().invoke(app, arguments, catch_exceptions=False).stdout
    paragraph, bibtex = text.split("\n\n", 1)
    assert "[@kraskov2004]" in paragraph
    assert bibtex.startswith("@")
    latex = CliRunner().invoke(app, [*arguments, "--format", "latex"], catch_exceptions=False).stdout
    assert r"\cite{kraskov2004}" in latex
    assert r"5 \%" in latex
    document = json.loads(CliRunner().invoke(app, [*arguments, "--json"], catch_exceptions=False).stdout)
    assert document["bibtex"] == bibtex
