"""The suite `fresh`: what a seed gives, and that its rows never mix with those of another seed."""

import pytest

from infoplane.benchmarks.candidates.reproduce import python_of
from infoplane.benchmarks.cli.options import find_suite
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import draw, failed_row
from infoplane.benchmarks.storage import committed
from infoplane.benchmarks.storage.keys import cell_id
from infoplane.benchmarks.suites.fresh import CELLS, ELLIPTICAL, OTHER, SIZES, TASKS, fresh_tasks
from infoplane.benchmarks.suites.registry import SEEDED, SUITES, suites_like


@pytest.fixture(scope="module")
def suites() -> dict[int, object]:
    return {seed: SUITES[f"fresh-{seed}"] for seed in (5, 6)}


def test_a_seed_gives_its_tasks_again(suites: dict) -> None:
    assert fresh_tasks(5) == suites[5].tasks != suites[6].tasks
    assert len(suites[5].tasks) == TASKS
    assert SUITES["fresh-5"] is suites[5]
    assert suites[5].name == "fresh-5"
    assert len(list(suites[5].cells())) == CELLS
    assert {cell.n for cell in suites[5].cells()} == set(SIZES)


def test_half_of_the_tasks_and_more_are_not_elliptical(suites: dict) -> None:
    tasks = suites[5].tasks
    groups = [task.group for task in tasks]
    assert set(groups) == {ELLIPTICAL, OTHER}
    assert groups.count(OTHER) >= TASKS / 2
    families = [task.family for task in tasks]
    assert {families.count(family) for family in families} == {10}
    assert suites[5].groups["student"] == ELLIPTICAL
    assert suites[5].groups["sine"] == OTHER
    assert not suites[5].replicated


def test_rows_of_two_seeds_have_no_key_in_common(suites: dict) -> None:
    """Although a distribution may be the same, such as a pair of one column, drawn with few parameters."""
    keys = [{cell_id(cell) for cell in suite.cells() if cell.n == 300 and cell.label == "KSG"} for suite in suites.values()]
    assert [len(each) for each in keys] == [TASKS, TASKS]
    assert not keys[0] & keys[1]
    assert not {task.id for task in suites[5].tasks} & {task.id for task in suites[6].tasks}


def test_only_a_seed_makes_a_suite() -> None:
    with pytest.raises(UserError, match=r"needs --seed N: draw N after your code is frozen"):
        find_suite("fresh")
    with pytest.raises(UserError, match="smoke has no seed"):
        find_suite("smoke", 3)
    assert find_suite("fresh", 0).name == "fresh-0" == find_suite("fresh-0").name
    for name in ("fresh-", "fresh-x", "fresh-07", "fresh--1", "fresh-1.5", "images-7"):
        assert name not in SUITES
        with pytest.raises(UserError, match="There is no suite"):
            find_suite(name)
        with pytest.raises(KeyError):
            SUITES[name]
    assert not set(SEEDED) & set(SUITES)


def test_a_row_is_found_by_its_task(suites: dict, tmp_path) -> None:
    cell = next(suites[5].cells())
    assert [suite.name for suite in suites_like(cell.task.id)] == ["fresh-5"]
    assert {suite.name for suite in suites_like("fresh-look-1")} == set(SUITES)
    script = python_of(failed_row(cell, "error", ""), tmp_path)
    assert script is not None
    assert f'keyed(cells_like(SUITES["fresh-5"], {cell.task.id!r}, {cell.n}, 0))["{cell_id(cell)}"]' in script


def test_committed_rows_of_a_seed_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name in ("fresh-12.csv", "fresh-3.csv.gz", "smoke.csv", "fresh-x.csv", "README.md"):
        (tmp_path / name).touch()
    monkeypatch.setattr(committed, "files", lambda package: tmp_path)
    assert committed.shipped_suites() == ["smoke", "fresh-12", "fresh-3"]


def test_two_sizes_of_a_task_have_other_samples(suites: dict) -> None:
    task = suites[5].tasks[0]
    (x, y), (again, _), (more, _) = draw(task, 10, 0), draw(task, 10, 0), draw(task, 20, 0)
    assert x.shape == (10, *task.distribution.x_shape)
    assert y.shape == (10, *task.distribution.y_shape)
    assert (x == again).all()
    assert (x != more[:10]).any()
