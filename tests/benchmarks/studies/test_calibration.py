"""The calibration: quantiles by brute force, a known scale, and families that have no part in their own intervals."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.studies.calibration import LEVELS, Cells, arms, calibrated, factors, left_out, quantile, scores
from infoplane.benchmarks.studies.calibration_rows import calibration_of, judged, values
from infoplane.benchmarks.studies.calibration_tables import page, quality

FAMILIES, ROWS = 5, 150


def made_up(low: float = 1.0, count: int = ROWS, families: int = FAMILIES) -> Cells:
    """Normal errors. Their standard deviation is the first sign, `low` times as much below 0; the second sign is noise."""
    rng = np.random.default_rng(0)
    signs = rng.uniform(0.02, 0.3, (count, 2))
    error = rng.normal(size=count) * signs[:, 0]
    names = np.array([f"family-{number % families}" for number in range(count)])
    return Cells(np.where(error > 0, error, low * error), signs, names)


@pytest.fixture(scope="module")
def cells() -> Cells:
    return made_up()


@pytest.fixture(scope="module")
def few() -> Cells:
    """Fewer, of fewer families, for what does not depend on how many there are."""
    return made_up(count=60, families=3)


@pytest.fixture(scope="module")
def others(cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """The arms of the cells by the other families."""
    return left_out(cells)


@pytest.mark.parametrize("level", [0.01, 0.3, 0.5, 0.9, 0.95, 1.0])
def test_a_quantile_is_the_smallest_value_with_enough_weight_below(level: float) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        values, weights = rng.normal(size=9), rng.exponential(size=9)
        enough = [value for value in values if weights[values <= value].sum() >= level * weights.sum() * (1 - 1e-12)]
        assert quantile(values, weights, level) == min(enough)


def test_weights_of_families_are_equal() -> None:
    cells = Cells(np.zeros(6), np.ones((6, 1)), np.array(["a", "a", "a", "a", "b", "c"]))
    np.testing.assert_allclose(cells.weights, [1 / 12] * 4 + [1 / 3] * 2)


def test_a_score_is_the_multiple_that_reaches_the_true_mi(cells: Cells) -> None:
    weights = np.array([[0.5, 0.1], [1.0, 0.0]])
    down, up = arms(cells, weights)
    multiples = scores(cells, weights)
    reached = np.where(cells.error > 0, cells.error - multiples * down, cells.error + multiples * up)
    np.testing.assert_allclose(reached, 0, atol=1e-12)
    assert (multiples >= 0).all()


def test_it_finds_the_sign_that_matters_and_its_scale(cells: Cells) -> None:
    found = calibrated(cells, ("matters", "noise"))
    factor = found.factor(0.95)
    for weights in (found.down, found.up):
        assert factor * weights["matters"] == pytest.approx(2.2, abs=0.7)  # two standard deviations, and a little for safety
        assert weights["noise"] < 0.3 * weights["matters"]
    assert list(found.factors) == sorted(found.factors)


def test_arms_follow_the_direction_of_the_error() -> None:
    """Values three times as far below the true MI as above need an upper arm about three times as long."""
    down, up = left_out(made_up(low=3.0))
    assert np.median(up / down) == pytest.approx(3.0, rel=0.4)


def test_factors_cover_what_their_level_says(cells: Cells) -> None:
    weights = np.ones((2, 2))
    for level, factor in zip(LEVELS, factors(cells, weights), strict=True):
        assert cells.weights @ (scores(cells, weights) <= factor) >= level


def test_left_out_families_are_covered(cells: Cells, others: tuple[np.ndarray, np.ndarray]) -> None:
    down, up = others
    inside = (cells.error <= down) & (-cells.error <= up)
    assert 0.92 <= inside.mean() <= 0.998


def test_a_family_has_no_part_in_its_own_interval(few: Cells) -> None:
    """Its errors may be anything: its arms stay, and those of the others change."""
    own = few.families == "family-1"
    wild = Cells(np.where(own, 50 * few.error, few.error), few.signs, few.families)
    for old, new in zip(left_out(few), left_out(wild), strict=True):
        np.testing.assert_allclose(new[own], old[own])
        assert not np.allclose(new[~own], old[~own])


def test_cells_that_are_not_usable_have_no_part_in_any(few: Cells) -> None:
    usable = np.arange(len(few.error)) % 6 != 0  # half of family 0
    wild = Cells(np.where(usable, few.error, 50 * few.error), few.signs, few.families)
    for old, new in zip(left_out(few, usable), left_out(wild, usable), strict=True):
        np.testing.assert_array_equal(new, old)


def test_the_same_cells_give_the_same_calibration(few: Cells) -> None:
    assert calibrated(few, ("a", "b")) == calibrated(few, ("a", "b"))


GROUPS = {"a": "other", "b": "other", "c": "elliptical", "rare": ""}


def rows(count: int = 240) -> pd.DataFrame:
    """Rows of four families; every tenth was measured by another method, and every fifteenth has no upper end."""
    rng = np.random.default_rng(5)
    lines = []
    for number in range(count):
        sign, family = float(rng.uniform(0.02, 0.2)), "abc"[number % 3] if number % 8 else "rare"
        details = {"sign_s": sign, "proven": -0.1, "lower": 0.0, "upper": math.inf if number % 15 == 0 else 9.0}
        if number % 10 == 1:
            details = {"lower": 0.5, "upper": 1.5}
        error = sign * rng.normal() - (3 if family == "rare" else 0)
        lines.append(("auto", "ok", 1.0 + error, 1.0, 1000, family, json.dumps(details)))
    lines.append(("auto", "error", None, 1.0, 1000, "a", "{}"))
    lines.append(("other", "ok", 1.0, 1.0, 1000, "a", "{}"))
    return pd.DataFrame(lines, columns=["estimator", "status", "nats", "true_mi", "n", "family", "details"])


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """The rows with their ends."""
    return judged(values(rows(), "auto", GROUPS))


def test_rows_of_other_methods_and_open_ends_stay_as_they_are(found: pd.DataFrame) -> None:
    table = values(rows(), "auto", GROUPS)
    assert len(table) == 240
    by_others = table["sign_s"].isna()
    assert by_others.sum() == 24
    assert (found.loc[by_others, ["lower", "upper"]] == [0.5, 1.5]).all(axis=None)
    assert np.isinf(found["upper"]).equals(np.isinf(table["upper"]))
    assert (found.loc[~by_others & np.isfinite(table["upper"]), "upper"] < 9.0).all()


def test_rare_events_and_open_ends_have_no_part_in_the_calibration() -> None:
    table = values(rows(), "auto", GROUPS)
    apart = (table["group"] == "") | np.isinf(table["upper"])
    assert apart.any()
    moved = table.assign(nats=table["nats"].where(~apart, -7.0))
    assert calibration_of(moved) == calibration_of(table)
    assert tuple(calibration_of(table).down) == ("s",)


def test_tables_by_family(found: pd.DataFrame) -> None:
    by_family = quality(found, ["family"]).set_index("family")
    rare = found[found["family"] == "rare"]
    inside = (rare["lower"] <= 1.0) & (rare["upper"] >= 1.0)
    assert by_family.loc["rare", "cells"] == len(rare)
    assert by_family.loc["rare", "coverage"] == pytest.approx(inside.mean())
    assert by_family.loc["rare", "error"] == pytest.approx((rare["nats"] - 1).abs().mean())
    lines = {line.split("|")[1].strip(): line for line in page({"full": found}).splitlines() if line.startswith("| ")}
    mean = quality(found[found["group"] != ""], ["family"])["coverage"].mean()
    assert f" {100 * mean:.0f} % " in lines["all (3)"]
    assert "apart" in lines["rare"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table[table["estimator"] == "other"], "No row of 'auto' has signs"),
        (
            lambda table: table.assign(details=table["details"].mask(table.index == 2, '{"sign_t": 1.0}')),
            "different versions made them",
        ),
    ],
)
def test_rows_that_cannot_be_calibrated_on(change, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UserError, match=message):
        values(change(rows()), "auto", GROUPS)
