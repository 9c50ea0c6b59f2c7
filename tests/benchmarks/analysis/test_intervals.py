"""Coverage, error and width of intervals: by hand, and on made-up intervals that are right."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.analysis.intervals import RANGES, calibration_curves, interval_summary, interval_tables
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import frame_of
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.estimators.automatic.measurement import Measurement
from tests.benchmarks.conftest import made_up
from tests.benchmarks.small_runs import make_task


class Known:
    """An estimator that returns a Measurement, whose interval is not symmetric."""

    def estimate(self, x: object, y: object, *, rng: object = None) -> Measurement:
        return Measurement(0.9, stderr=0.01, lower=0.8, upper=math.inf)


def numbers_with(details: dict[str, float], nats: float = 0.9, stderr: float | None = 0.01) -> pd.DataFrame:
    cell = Cell(make_task(), "K", Known(), 60, 0)
    row = failed_row(cell, "ok", "")._replace(nats=nats, stderr=stderr, true_mi=1.0, details=json.dumps(details))
    return columns.of_frame(frame_of([row]), keyed([cell]))


@pytest.mark.parametrize(
    ("details", "ends", "covered"),
    [
        ({}, (0.9 - 0.0196, 0.9 + 0.0196), 0),
        ({"lower": 0.8, "upper": 1.3}, (0.8, 1.3), 1),
        ({"lower": 0.8, "upper": math.inf, "ceiling": 4.0}, (0.8, math.inf), 1),
        ({"lower": 1.05, "upper": 1.3}, (1.05, 1.3), 0),
        ({"lower": 0.8}, (0.8, math.inf), 1),
        ({"lower": 0.0, "upper": 1.0}, (0.0, 1.0), 1),
    ],
)
def test_an_estimator_may_give_its_own_interval(details: dict, ends: tuple[float, float], covered: int) -> None:
    numbers = numbers_with(details)
    assert numbers[["lower", "upper"]].iloc[0].tolist() == pytest.approx(list(ends), abs=1e-4)
    assert summarise(numbers)["coverage"].tolist() == [covered]


def test_a_measurement_records_its_interval() -> None:
    estimate = Known().estimate(0, 0)
    numbers = numbers_with(estimate.recorded_details())
    assert tuple(numbers[["lower", "upper"]].iloc[0]) == estimate.interval() == (0.8, math.inf)


def test_without_an_interval_there_is_no_coverage() -> None:
    numbers = numbers_with({}, stderr=None)
    assert numbers[["lower", "upper"]].isna().all(axis=None)
    assert summarise(numbers)["coverage"].isna().all()
    assert interval_summary(numbers, {})["coverage"].isna().all()


def cells_of(family: str, true_mi: float, estimates: list[float | None], half: float) -> pd.DataFrame:
    table = made_up({"a": estimates}, task=f"{family}-{true_mi}", true_mi=true_mi).assign(family=family)
    return table.assign(lower=table["nats"] - half, upper=table["nats"] + 2 * half)


def test_a_summary_by_hand() -> None:
    numbers = pd.concat(
        [
            cells_of("f", 0.0, [0.1, -0.5], 0.2),  # one of two covered
            cells_of("f", 0.6, [0.7, None], 0.2),
            cells_of("g", 5.0, [4.0], 2.0),
        ],
        ignore_index=True,
    )
    table = interval_summary(numbers, {"f": "elliptical", "g": ""}).set_index(["of", "distributions", "range"])
    every = table.loc["all", "all distributions", "all"]
    assert (every["cells"], every["failures"]) == (5, 1)
    assert every["coverage"] == pytest.approx(3 / 4)
    assert every["mae"] == pytest.approx((0.1 + 0.5 + 0.1 + 1.0) / 4)
    assert every["half_width"] == pytest.approx(0.3)
    assert every["coverage_se"] == pytest.approx(math.sqrt(3 / 4 / 4 / 4))
    assert table.loc["group", "elliptical", "up to 3"]["coverage"] == pytest.approx(2 / 3)
    assert table.loc["family", "f", "0"]["coverage"] == pytest.approx(1 / 2)
    assert table.loc["family", "f", "to 0.6"]["mae"] == pytest.approx(0.1)
    assert table.loc["family", "g", "above 3"]["half_width"] == pytest.approx(3.0)
    assert "g" not in table.loc["group"].index  # it is in no group
    ((title, header, lines),) = interval_tables(table.reset_index())
    assert title == "n = 10"
    assert header == ["distributions", "true MI", "tasks", "a"]
    assert lines[0] == ["all distributions", "all", "5", "75 % 0.42 ±0.30 (1 failed)"]
    assert [line[:2] for line in lines if line[0] in ("f", "g")] == [["f", "all"], ["g", "all"]]


@pytest.mark.parametrize(("true_mi", "within"), [(0, 0), (1e-9, 1), (0.6, 1), (0.61, 2), (3.0, 3), (3.1, 4), (40, 4)])
def test_ranges_of_the_true_mi(true_mi: float, within: int) -> None:
    table = interval_summary(cells_of("f", true_mi, [1.0], 0.1), {})
    assert set(table["range"]) - {"all", "up to 3"} == {RANGES[within]}


def test_right_intervals_have_their_nominal_coverage_at_every_level() -> None:
    """Errors with other spreads above and below, and intervals that know them."""
    rng = np.random.default_rng(0)
    error = rng.standard_normal(20_000)
    error *= np.where(error > 0, 0.1, 0.3)
    numbers = made_up({"a": [None] * len(error)}).assign(nats=1 + error)
    # Where the estimate is below the true MI, the upper end must reach it.
    numbers = numbers.assign(lower=numbers["nats"] - 1.96 * 0.1, upper=numbers["nats"] + 1.96 * 0.3)
    curves = calibration_curves(numbers, {"f": "other"}, (0.5, 0.8, 0.95))
    assert curves["coverage"].tolist() == pytest.approx([0.5, 0.8, 0.95], abs=0.015)
    assert set(curves["group"]) == {"other"}
    narrow = calibration_curves(numbers.assign(upper=numbers["nats"] + 1.96 * 0.1), {}, (0.95,))
    assert narrow["coverage"].iloc[0] < 0.8


def test_arms_begin_at_an_end_that_a_bound_has_moved_past_the_value() -> None:
    """A value of -0.3 with the interval [0, 0.1]: it contains 0.05 at a high level alone."""
    numbers = made_up({"a": [-0.3]}, true_mi=0.05).assign(lower=0.0, upper=0.1)
    curves = calibration_curves(numbers, {}, (0.3, 0.95))
    assert curves["coverage"].tolist() == [0.0, 1.0]
    own = Measurement(-0.3, lower=0.0, upper=0.1)
    assert [own.interval(level)[1] > 0.05 for level in (0.3, 0.95)] == [False, True]


@pytest.mark.parametrize("level", [0.5, 0.99])
def test_an_interval_of_its_own_is_scaled_as_that_of_a_measurement(level: float) -> None:
    own = Measurement(1.0, lower=0.8, upper=1.3)
    end = own.interval(level)[1]
    for true_mi, inside in ((end - 1e-6, 1.0), (end + 1e-6, 0.0)):
        numbers = made_up({"a": [1.0]}, true_mi=true_mi).assign(lower=0.8, upper=1.3, own_interval=True)
        assert calibration_curves(numbers, {}, (level,))["coverage"].tolist() == [inside]
