"""The report: its numbers by hand, and its page as text."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.report.build import page
from infoplane.benchmarks.report.data import Section, section
from infoplane.benchmarks.report.points import AVERAGE, POINT
from infoplane.benchmarks.storage.committed import of_cells
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import frame_of
from infoplane.benchmarks.suites.protocol import Cell, Grid, Suite
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.benchmarks.units import Units
from infoplane.estimators import KSG, Gaussian
from tests.benchmarks.small_runs import make_task

TASKS = (make_task(1.0), make_task(3.0))
# The second estimator runs on the first task only, at n = 60: two kinds of task.
SUITE = Suite(
    "little",
    "Two normals.",
    (Grid(TASKS, {"G": Gaussian()}, (60, 600), 4), Grid(TASKS[:1], {"K": KSG()}, (60,), 4)),
)


def section_of(error: Callable[[Cell], float | None], details: str = "{}", units: Units = Units.nats) -> Section:
    """The suite's section where a cell's error is `error`; None is a failure."""
    cells = keyed(SUITE.cells())
    rows = []
    for cell in cells.values():
        off, true_mi = error(cell), cell.task.true_mi
        if off is None:
            rows.append(failed_row(cell, "error", "ValueError: <script>alert(1)</script>", 1.0)._replace(true_mi=true_mi))
        else:
            row = failed_row(cell, "ok", "", seconds=0.5)
            rows.append(row._replace(true_mi=true_mi, nats=true_mi + off, stderr=0.1, details=details))
    return section(SUITE, cells, of_cells(frame_of(rows), cells), units)


def by_replicate(cell: Cell) -> float:
    return (0.1, 0.2, 0.3, 0.4)[cell.replicate]


def points(of: Section) -> list[dict[str, float]]:
    return [dict(zip(POINT, point, strict=True)) for point in of.figures["points"]]


def test_points_carry_students_interval() -> None:
    first = points(section_of(by_replicate))[0]
    spread = np.std([0.1, 0.2, 0.3, 0.4], ddof=1)
    assert first["mean"] == pytest.approx(1.25)
    assert first["bias"] == pytest.approx(0.25)
    assert first["half"] == pytest.approx(student.ppf(0.975, 3) * spread / 2, rel=1e-4)


def test_bits_are_nats_over_ln_2() -> None:
    details = '{"ceiling": 2.0}'
    nats = points(section_of(by_replicate, details))[0]
    bits = points(section_of(by_replicate, details, Units.bits))[0]
    for name in ("true_mi", "mean", "half", "bias", "sd", "rmse", "ceiling"):
        assert bits[name] * np.log(2) == pytest.approx(nats[name], rel=1e-4), name
    for name in ("n", "coverage", "seconds"):
        assert bits[name] == nats[name], name


def test_tasks_of_one_kind_share_a_leaderboard() -> None:
    got = section_of(by_replicate)
    assert [(board.title, [line[:3] for line in board.lines]) for board in got.leaderboards] == [
        ("normal-1", [["G", "60", "0.274"], ["K", "60", "0.274"], ["G", "600", "0.274"]]),
        ("normal-3", [["G", "60", "0.274"], ["G", "600", "0.274"]]),
    ]
    (selection,) = (s for s in got.figures["selections"] if s["name"] == "normal-3")
    average = dict(zip(AVERAGE, selection["averages"][0], strict=True))
    assert (average["n"], average["tasks"], average["bias"]) == (60, 1, pytest.approx(0.25))


def test_failures_are_counted_with_their_reasons() -> None:
    got = section_of(lambda cell: None if cell.label == "K" and cell.replicate else 0.5)
    assert got.failed == 3
    assert got.limits == [["K", "60", "3 of 4", "error 3", "0 of 4", "0 of 1", "-"]]
    ((*counts, message, tasks),) = got.messages
    assert counts == ["K", "60", "3", "error"]
    assert message.startswith("ValueError")
    assert tasks == "normal-1"


def test_a_point_without_a_finished_replicate_has_no_mean() -> None:
    lost = [point for point in points(section_of(lambda cell: None if cell.n == 600 else 0.0)) if point["n"] == 600]
    assert [(point["mean"], point["failures"]) for point in lost] == [(None, 4), (None, 4)]


def test_ceilings() -> None:
    got = section_of(by_replicate, '{"ceiling": 2.5, "converged": 0.0}')
    assert got.limits[0] == ["G", "60", "0 of 8", "-", "8 of 8", "1 of 2", "2.5"]


def test_scripts_read_only_numbers_that_the_page_holds() -> None:
    """A renamed column would leave the figures empty, and no other test without a browser would show it."""
    scripts = "".join(
        path.read_text(encoding="utf-8")
        for path in (files("infoplane.benchmarks.report") / "page").iterdir()
        if path.name.endswith(".js")
    )
    of_points = set(re.findall(r"\b(?:p|point)\.([a-z]\w*)", scripts))
    of_averages = set(re.findall(r"\baverage\.([a-z]\w*)", scripts)) | set(re.findall(r"\(a\) => a\.([a-z]\w*)", scripts))
    assert {"true_mi", "mean", "half", "ceiling"} <= of_points <= {*POINT}
    assert {"rmse", "seconds", "estimator"} <= of_averages <= {*AVERAGE}


def test_equal_rows_give_equal_pages_and_text_stays_text() -> None:
    sections = [section_of(lambda cell: None if cell.replicate else 0.5) for _ in range(2)]
    first, second = (page([each], "infoplane report little") for each in sections)
    assert first == second
    assert "<script>alert(1)" not in first
    assert "&lt;script&gt;alert(1)" in first
    assert "<code>infoplane report little</code>" in first
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", first.partition('id="data"')[0])


class Page(HTMLParser):
    """Every start tag of a page, and its text outside scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.labelled = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "page.html"
    result = CliRunner().invoke(app, ["report", "mixed", "--output", str(file), "--json"], catch_exceptions=False)
    assert json.loads(result.stdout) == {"files": [str(file)]}
    return file


