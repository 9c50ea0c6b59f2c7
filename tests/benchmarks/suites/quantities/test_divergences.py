"""The suite of divergences: its cells know the value of their quantity, its rows are near it, and nothing ranks them as MI."""

from pathlib import Path

import numpy as np
import pytest

from infoplane import distributions
from infoplane.benchmarks.analysis import suite_tables
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.execution.cell import failed_row, run_cell
from infoplane.benchmarks.figures.sweeps import error_of_divergences
from infoplane.benchmarks.storage.committed import shipped_rows
from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.distributions import CorrelatedNormal, SmoothedUniform, f_information_of
from infoplane.distributions.f_information.kinds import QUANTITIES
from infoplane.estimators import FInformation
from infoplane.estimators.protocol import quantity_of
from tests.benchmarks.cli.test_app import infoplane
from tests.benchmarks.conftest import made_up

SUITE = SUITES["divergences"]
OTHERS = [name for name in SUITES if name != "divergences"]


def test_every_cell_estimates_the_quantity_of_its_task() -> None:
    for cell in SUITE.cells():
        assert quantity_of(cell.estimator) == cell.task.quantity
        assert cell.task.id.endswith(cell.label.split(",")[0])
    assert {task.quantity for task in SUITE.tasks} == set(QUANTITIES.values())
    assert all(np.isfinite(task.true_value.value) for task in SUITE.tasks)


def test_the_row_of_a_cell_has_the_value_of_its_quantity(tmp_path: Path) -> None:
    normal = CorrelatedNormal(1, 1, (0.6,))
    estimator = FInformation(kind="H2", hidden=8, layers=1, max_steps=20)
    row = run_cell(Cell(Task("t", normal, quantity="H2 information"), "H2", estimator, 300, 0), tmp_path)
    assert row.status == "ok"
    assert row.true_mi == f_information_of(normal, "H2").value != normal.mutual_information
    plain = Task("t", normal)
    assert plain.true_value == (normal.mutual_information, 0.0)


def test_a_sampled_value_is_sampled_once_for_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(distributions, "f_information_of", lambda *given: asked.append(given) or f_information_of(*given))
    task = Task("t", SmoothedUniform(0.123), quantity="TV information")
    rows = [failed_row(Cell(task, "TV", FInformation(kind="TV"), n, 0), "error", "") for n in (300, 400)]
    assert len(asked) == 1
    assert rows[0].true_mi == rows[1].true_mi == f_information_of(SmoothedUniform(0.123), "TV").value


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("KL", -0.25, 0), ("H2", -0.25, 0), ("TV", -0.25, 0), ("chi2", -0.5, -0.25)]
)
def test_committed_rows_are_below_their_values_and_those_of_chi2_far_below(kind: str, least: float, most: float) -> None:
    """Relative bias at 4,000 pairs of .5 nats and width 16: chi2 lacks more than a quarter, the others less."""
    rows = shipped_rows("divergences")
    own = rows[(rows["task"] == f"normal-2x2-0.5-{kind}") & (rows["n"] == 4000) & (rows["estimator"] == f"{kind}, width 16")]
    assert len(own) == 4
    assert least < own["nats"].mean() / own["true_mi"].iloc[0] - 1 < most


def test_of_committed_rows_chi2_of_2_nats_is_not_found() -> None:
    rows = shipped_rows("divergences").query("task == 'normal-2x2-2-chi2'")
    assert rows["nats"].max() < 0.25 * rows["true_mi"].iloc[0]


def test_it_is_the_only_suite_of_other_quantities_and_nothing_ranks_it(tmp_path: Path) -> None:
    assert not SUITE.measures_mi
    assert all(SUITES[name].measures_mi for name in ("smoke", "bmi-v1", "mixed"))
    (tmp_path / "mine.py").write_text("def constant(x, y):\n    return 1.0\n", encoding="utf-8")
    for arguments, message in (
        (("compare", "mine.py:constant", "--suite", "divergences"), "other quantities than MI, and nothing is ranked on it"),
        (("report", "divergences"), "other quantities than MI, which the page has no place for"),
        (("table", "divergences", "--units", "bits"), "quantities without a unit: leave out --units"),
    ):
        assert message in " ".join(infoplane(*arguments, folder=tmp_path, code=2).split())
    table = " ".join(infoplane("table", "divergences", folder=tmp_path).split())
    assert "Nothing is ranked" in table
    listed = infoplane("list", "divergences", folder=tmp_path)
    assert "TV information" in listed


def test_the_page_has_no_ranking() -> None:
    rows = made_up({"H2, width 4": [0.1, 0.2]})
    summary = summarise(rows)
    page = suite_tables.page("divergences", rows.assign(machine="m", versions="v"), summary, measures_mi=False)
    assert "Nothing is ranked" in page
    assert "## All tasks" not in page
    assert "## All tasks" in suite_tables.page("divergences", rows.assign(machine="m", versions="v"), summary)


def test_the_figure_fits_critics_of_several_sizes_alone() -> None:
    rows = shipped_rows("divergences").assign(family=lambda frame: frame["task"])
    numbers = rows.assign(lower=np.nan, upper=np.nan, undertrained=False, flagged=False, ceiling=np.nan, peak_mb=0.0)
    summary = summarise(numbers)
    assert error_of_divergences.fits(summary)
    assert not error_of_divergences.fits(summary[summary["n"] == 2000])
    assert not error_of_divergences.fits(summarise(made_up({"KSG": [1.0, 1.1]})))
