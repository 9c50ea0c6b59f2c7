"""Lines and choices from numbers that are made up, by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.board.advice import Kind, choice_of
from infoplane.benchmarks.board.boards import Part
from infoplane.benchmarks.board.lines import lines_of
from infoplane.benchmarks.suites.estimators import trained_again
from tests.benchmarks.conftest import made_up

PART = Part("all", "all", ("t*",), 1.0)


def test_a_mean_over_tasks_and_its_standard_error() -> None:
    first, second = [1.1, 0.7], [1.3, 1.3]
    numbers = pd.concat([made_up({"a": first}, "t1"), made_up({"a": second}, "t2"), made_up({"a": [9.0, 9.0]}, "other")])
    (line,) = lines_of(PART, summarise(numbers), 2)
    assert line.error == pytest.approx((0.2 + 0.3) / 2)
    assert line.error_se == pytest.approx(np.std([0.1, 0.3], ddof=1) / math.sqrt(2) / 2)
    assert line.bias == pytest.approx((0.1 + 0.3) / 2)
    assert line.estimate == pytest.approx((0.9 + 1.3) / 2)
    assert (line.tasks, line.finished, line.failed, line.cells, line.note) == (2, 2, 0, 4, "2 replicates")
    assert line.whole


def test_the_error_of_the_true_mi_is_part_of_the_standard_error() -> None:
    (line,) = lines_of(PART, summarise(made_up({"a": [1.1, 1.1]}).assign(true_mi_stderr=0.05)), 1)
    assert line.error_se == pytest.approx(0.05)


def test_one_replicate_has_no_standard_error() -> None:
    (line,) = lines_of(PART, summarise(made_up({"a": [1.1]})), 1)
    assert math.isnan(line.error_se)


def test_lines_without_all_tasks_stand_below() -> None:
    half = made_up({"fails": [1.0, None]}, "t1"), made_up({"fails": [None, None], "slow": [1.5, 1.5]}, "t2")
    numbers = pd.concat([*half, made_up({"slow": [1.5, 1.5]}, "t1").assign(ceiling=0.9)])
    lines = sorted(lines_of(PART, summarise(numbers), 2), key=lambda line: line.order)
    assert [(line.estimator, line.whole, line.finished, line.failed) for line in lines] == [
        ("slow", True, 2, 0),
        ("fails", False, 1, 3),
    ]
    assert lines[0].above == 1


def test_an_estimator_without_rows_of_a_task_is_not_whole() -> None:
    (line,) = lines_of(PART, summarise(made_up({"a": [1.0, 1.0]}, "t1")), 2)
    assert (line.whole, line.tasks, line.finished) == (False, 2, 1)


def test_the_choice_is_the_least_error_on_shared_tasks() -> None:
    numbers = pd.concat(
        [
            *(made_up({"auto": [1.1], "near": [1.12], "far": [1.3]}, f"t{i}") for i in range(8)),
            made_up({"auto": [3.0], "near": [1.0], "far": [None]}, "t8"),
            made_up({"seldom": [1.0]}, "t0"),
        ]
    )
    choice = choice_of(Kind("made up", "none"), 10, summarise(numbers))
    assert choice is not None
    assert (choice.best.estimator, choice.near) == ("auto", ("near",))  # over the eight tasks that all three finished
    assert choice.auto is choice.best
    assert choice.best.error == pytest.approx(0.1)
    assert (choice.tasks, choice.compared) == (8, 3)


def test_a_further_training_is_no_choice() -> None:
    """Even where it has the least error; the labels are those that the suites give."""
    again = {label: [1.01] for label in trained_again(2, "auto")}
    assert len(again) == 2
    choice = choice_of(Kind("made up", "none"), 10, summarise(made_up({"AE+auto": [1.1], "AE+WKL": [1.11], **again})))
    assert choice is not None
    assert (choice.best.estimator, choice.near, choice.compared) == ("AE+auto", ("AE+WKL",), 2)
    assert choice_of(Kind("made up", "none"), 10, summarise(made_up({"AE+auto": [1.1], **again}))) is None
    assert choice_of(Kind("made up", "none"), 10, summarise(made_up(again))) is None


def test_no_choice_among_one() -> None:
    assert choice_of(Kind("made up", "none"), 10, summarise(made_up({"auto": [1.1], "fails": [None]}))) is None