def test_the_page_holds_all_it_needs(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    found = Page(text)
    assert written.stat().st_size < 8_000_000
    for attributes in found.all("script", "img", "link", "iframe", "source"):
        address = attributes.get("src") or attributes.get("href") or "data:"
        assert address.startswith("data:")
    assert "default-src 'none'" in (next(m["content"] for m in found.all("meta") if "http-equiv" in m) or "")
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "numba" in text[text.index('id="provenance"') :]


def test_tables_images_and_fields_say_what_they_are(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    found = Page(text)
    assert found.all("th")
    assert all(attributes.get("scope") in ("row", "col") for attributes in found.all("th"))
    assert len(found.all("img")) >= 6
    assert all(attributes.get("alt") for attributes in found.all("img"))
    assert all(attributes.get("aria-label") for attributes in found.all("form"))
    fields = len(found.all("input", "select"))
    assert fields == len(re.findall(r"<label>[^<]+<(?:input|select)", text)) > 0
    identifiers = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))


def test_bits_in_the_command_and_on_the_axes(tmp_path: Path) -> None:
    arguments = ["report", "mixed", "--units", "bits", "--output", str(tmp_path / "bits.html")]
    CliRunner().invoke(app, arguments, catch_exceptions=False)
    text = (tmp_path / "bits.html").read_text(encoding="utf-8")
    assert "<code>infoplane report mixed --units bits</code>" in text
    assert '"units": "bits"' in text


def test_rows_of_the_store_come_first(tmp_path: Path) -> None:
    cells = keyed(cell for cell in SUITES["smoke"].cells() if cell.label == "Gaussian")
    with Store(tmp_path / "store" / "rows.sqlite") as store:
        store.add(*(failed_row(cell, "timeout", "1 s", 1.0) for cell in cells.values()))
    file = tmp_path / "page.html"
    arguments = ["report", "smoke", "--store", str(tmp_path / "store"), "--output", str(file)]
    CliRunner().invoke(app, arguments, catch_exceptions=False)
    text = file.read_text(encoding="utf-8")
    assert f"{len(cells)} of {len(keyed(SUITES['smoke'].cells()))} cells have a row" in text
    assert f"timeout {len(cells)}" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["smoke"], "There are no rows of smoke yet"),
        (["imagse"], "There is no suite 'imagse'. Did you mean images"),
        (["mixed", "--output", "."], "is a folder"),
    ],
    ids=" ".join,
)
def test_mistakes_get_one_sentence(arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["report", *arguments])
    assert message in str(result.exception)
