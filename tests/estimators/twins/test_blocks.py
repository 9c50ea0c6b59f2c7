"""Blocks of very many rows: every row once, and the value of the first block moved to that of all."""

import math

import numpy as np
import pytest

from infoplane import estimate_mi
from infoplane.distributions import (
    CorrelatedNormal,
    Distribution,
    MultivariateStudent,
    NoisySine,
    SmoothedUniform,
    band_mixture,
)
from infoplane.estimators.automatic import fast, numbers
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.twins.blocks import MOST_ROWS, blocks_of, from_copula, from_statistic, shown_too_much
from infoplane.estimators.twins.copula import copula_with
from infoplane.estimators.twins.explanation import Candidate
from infoplane.estimators.twins.statistics import Mapped, mapped
from infoplane.estimators.twins.value import Value

NORMAL = CorrelatedNormal.with_mutual_information(0.8, 1, 1)
DISTRIBUTIONS: dict[str, Distribution] = {
    "normal": CorrelatedNormal.with_mutual_information(1.0, 1, 1),
    "normal, 2 + 2": CorrelatedNormal.with_mutual_information(1.0, 2, 2),
    "strong": CorrelatedNormal.with_mutual_information(6.0, 1, 1),
    "student": MultivariateStudent(CorrelatedNormal(1, 1), dof=1.0),
    "clusters": band_mixture(1, 0.9),
    "sine": NoisySine(1, 0.4),
    "uniform noise": SmoothedUniform(0.1),
    "independent": CorrelatedNormal(1, 1),
}


def test_every_row_is_in_one_block() -> None:
    blocks = blocks_of(1003, np.random.default_rng(0), most=250)
    assert [len(range(1003)[rows]) if isinstance(rows, slice) else len(rows) for rows in blocks] == [201, 201, 201, 200, 200]
    assert sorted(np.concatenate(blocks)) == list(range(1003))


def test_few_rows_are_left_alone() -> None:
    rng = np.random.default_rng(0)
    assert blocks_of(MOST_ROWS, rng) == [slice(None)]
    assert rng.random() == np.random.default_rng(0).random()


def test_a_statistic_moves_to_its_mean() -> None:
    x, y = NORMAL.sample(900, rng=0)
    blocks = blocks_of(900, np.random.default_rng(0), most=300)

    def spread(sample: Mapped) -> Estimate:
        return Estimate(float(np.ptp(sample.columns[0] + sample.columns[1])))

    def of(rows: object) -> float:
        return spread(mapped(x[rows], y[rows])).nats

    found = from_statistic(spread, of(blocks[0]), x, y, blocks)
    assert found == pytest.approx(np.mean([of(rows) for rows in blocks]) - of(blocks[0]))
    assert found != 0
    assert from_statistic(lambda sample: Estimate(math.nan), 0.5, x, y, blocks) == 0.0
    assert from_statistic(spread, 0.5, x, y, [slice(None)]) == 0.0


def test_a_copula_moves_to_that_of_all_rows() -> None:
    x, y = NORMAL.sample(900, rng=0)
    blocks = blocks_of(900, np.random.default_rng(0), most=300)
    first = copula_with(x[blocks[0]], y[blocks[0]], math.inf)
    moved = first.estimate + from_copula(first, x, y, blocks)
    assert moved == pytest.approx(copula_with(x, y, math.inf).estimate)
    assert from_copula(first, x, y, [slice(None)]) == 0.0


@pytest.mark.parametrize(("learnt", "excess"), [(0.03, 0.03), (-0.03, 0.0), (math.nan, 0.0)])
def test_learnt_coordinates_may_show_too_much_of_draws(learnt: float, excess: float) -> None:
    twin = copula_with(*NORMAL.sample(900, rng=0), math.inf)
    candidate = Candidate("ranks", twin, learnt=twin.mutual_information + learnt)
    assert shown_too_much(Value(0.8, candidate, "", 0.0, {}, {}, {})) == pytest.approx(excess)


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("name", ["normal", "sine"])
def test_all_rows_count(name: str, quick: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error of a value from eight blocks is below that from one alone, for the twin and for another carrier (sine)."""
    distribution = DISTRIBUTIONS[name]
    for module in (fast, numbers):
        monkeypatch.setattr(module, "blocks_of", lambda n, rng: blocks_of(n, rng, most=500))
    errors = []
    for seed in range(3):
        x, y = distribution.sample(4000, rng=seed)
        found = estimate_mi(x, y, fast=quick, rng=seed)
        assert found.n == 4000
        assert found.lower < distribution.mutual_information < found.upper
        errors.append([estimate_mi(x[:500], y[:500], fast=quick).nats, found.nats] - np.array(distribution.mutual_information))
        assert quick or "500 of the rows" in found.reason
    one, all_rows = np.sqrt((np.array(errors) ** 2).mean(axis=0))
    assert all_rows < one


@pytest.mark.slow
@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_intervals_at_many_rows(name: str, quick: bool) -> None:
    distribution = DISTRIBUTIONS[name]
    found = estimate_mi(*distribution.sample(300_000, rng=1), fast=quick)
    assert found.lower <= distribution.mutual_information <= found.upper
    assert found.nats == pytest.approx(distribution.mutual_information, abs=0.02)
    assert found.n == 300_000
