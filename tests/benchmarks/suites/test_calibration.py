"""The suite `calibration`: families by kind, groups, and samples of its own."""

import pytest

from infoplane.benchmarks.storage.keys import cell_id
from infoplane.benchmarks.suites.calibration import HIDDEN, family_of
from infoplane.benchmarks.suites.fresh import ELLIPTICAL, OTHER
from infoplane.benchmarks.suites.protocol import Task
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.benchmarks.suites.tasks_bmi import bmi_v1_tasks, bmi_v2_tasks
from infoplane.distributions import CorrelatedNormal

NORMAL = CorrelatedNormal(1, 1)


@pytest.mark.parametrize(
    ("id_", "family", "kind"),
    [
        ("power-3-2x2-1", "power-3-2x2", "power"),
        ("log-gamma-exponential-1x1-0.5", "log-gamma-exponential-1x1", "log-gamma-exponential"),
        ("lift-16-3x3-5", "lift-16-3x3", "lift"),
        ("bumps-16x16-1-parameters", "bumps-16x16-parameters", "bumps"),
        ("clusters-2v2", "", "clusters"),
        ("half_cube-1v1-normal-0.75", "", "power"),
        ("normal_cdf-multinormal-sparse-25-25-2-2.0", "", "uniform"),
        ("spiral-normal_cdf-multinormal-sparse-3-3-2-2.0", "", "spiral"),
        ("swissroll_x-normal_cdf-1v1-normal-0.75", "", "swiss-roll"),
        ("asinh-student-identity-5-5-2", "", "asinh-student"),
        ("student-identity-5-5-3", "", "student"),
        ("1v1-additive-0.75", "", "smoothed-uniform"),
        ("2v1-galaxy-0.5-3.0", "", "fine"),
        ("multinormal-dense-50-50-0.5", "", "normal"),
    ],
)
def test_a_family_is_a_kind(id_: str, family: str, kind: str) -> None:
    assert family_of(Task(id_, NORMAL, family=family)) == kind


def test_every_family_has_one_group_and_no_name_has_numbers() -> None:
    groups: dict[str, set[str]] = {}
    for task in SUITES["calibration"].tasks:
        groups.setdefault(task.family, set()).add(task.group)
    assert all(groups.pop(family) == {""} for family in HIDDEN)
    assert all(len(each) == 1 and each < {ELLIPTICAL, OTHER} for each in groups.values())
    assert not [family for family in groups if any(sign.isdigit() for sign in family)]
    assert groups["spiral"] == groups["random-sine"] == {OTHER}
    assert groups["wiggly"] == groups["random-student"] == {ELLIPTICAL}
    assert sum(group == {OTHER} for group in groups.values()) > len(groups) / 2


def test_samples_are_not_those_of_the_suites_that_the_tasks_come_from() -> None:
    suite, known = SUITES["calibration"], {task.id: task for task in (*bmi_v1_tasks(), *bmi_v2_tasks())}
    shared = [task for task in suite.tasks if task.id in known]
    assert len(shared) == len(known)
    assert all(task.sample_id != known[task.id].sample_id for task in shared)
    tables = {cell_id(cell) for cell in SUITES["bmi-v1"].cells() if cell.label == "auto"}
    assert not tables & {cell_id(cell) for cell in suite.cells() if cell.label == "auto" and cell.task.id in known}
