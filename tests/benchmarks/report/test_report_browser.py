"""The report in a real browser: Chromium, without a window, driven by selenium. Skipped where there is none."""

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.cli.app import app
from tests.benchmarks.report.test_measurement import audited_page

webdriver = pytest.importorskip("selenium.webdriver", reason="the browser tests need selenium")
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.remote.webelement import WebElement  # noqa: E402
from selenium.webdriver.support.select import Select  # noqa: E402
from selenium.webdriver.support.wait import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="the browser tests need chromium and chromedriver (Debian: chromium, chromium-driver)"
    ),
    pytest.mark.timeout(300),
]
OPTIONS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60  # seconds, for a machine that has much else to do
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
DESKTOP = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "page.html"
    CliRunner().invoke(app, ["report", "images", "mixed", "--output", str(file)], catch_exceptions=False)
    return file.as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """The page as it is when it is opened. After the test: no request to another address, no message in the console."""
    media(browser)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", DESKTOP)
    browser.get_log("performance"), browser.get_log("browser")
    browser.get(address)
    yield browser
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert asked[0] == address
    assert [url[:60] for url in asked[1:] if not url.startswith(("data:", address))] == []
    assert browser.get_log("browser") == []


def media(browser: Any, kind: str = "", scheme: str = "light") -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": features})


def suite(page: Any, name: str = "images") -> WebElement:
    return page.find_element(By.ID, name)


def column(table: WebElement, place: int) -> list[str]:
    """Its texts, in one call."""
    script = "return [...arguments[0].querySelectorAll(arguments[1])].map((cell) => cell.innerText)"
    return table.parent.execute_script(script, table, f"tbody tr > :nth-child({place})")


def click(page: Any, element: WebElement) -> None:
    page.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    element.click()


def plot(page: Any, figure: str, name: str = "images") -> WebElement:
    """A figure, scrolled to and drawn."""
    element = suite(page, name).find_element(By.CSS_SELECTOR, f"[data-figure={figure}]")
    page.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    WebDriverWait(page, PATIENCE).until(lambda _: element.find_elements(By.CSS_SELECTOR, ".trace"))
    return element


def test_headers_sort_by_mouse_and_by_key(page: Any) -> None:
    table = suite(page).find_element(By.CSS_SELECTOR, "table.board")
    rmse = table.find_elements(By.CSS_SELECTOR, "thead th")[2]
    click(page, rmse.find_element(By.TAG_NAME, "button"))
    values = [float(text) for text in column(table, 3)]
    assert values == sorted(values)
    assert len(set(values)) > 10
    assert rmse.get_attribute("aria-sort") == "ascending"
    rmse.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    assert [float(text) for text in column(table, 3)] == values[::-1]
    assert rmse.get_attribute("aria-sort") == "descending"
    names = table.find_elements(By.CSS_SELECTOR, "thead th")[0]
    click(page, names.find_element(By.TAG_NAME, "button"))
    assert column(table, 1)[0] == "AE+auto"
    assert column(table, 1)[-1] == "raw KSG"
    assert rmse.get_attribute("aria-sort") == "none"


def test_filters_by_text_and_by_n(page: Any) -> None:
    section = suite(page)
    board, parameters = section.find_elements(By.CSS_SELECTOR, "table.board")
    before = len(column(board, 1))
    field = section.find_element(By.NAME, "text")
    field.send_keys("ksg")
    assert set(column(board, 1)) == {"AE+KSG", "raw KSG"}
    assert set(column(parameters, 1)) == {"KSG"}
    Select(section.find_element(By.NAME, "n")).select_by_value("1000")
    assert set(column(board, 2)) == {"1,000"}
    assert section.find_element(By.NAME, "shown").text == "3 of 27 lines"
    assert {chip.text for chip in section.find_elements(By.CSS_SELECTOR, ".legend button")} == {"AE+KSG", "raw KSG"}
    field.send_keys(" no such")
    assert column(board, 1) == ["No line passes the filters."]
    field.clear()
    field.send_keys(Keys.BACKSPACE)
    Select(section.find_element(By.NAME, "n")).select_by_value("")
    assert len(column(board, 1)) == before


