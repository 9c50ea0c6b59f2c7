"""What a comparison runs."""

import pytest

from infoplane.benchmarks.analysis.comparisons.plan import Draws, baselines, places, planned
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import draw
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.protocol import Grid, Suite
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.estimators import KSG, Gaussian
from tests.benchmarks.small_runs import make_task

TASKS = tuple(map(make_task, (0.0, 1.0, 2.0)))
SUITE = Suite("own", "", (Grid(TASKS, {"KSG": KSG(k=1)}, (50, 100), 3), Grid(TASKS, {"G": Gaussian()}, (50,), 1)))
MINE = {"mine": KSG(k=2), "other": KSG(k=3)}  # neither is among the baselines


def places_of(cells: list) -> set[tuple[str, int, int]]:
    return {(cell.task.id, cell.n, cell.replicate) for cell in cells}


def test_candidate_runs_once_on_every_sample_of_the_suite() -> None:
    slow = {"bmi-v2", "mixed", "calibration"}  # their true values take quadrature: seconds
    for suite in (suite for name, suite in SUITES.items() if name not in slow):
        own = [(cell.task.id, cell.n, cell.replicate) for cell in planned(suite, {"mine": Gaussian()}).own]
        assert len(own) == len(set(own))
        assert set(own) == {(cell.task.id, cell.n, cell.replicate) for cell in suite.cells()}


def test_baselines_are_those_of_the_suite_with_its_replicates() -> None:
    assert keyed(baselines(SUITE)).keys() == keyed(SUITE.cells()).keys()


def test_every_candidate_runs_on_the_same_samples() -> None:
    plan = planned(SUITE, MINE)
    assert {cell.label for cell in plan.own} == {"mine", "other"}
    mine, other = (places_of([cell for cell in plan.own if cell.label == label]) for label in MINE)
    assert mine == other == places_of(list(SUITE.cells()))


def test_sizes_and_replicates_of_ones_own_are_those_of_candidates_and_baselines() -> None:
    plan = planned(SUITE, MINE, Draws((20, 70), 5))
    expected = {(task.id, n, replicate) for task in TASKS for n in (20, 70) for replicate in range(5)}
    assert places_of(plan.own) == expected
    for label in ("KSG", "G"):
        assert places_of([cell for cell in plan.baselines if cell.label == label]) == expected


def test_a_candidate_is_no_baseline_of_itself() -> None:
    plan = planned(SUITE, {"mine": KSG(k=1)})
    assert {cell.label for cell in plan.baselines} == {"G"}


def test_sizes_alone_keep_the_replicates_of_the_suite() -> None:
    assert places(SUITE, Draws((20,)))["normal-1"][1] == {20: 3}
    assert places(SUITE, Draws(replicates=9))["normal-1"][1] == {50: 9, 100: 9}


def test_tasks_are_chosen_by_pattern_and_no_task_is_an_error() -> None:
    assert list(places(SUITE, Draws(tasks="*-1"))) == ["normal-1"]
    with pytest.raises(UserError, match="No task of own matches 'x'"):
        planned(SUITE, MINE, Draws(tasks="x"))


def test_baselines_are_chosen_by_name_also_those_that_the_suite_does_not_have() -> None:
    assert {cell.label for cell in baselines(SUITE, names=["KSG", "Gaussian c*"])} == {"KSG", "Gaussian copula"}
    copula = baselines(SUITE, names=["Gaussian copula"])
    assert places_of(copula) == places_of(list(SUITE.cells()))
    with pytest.raises(UserError, match=r"There is no baseline 'KSGG'\. Did you mean KSG"):
        baselines(SUITE, names=["KSGG"])


def test_a_seed_gives_other_samples_and_other_rows() -> None:
    first, second, committed = (planned(SUITE, {"mine": Gaussian()}, Draws(seed=seed)).own for seed in (1, 2, None))
    samples = [draw(cells[0].task, 50, 0)[0] for cells in (first, second, committed)]
    assert all((one != other).all() for one, other in zip(samples, samples[1:] + samples[:1], strict=True))
    assert not keyed(first).keys() & keyed(second).keys()
    assert first[0].task.id == "normal-0#1"
    assert (draw(first[0].task, 50, 0)[0] == samples[0]).all()


def test_probes_come_from_the_rest_of_the_suite_where_the_chosen_tasks_have_no_information() -> None:
    plan = planned(SUITE, {"mine": Gaussian()}, Draws(tasks="normal-0"))
    assert {cell.task.id for cell in plan.probes} == {"normal-2, as drawn", "normal-2, y shuffled"}
    assert not {cell.task.id for cell in plan.own} & {cell.task.id for cell in plan.probes}
