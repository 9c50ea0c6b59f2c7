"""The page and the Markdown file: as text, and whether the committed one is that of the committed rows."""

import json
import re
from pathlib import Path

import pytest

from infoplane.benchmarks.board import markdown
from infoplane.benchmarks.board.advice import Choice
from infoplane.benchmarks.board.page import page
from infoplane.benchmarks.board.published import places, published
from infoplane.benchmarks.board.sections import Section

RESULTS = Path(__file__).parents[3] / "results"
NUMBER = re.compile(r"-?\d+\.\d+")


def same_but_for_rounding(first: str, second: str) -> bool:
    """Equal text; numbers may differ by a unit of their last digit, since sums differ between processors."""
    texts = [re.sub(r"[ -]+", " ", NUMBER.sub("#", text)) for text in (first, second)]
    numbers = [list(map(float, NUMBER.findall(text))) for text in (first, second)]
    return texts[0] == texts[1] and numbers[0] == pytest.approx(numbers[1], abs=0.011, rel=1e-9)


def test_rounding_alone_may_differ() -> None:
    assert same_but_for_rounding("| a | 0.123 |", "| a |  0.124 |")
    assert not same_but_for_rounding("| a | 0.123 |", "| b | 0.123 |")
    assert not same_but_for_rounding("| a | 0.123 |", "| a | 0.153 |")


def test_the_committed_files_are_those_of_the_committed_rows(made: tuple[list[Section], list[Choice]]) -> None:
    """Otherwise: `infoplane board`."""
    text = (RESULTS / "board.md").read_text(encoding="utf-8")
    assert same_but_for_rounding(markdown.document(*made, "infoplane board"), text)
    readme = (RESULTS / "README.md").read_text(encoding="utf-8")
    begin = readme.index("Least mean |error|")
    assert same_but_for_rounding(markdown.advice(made[1]), readme[begin : readme.index("\n<!-- end of what to take -->")])


def test_the_page_stands_alone(made: tuple[list[Section], list[Choice]]) -> None:
    found, chosen = made
    text = page(found, chosen, "infoplane board --add '<b>.csv'", ["<script>alert(1)</script>"])
    assert "<script>alert(1)</script>" not in text
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    outside = re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?!data:)([^\"']*)", text)
    assert outside == []
    data = json.loads(re.search(r'id="data">(.*?)</script>', text).group(1))  # type: ignore[union-attr]
    for section, numbers in zip(found, data["boards"], strict=True):
        assert len(numbers["lines"]) == len(section.lines)
        assert {line["mark"] is None for line in numbers["lines"] if line["kind"] == "published"} <= {True}
    assert "85 million weights, pretrained; figure: place not recorded" in text
    assert places(published()) in text
    assert places(published()) in markdown.document(found, chosen, "x")
    assert "No weights for k=5 neighbours" in text  # why cells failed
    assert page(found, chosen, "x") == page(found, chosen, "x")


def test_a_table_goes_between_its_marks(tmp_path: Path) -> None:
    nothing: list[Choice] = []
    file = tmp_path / "README.md"
    assert not markdown.refresh(file, nothing)
    file.write_text("# Mine\n")
    assert not markdown.refresh(file, nothing)
    assert file.read_text() == "# Mine\n"
    file.write_text("# Mine\n<!-- what to take: made by `infoplane board` -->\nold\n<!-- end of what to take -->\nAfter.\n")
    assert markdown.refresh(file, nothing)
    text = file.read_text()
    assert "old" not in text
    assert text.startswith("# Mine\n<!-- what to take")
    assert text.endswith("<!-- end of what to take -->\nAfter.\n")
    assert markdown.refresh(file, nothing)
    assert file.read_text() == text
