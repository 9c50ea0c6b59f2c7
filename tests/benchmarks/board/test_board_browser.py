"""The page of the boards in a real browser. Skipped where there is none."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from infoplane.benchmarks.board.advice import Choice
from infoplane.benchmarks.board.page import page as document
from infoplane.benchmarks.board.sections import Section
from tests.benchmarks.report import test_report_browser as report

browser, page, pytestmark = report.browser, report.page, report.pytestmark  # fixtures: no request, no message in the console
By, Select, WebDriverWait = report.By, report.Select, report.WebDriverWait


@pytest.fixture(scope="module")
def address(made: tuple[list[Section], list[Choice]], tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("board") / "board.html"
    file.write_text(document(*made, "infoplane board"), encoding="utf-8")
    return file.as_uri()


def shown(page: Any, table: Any) -> list[str]:
    """The headers of the columns that are shown."""
    script = "return [...arguments[0].tHead.rows[0].cells].filter((cell) => !cell.hidden).map((cell) => cell.dataset.column)"
    found: list[str] = page.execute_script(script, table)
    return found


def test_lines_are_filtered_and_sorted(page: Any) -> None:
    board = report.suite(page, "bmi-v1")
    table = board.find_element(By.CSS_SELECTOR, "table.lines")
    assert "n" not in shown(page, table)  # 10,000 in all lines
    assert {"published", "ours"} == set(report.column(table, 2))
    Select(board.find_element(By.NAME, "kind")).select_by_visible_text("published")
    assert shown(page, table) == ["estimator", "whose", "mean |error|"]
    Select(board.find_element(By.NAME, "n")).select_by_value("1000")
    report.click(page, table.find_elements(By.CSS_SELECTOR, "thead button")[3])
    errors = report.column(table, 4)
    assert errors[0] == "0.092"
    assert errors[-1] == "> 10"
    assert board.find_element(By.NAME, "shown").text == f"{len(errors)} of {len(table_lines(page, 'bmi-v1'))} lines"
    board.find_element(By.NAME, "text").send_keys("no such")
    assert report.column(table, 1) == ["No line passes the filters."]


def table_lines(page: Any, name: str) -> list[Any]:
    """The lines of a board in the data of the page."""
    script = "return views.find((view) => view.section.id === arguments[0]).data.lines"
    found: list[Any] = page.execute_script(script, name)
    return found


def test_the_figure_has_a_mark_for_each_of_ours_and_a_line_for_each_published(page: Any) -> None:
    board = report.suite(page, "images")
    figure = board.find_element(By.CLASS_NAME, "plot")
    page.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", figure)
    WebDriverWait(page, report.PATIENCE).until(lambda _: figure.find_elements(By.CSS_SELECTOR, ".trace"))
    lines = [line for line in table_lines(page, "images") if line["part"] == "both" and line["n"] == 10_000]
    published = [line for line in lines if line["kind"] == "published"]
    assert len(figure.find_elements(By.CSS_SELECTOR, ".trace")) == len(lines) - len(published) > 3
    names = [each.text for each in figure.find_elements(By.CSS_SELECTOR, ".annotation")]
    assert len(names) == len(published)
    assert "InfoBridge 0.38" in names
    places = sorted(each.rect["y"] for each in figure.find_elements(By.CSS_SELECTOR, ".annotation"))
    assert min(second - first for first, second in pairwise(places)) > 10  # none on top of another
    chip = board.find_element(By.CSS_SELECTOR, ".legend button")
    report.click(page, chip)
    assert len(figure.find_elements(By.CSS_SELECTOR, ".trace")) == len(lines) - len(published) - 1


@pytest.mark.parametrize("width", [800, 390])
def test_a_narrow_page_scrolls_only_downwards(page: Any, width: int) -> None:
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**report.PHONE, "width": width})
    page.refresh()
    assert page.execute_script("return document.documentElement.scrollWidth") <= width


def test_the_advice_sorts(page: Any) -> None:
    table = page.find_element(By.CSS_SELECTOR, "table.take")
    report.click(page, table.find_elements(By.CSS_SELECTOR, "thead button")[1])
    sizes = [int(text.replace(",", "")) for text in report.column(table, 2)]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 3
