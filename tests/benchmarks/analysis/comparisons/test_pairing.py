"""A candidate that ignores which y belongs to which x is found out; one that does not, is not."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.comparisons.comparison import compared
from infoplane.benchmarks.analysis.comparisons.comparison_tables import blocks
from infoplane.benchmarks.analysis.comparisons.pairing import (
    AS_DRAWN,
    IGNORES,
    SHUFFLED,
    differs,
    is_probe,
    pairing,
    pairing_cells,
    probes,
)
from infoplane.benchmarks.analysis.comparisons.sentences import pairing_text, rank_text, remarks
from infoplane.benchmarks.execution.cell import draw
from infoplane.benchmarks.suites.protocol import Task
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, Gaussian
from tests.benchmarks.conftest import made_up

TASKS = [Task(f"normal-{nats:g}", CorrelatedNormal.with_mutual_information(nats, 1, 1)) for nats in (0.0, 0.5, 1.5, 2.0)]


def entropy_of_x(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> float:
    return float(np.log(x.std()) + 1.4)


def random_number(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> float:
    return 2.0 + 0.1 * rng.normal()


def ksg(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> float:
    return KSG().estimate(x, y).nats


def poor(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> float:
    """Far too low, and noisy, but it depends on the pairing."""
    return 0.2 * ksg(x, y, rng) + 0.02 * rng.normal()


def numbers_of(function: Callable[..., float]) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    cells = pairing_cells("mine", Gaussian(), probes(TASKS, [200, 800]))
    return pd.concat(
        [
            made_up({"mine": [function(*draw(c.task, c.n, c.replicate), rng)]}, c.task.id, c.task.true_mi, c.n).assign(
                replicate=c.replicate
            )
            for c in cells
        ],
        ignore_index=True,
    )


def test_probes_have_more_than_one_nat_and_the_smallest_size() -> None:
    assert [(task.id, n) for task, n in probes(TASKS, [800, 200])] == [("normal-2", 200), ("normal-1.5", 200)]
    ((task, _),) = probes(TASKS[:2], [200])
    assert task.true_mi == pytest.approx(2.0)


def test_shuffled_pairs_hold_the_same_values() -> None:
    as_drawn, moved = pairing_cells("mine", Gaussian(), probes(TASKS, [50]))[:2]
    assert as_drawn.task.id.endswith(AS_DRAWN)
    assert moved.task.id.endswith(SHUFFLED)
    (x, y), (x_moved, y_moved) = (draw(cell.task, 50, 0) for cell in (as_drawn, moved))
    assert (x == x_moved).all()
    assert (np.sort(y, axis=0) == np.sort(y_moved, axis=0)).all()
    assert (y != y_moved).any()
    assert moved.task.true_mi == 0


def test_pairs_that_the_comparison_runs_are_not_run_twice() -> None:
    ran = {("normal-2", 50, 0)}
    ids = [cell.task.id for cell in pairing_cells("mine", Gaussian(), probes(TASKS[-1:], [50]), ran)]
    assert ids[:2] == ["normal-2", f"normal-2{SHUFFLED}"]
    assert ids[2] == f"normal-2{AS_DRAWN}"


@pytest.mark.parametrize("function", [lambda x, y, rng: 2.0, entropy_of_x, random_number])
def test_what_ignores_the_pairing_is_found_out(function: Callable[..., float]) -> None:
    found = pairing(numbers_of(function), "mine")
    assert found.ignored
    assert found.same == (function is not random_number)


@pytest.mark.parametrize("function", [ksg, poor])
def test_what_depends_on_the_pairing_is_not(function: Callable[..., float]) -> None:
    found = pairing(numbers_of(function), "mine")
    assert found.depends
    assert not found.ignored
    assert found.on_pairs > found.on_shuffled


def test_without_estimates_nothing_is_found_out() -> None:
    assert not pairing(made_up({"mine": [1.0, None]}), "mine").ignored


def test_a_constant_gets_no_verdict_and_no_rank_and_it_is_said() -> None:
    """It is the best on the task, by chance."""
    task = made_up({"mine": [1.0, 1.0, 1.0], "base": [1.5, 1.6, 1.4]})
    found = compared(pd.concat([task, numbers_of(lambda x, y, rng: 1.0)], ignore_index=True), "mine")
    assert found.verdicts["verdict"].tolist() == [IGNORES]
    assert rank_text(found) == ""
    assert "gives exactly the same" in pairing_text(found)
    assert pairing_text(found) in remarks([found])
    assert not any(is_probe(found.summary))  # the tables hold the tasks of the comparison alone
    assert any(line[-1] == IGNORES for _, _, lines in blocks([found]) for line in lines)


def test_the_pairing_is_checked_on_the_whole_where_the_tables_hold_a_part() -> None:
    task = made_up({"mine": [1.0, 1.0, 1.0], "base": [1.5, 1.6, 1.4]})
    whole = pd.concat([task, numbers_of(lambda x, y, rng: 1.0)], ignore_index=True)
    assert compared(task, "mine", whole=whole).verdicts["verdict"].tolist() == [IGNORES]
    alone = compared(task, "mine")
    assert alone.verdicts["verdict"].tolist() != [IGNORES]
    assert "mine was not checked" in pairing_text(alone)
    assert pairing_text(alone) in remarks([alone])
    assert not alone.pairing.same


def test_pairs_that_ran_under_both_ids_count_once() -> None:
    numbers = numbers_of(ksg)
    again = numbers[numbers["task"].str.endswith(AS_DRAWN)]
    again = again.assign(task=again["task"].str.removesuffix(AS_DRAWN))
    assert pairing(pd.concat([numbers, again], ignore_index=True), "mine") == pairing(numbers, "mine")


def test_differences_count_from_the_margin_on() -> None:
    assert differs(np.array([0.03, 0.0301, 0.0299]))
    assert not differs(np.array([0.019, 0.0191, 0.0189]))
    assert not differs(np.array([2.0, -2.0, 1.0]))
