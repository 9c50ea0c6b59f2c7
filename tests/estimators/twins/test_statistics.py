"""The statistics of data and twins: how many neighbours the weighted entropies take."""

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Compressed, Gaussianizer, WeightedKL
from infoplane.estimators.twins.statistics import FEW_COLUMNS, MOST_COLUMNS, entropies_of, mapped, standardised


@pytest.mark.parametrize(
    ("n", "columns", "neighbours"),
    [(3000, 8, 20), (500, 10, 20), (3000, 10, 46), pytest.param(12_000, 9, 160, marks=pytest.mark.slow)],
)
def test_entropies_take_more_neighbours_where_columns_and_rows_are_many(n: int, columns: int, neighbours: int) -> None:
    x_dim = columns // 2
    x, y = CorrelatedNormal.with_mutual_information(1.0, x_dim, columns - x_dim).sample(n, rng=1)
    found = entropies_of(mapped(x, y))
    inner = WeightedKL(neighbours, weights="least norm")
    x, y = np.arcsinh(standardised(x)), np.arcsinh(standardised(y))
    assert found.nats == Compressed(inner, Gaussianizer(10), Gaussianizer(10)).estimate(x, y).nats


def test_entropies_of_too_many_columns_are_nan() -> None:
    x, y = CorrelatedNormal(MOST_COLUMNS, 1).sample(200, rng=0)
    assert np.isnan(entropies_of(mapped(x, y)).nats)
    assert FEW_COLUMNS < MOST_COLUMNS
