"""The figure of a comparison: every verdict has its own marker, and the legend names it."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from infoplane.benchmarks.analysis.comparison import compared
from infoplane.benchmarks.figures import verdicts
from tests.benchmarks.conftest import made_up

GOOD, BAD = [1.01, 0.99, 1.02], [1.5, 1.52, 1.49]


@pytest.mark.parametrize(
    ("mine", "other", "verdict"),
    [
        (GOOD, BAD, "better"),
        (BAD, GOOD, "worse"),
        (GOOD, [1.02, 1.01, 0.99], "no difference"),
        ([None] * 3, GOOD, "fails"),
        (GOOD[:1], BAD[:1], "too few"),
    ],
)
def test_the_legend_names_the_verdict(
    mine: list, other: list, verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Figure] = []
    monkeypatch.setattr(verdicts, "save", lambda figure, output: drawn.append(figure))
    found = compared(made_up({"mine": mine, "other": other}), "mine")
    assert found.verdicts["verdict"].tolist() == [verdict]
    verdicts.draw(found, tmp_path / "verdicts")
    labels = [text.get_text() for text in drawn[0].legends[0].get_texts()]
    assert labels == ["each baseline", f"closest baseline; {verdict}"]


def test_all_verdicts_differ_in_marker_or_filling() -> None:
    assert len({(marker, fill) for marker, _, fill in verdicts._MARKERS.values()}) == len(verdicts._MARKERS)
