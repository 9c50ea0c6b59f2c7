"""A candidate compared with the baselines: its cells, the tables, the figure."""

from pathlib import Path

from infoplane.benchmarks.analysis import comparison_tables
from infoplane.benchmarks.analysis.comparison import cells_for, compared
from infoplane.benchmarks.figures import verdicts
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.estimators import Gaussian
from tests.benchmarks.conftest import made_up

GOOD, BAD = [1.01, 0.99, 1.02], [1.5, 1.52, 1.49]


def test_candidate_runs_once_on_every_sample_of_the_suite() -> None:
    for suite in SUITES.values():
        own = [(cell.task.id, cell.n, cell.replicate) for cell in cells_for(suite, "mine", Gaussian())]
        assert len(own) == len(set(own))
        assert set(own) == {(cell.task.id, cell.n, cell.replicate) for cell in suite.cells()}


def test_without_baselines_there_is_nothing_to_compare() -> None:
    found = compared(made_up({"mine": GOOD}), "mine")
    assert (found.rank.rank, found.rank.of) == (1, 1)
    assert found.verdicts.empty
    assert found.pairs.empty


def test_the_tables_show_the_comparison() -> None:
    found = compared(made_up({"mine": GOOD, "worst": BAD, "lost": [None, None, None], "even": [1.02, 1.01, 0.99]}), "mine")
    header, (line,) = comparison_tables.by_task(found)
    assert dict(zip(header, line, strict=True)) == {
        "task": "t",
        "n": "10",
        "RMSE": "0.014",
        "closest": "even",
        "its RMSE": "0.014",
        "difference to it": "+0.000 [-0.025, +0.025]",
        "better than": "1 of 3",
        "worse than": "0 of 3",
        "verdict": "no difference",
    }
    header, lines = comparison_tables.overall(found)
    assert header == ["baseline", "tasks and sizes", "smaller error in", "better", "no difference", "worse", "baseline fails"]
    assert {line[0]: line[1:2] + line[3:] for line in lines} == {
        "even": ["1", "0", "1", "0", "0"],
        "worst": ["1", "1", "0", "0", "0"],
        "lost": ["1", "0", "0", "0", "1"],
    }
    assert comparison_tables.rank_text(found).startswith("mine ranks 1 of 4 over all tasks (95 %: 1 to ")
    _, lines = comparison_tables.every_number(found)
    assert [(line[2], line[-1]) for line in lines] == [
        ("mine", "against all: no difference"),
        ("even", "no difference"),
        ("worst", "better"),
        ("lost", "baseline fails"),
    ]


def test_the_figure_takes_failures(tmp_path: Path) -> None:
    found = compared(made_up({"mine": GOOD, "worst": BAD, "lost": [None, None, None]}), "mine")
    written = verdicts.draw(found, tmp_path / "drawn" / "verdicts")
    assert [path.suffix for path in written] == [".pdf", ".png"]
    assert all(path.stat().st_size > 5_000 for path in written)
