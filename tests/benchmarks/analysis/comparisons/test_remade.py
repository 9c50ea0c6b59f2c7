"""Ids that `compare` makes, and tasks made again from them."""

import pytest

from infoplane.benchmarks.analysis.comparisons.pairing import ENDINGS, probe
from infoplane.benchmarks.analysis.comparisons.plan import Draws
from infoplane.benchmarks.analysis.comparisons.remade import base_id, refuse_made_id, task_like
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.suites.registry import SUITES


@pytest.mark.parametrize("ending", ["", *ENDINGS])
@pytest.mark.parametrize("seed", [None, 7])
def test_a_task_is_made_again_from_its_id(seed: int | None, ending: str) -> None:
    suite = SUITES["lowdim"]
    task = Draws(seed=seed).of(suite.tasks[0])
    task = probe(task, ending) if ending else task
    assert base_id(task.id) == suite.tasks[0].id
    assert task_like(suite, task.id) == task
    if task.id != suite.tasks[0].id:
        with pytest.raises(UserError, match="cannot name a task"):
            refuse_made_id(task.id)


def test_only_digits_after_the_sign_are_a_seed() -> None:
    for name in ("C#", "a#b", "a#-1", "a#1.5"):
        assert base_id(name) == base_id(f"{name}#4, y shuffled") == name
        assert task_like(SUITES["lowdim"], name) is None


def test_ids_of_the_suites_are_their_own() -> None:
    for suite in SUITES.values():
        for task in suite.tasks:
            refuse_made_id(task.id)
