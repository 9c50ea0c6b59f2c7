"""The figure of a comparison: every verdict has its own marker, families group it, and it is never taller than a page."""

import re
from pathlib import Path

import matplotlib.image
import pandas as pd
import pytest
from matplotlib.figure import Figure

from infoplane.benchmarks.analysis.comparisons.comparison import compared
from infoplane.benchmarks.analysis.comparisons.differences import UNDECIDED
from infoplane.benchmarks.figures import verdicts
from tests.benchmarks.conftest import made_up

GOOD, BAD = [1.01, 0.99, 1.02], [1.5, 1.52, 1.49]
PAGE_INCHES = 9.3  # with what a tight box adds


@pytest.mark.parametrize(
    ("mine", "other", "verdict"),
    [
        (GOOD, BAD, "better"),
        (BAD, GOOD, "worse"),
        (GOOD, [1.02, 1.01, 0.99], UNDECIDED),
        ([None] * 3, GOOD, "fails"),
        (GOOD[:1], BAD[:1], "too few"),
    ],
)
def test_the_legend_names_the_verdict(
    mine: list, other: list, verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Figure] = []
    monkeypatch.setattr(verdicts, "save", lambda figure, output: drawn.append(figure) or [])
    found = compared(made_up({"mine": mine, "other": other}), "mine")
    assert found.verdicts["verdict"].tolist() == [verdict]
    verdicts.draw([found], tmp_path / "verdicts")
    assert [text.get_text() for text in drawn[0].legends[0].get_texts()] == [verdict]


def test_all_verdicts_differ_in_marker_or_filling() -> None:
    assert len({(marker, fill) for marker, _, fill in verdicts._MARKERS.values()}) == len(verdicts._MARKERS)


def many(families: int, tasks: int, sizes: int) -> pd.DataFrame:
    """Numbers of that many tasks, of two candidates and a baseline."""
    table = made_up({"mine": GOOD, "too": [1.2, 1.1, 1.3], "base": BAD})
    return pd.concat(
        [
            table.assign(family=f"family {f}", task=f"family-{f}-{t}", n=10 * (size + 1))
            for f in range(families)
            for t in range(tasks)
            for size in range(sizes)
        ],
        ignore_index=True,
    )


@pytest.mark.parametrize(
    ("families", "tasks", "sizes", "lines"),
    [
        (3, 2, 2, 12),
        (20, 2, 2, 40),
        pytest.param(45, 2, 2, 45, marks=pytest.mark.slow),
        pytest.param(120, 1, 1, 120, marks=pytest.mark.slow),
    ],
)
def test_it_is_never_taller_than_a_page(families: int, tasks: int, sizes: int, lines: int, tmp_path: Path) -> None:
    """Few tasks have a line each; more share that of their family and size, and then of their family."""
    numbers = many(families, tasks, sizes)
    found = [compared(numbers, label, ["mine", "too"]) for label in ("mine", "too")]
    pdf, png = verdicts.draw(found, tmp_path / "verdicts")
    height = matplotlib.image.imread(png).shape[0] / 220  # dots to an inch
    assert height <= PAGE_INCHES
    (box,) = set(re.findall(rb"/MediaBox \[ ?0 0 \S+ (\S+) ?\]", pdf.read_bytes()))
    assert float(box) / 72 <= PAGE_INCHES
    line_of = verdicts._lines(found[0].verdicts)
    assert len({line_of(row) for row in found[0].verdicts.itertuples(index=False)}) == lines


def test_more_than_three_candidates_make_several_figures(tmp_path: Path) -> None:
    labels = [f"c{i}" for i in range(4)]
    numbers = made_up({**dict.fromkeys(labels, GOOD), "base": BAD})
    written = verdicts.draw([compared(numbers, label, labels) for label in labels], tmp_path / "verdicts")
    assert [path.name for path in written] == [f"verdicts-{place}.{kind}" for place in (1, 2) for kind in ("pdf", "png")]
    assert all(path.stat().st_size > 5_000 for path in written)


def test_the_figure_takes_failures(tmp_path: Path) -> None:
    found = compared(made_up({"mine": GOOD, "worst": BAD, "lost": [None, None, None]}), "mine")
    written = verdicts.draw([found], tmp_path / "drawn" / "verdicts")
    assert all(path.stat().st_size > 5_000 for path in written)