def test_pointing_at_a_mark_shows_its_numbers(page: Any) -> None:
    figure = plot(page, "true_mi")
    mark = figure.find_elements(By.CSS_SELECTOR, ".trace")[2].find_elements(By.CSS_SELECTOR, ".points path")[-1]
    ActionChains(page).move_to_element(mark).perform()
    label = WebDriverWait(page, PATIENCE).until(lambda _: figure.find_elements(By.CSS_SELECTOR, ".hoverlayer .hovertext"))[0]
    for text in ("PCA+KDE", "n = 5,000", "bumps-16x16-10", "true MI 10", "95 % of the mean", "RMSE"):
        assert text in label.text
    box, width = label.rect, page.execute_script("return innerWidth")
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_the_legend_hides_and_the_selection_changes(page: Any) -> None:
    figure, section = plot(page, "spread"), suite(page)
    remark = figure.find_element(By.XPATH, "..").find_element(By.CLASS_NAME, "remark")
    drawn = len(figure.find_elements(By.CSS_SELECTOR, ".trace"))
    chip = section.find_element(By.CSS_SELECTOR, ".legend button")
    click(page, chip)
    assert chip.get_attribute("aria-pressed") == "false"
    assert len(figure.find_elements(By.CSS_SELECTOR, ".trace")) == drawn - 2  # one for the bias, one for the SD
    assert "on bumps-16x16 against n" in remark.text
    Select(section.find_element(By.NAME, "against")).select_by_value("true_mi")
    Select(section.find_element(By.NAME, "selection")).select_by_visible_text("rectangles-32x32-parameters")
    assert "on rectangles-32x32-parameters against the true MI at n = 5,000" in remark.text


def test_the_filters_lead_to_every_number(page: Any) -> None:
    section = suite(page)
    click(page, section.find_element(By.CSS_SELECTOR, ".every summary"))
    table, more = section.find_element(By.CSS_SELECTOR, "table.numbers"), section.find_element(By.CLASS_NAME, "more")
    assert len(column(table, 1)) == 100
    click(page, more)
    assert section.find_element(By.NAME, "lines").text == "200 of 378 lines"
    section.find_element(By.NAME, "task").send_keys("bumps-16x16-10")
    section.find_element(By.NAME, "text").send_keys("G+WKL")
    assert {text.removesuffix("-parameters") for text in column(table, 1)} == {"bumps-16x16-10"}
    assert set(column(table, 3)) == {"AE+G+WKL", "G+WKL"}
    assert set(column(table, 4)) == {"10"}
    assert not more.is_displayed()


def test_the_page_shows_failures_and_ceilings(page: Any) -> None:
    limits = suite(page).find_element(By.CSS_SELECTOR, "table.limits")
    assert "9.09" in column(limits, 7)
    assert "error 30" in column(suite(page, "mixed").find_element(By.CSS_SELECTOR, "table.limits"), 4)
    click(page, suite(page, "mixed").find_element(By.CSS_SELECTOR, ".messages summary"))
    assert "is constant over its 5000 samples" in suite(page, "mixed").find_element(By.CLASS_NAME, "messages").text


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_the_page_scrolls_only_downwards(page: Any, width: int) -> None:
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**PHONE, "width": width})
    page.refresh()
    for figure in ("true_mi", "time", "spread"):
        assert plot(page, figure).find_element(By.CSS_SELECTOR, ".main-svg").rect["width"] <= width
    page.execute_script("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    assert page.execute_script("return document.documentElement.scrollWidth") == width
    low, high = (plot(page, "spread").find_element(By.CSS_SELECTOR, f".subplot.{name}").rect["y"] for name in ("xy", "x2y2"))
    assert low + 100 < high  # one above the other


def colours(page: Any) -> tuple[str, str]:
    """The colours of the background and of the text on an axis."""
    tick = plot(page, "true_mi").find_element(By.CSS_SELECTOR, ".xtick text")
    body = page.find_element(By.TAG_NAME, "body")
    return body.value_of_css_property("background-color"), tick.value_of_css_property("fill")


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_page_of_a_measurement_scrolls_only_downwards(browser: Any, width: int, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(audited_page(), encoding="utf-8")
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**PHONE, "width": width})
    browser.get_log("browser")
    browser.get((tmp_path / "page.html").as_uri())
    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    assert browser.get_log("browser") == []


def test_the_page_follows_the_dark_and_light_setting(page: Any) -> None:
    light = colours(page)
    media(page, scheme="dark")
    assert light[0] == "rgba(255, 255, 255, 1)"
    assert colours(page) == ("rgba(20, 23, 27, 1)", "rgb(229, 232, 236)")
    media(page)
    assert colours(page) == light


def test_the_printed_page_is_light_and_has_no_controls(page: Any) -> None:
    light = colours(page)
    media(page, "print", "dark")
    assert colours(page) == light
    for hidden in page.find_elements(By.CSS_SELECTOR, "nav, .controls, .every"):
        assert not hidden.is_displayed()
    media(page, scheme="dark")
    printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = base64.b64decode(printed["data"])
    assert pdf.count(b"/Type /Page\n") >= 6
    undrawn = "return [...document.querySelectorAll('.plot')].filter((plot) => !plot.querySelector('.trace')).length"
    assert page.execute_script(undrawn) == 0  # those that were never scrolled to as well


def test_nothing_can_be_fetched(page: Any) -> None:
    script = "const done = arguments[1]; fetch(arguments[0]).then(() => done('fetched'), () => done('refused'))"
    assert page.execute_async_script(script, "https://example.org/") == "refused"
    assert any("Content Security Policy" in complaint["message"] for complaint in page.get_log("browser"))
