"""Labels beside labels: true MI of tables drawn anew, limits, and what counts cannot show."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from infoplane.distributions import BinarySymmetricChannel
from infoplane.estimators.automatic.counts import measure_counts
from infoplane.estimators.automatic.measurement import Measurement
from infoplane.estimators.discrete.tables import JointTable
from infoplane.estimators.validation import Array


def measure(table: JointTable, n: int, seed: int) -> Measurement:
    x, y = table.sample(n, rng=np.random.default_rng(seed))
    return measure_counts(x, y, np.random.default_rng(0))


def normalised(table: Array) -> JointTable:
    return JointTable(table / table.sum())


def independent(rng: np.random.Generator, k: int, m: int) -> Array:
    return np.outer(rng.dirichlet(np.ones(k)), rng.dirichlet(np.ones(m)))


def noisy_copy(rng: np.random.Generator, k: int, m: int) -> Array:
    kept, margin = rng.uniform(0.1, 0.98), rng.dirichlet(np.full(k, 2.0))
    return kept * np.diag(margin) + (1 - kept) * np.outer(margin, margin)


def band(rng: np.random.Generator, k: int, m: int) -> Array:
    return np.exp(-0.5 * ((np.arange(k)[:, None] / k - np.arange(m) / m) / rng.uniform(0.05, 0.5)) ** 2)


def blocks(rng: np.random.Generator, k: int, m: int) -> Array:
    table = np.outer(rng.dirichlet(np.full(k, 3.0)), rng.dirichlet(np.full(m, 3.0)))
    table[: k // 2, : m // 2] *= rng.uniform(2, 10)
    table[k // 2 :, m // 2 :] *= rng.uniform(2, 10)
    return table


def function(rng: np.random.Generator, k: int, m: int) -> Array:
    table = np.zeros((k, m))
    table[np.arange(k), rng.integers(m, size=k)] = rng.dirichlet(np.ones(k))
    return table


def rare_level(rng: np.random.Generator, k: int, m: int) -> Array:
    return np.vstack([0.99 * rng.dirichlet(np.ones(m)), 0.01 * rng.dirichlet(np.full(m, 0.5))])


FAMILIES: dict[str, Callable[[np.random.Generator, int, int], Array]] = {
    "independent": independent,
    "weak": lambda rng, k, m: independent(rng, k, m) * np.exp(0.2 * rng.normal(size=(k, m))),
    "Dirichlet .05": lambda rng, k, m: rng.gamma(0.05, size=(k, m)) + 1e-300,
    "Dirichlet 1": lambda rng, k, m: rng.gamma(1.0, size=(k, m)),
    "Dirichlet 5": lambda rng, k, m: rng.gamma(5.0, size=(k, m)),
    "noisy copy": noisy_copy,
    "identical": lambda rng, k, m: np.diag(rng.dirichlet(np.ones(k))),
    "band": band,
    "rare level": rare_level,
    "function": function,
    "blocks": blocks,
}


def coverage(family: str, draws: int, seed: int) -> float:
    """The share of tables of one family, of 2 to 50 levels and 50 to 10,000 rows, whose MI lies in the interval."""
    rng, covered = np.random.default_rng(seed), 0
    for _ in range(draws):
        k, m = rng.choice([2, 3, 5, 10, 16, 25, 50], size=2)
        table = normalised(FAMILIES[family](rng, int(k), int(m)))
        n = int(np.exp(rng.uniform(math.log(50), math.log(10_000))))
        measured = measure(table, n, int(rng.integers(2**31)))
        covered += measured.lower - 1e-9 <= table.mutual_information <= measured.upper + 1e-9
    return covered / draws


def test_intervals_cover_tables_of_all_kinds() -> None:
    assert np.mean([coverage(family, 8, 20) for family in FAMILIES]) >= 0.94


@pytest.mark.slow
def test_intervals_cover_each_kind() -> None:
    found = {family: coverage(family, 100, 21) for family in FAMILIES}
    assert np.mean(list(found.values())) >= 0.94
    assert min(found.values()) >= 0.85, found


def test_sixteen_by_sixteen_of_few_rows() -> None:
    """A task of the suite `mixed`, with about one row for each of its cells."""
    distribution = BinarySymmetricChannel.with_mutual_information(1.0, 4, as_labels=True)
    errors: dict[str, list[float]] = {"smoothed table": [], "Miller-Madow": []}
    for seed in range(5):
        measured = measure_counts(*distribution.sample(300, rng=seed), np.random.default_rng(0))
        assert measured.lower <= 1.0 <= measured.upper
        for one in measured.alternatives:
            if one.method in errors:
                errors[one.method].append((one.nats or 0.0) - 1.0)
    assert abs(np.mean(errors["smoothed table"])) < 0.06
    assert np.mean(errors["Miller-Madow"]) > 0.1


def test_identical_labels_have_the_entropy() -> None:
    x = np.random.default_rng(0).integers(5, size=2000)
    measured = measure_counts(x, x, np.random.default_rng(0))
    assert measured.lower <= math.log(5) <= measured.upper
    assert measured.upper - measured.lower < 0.05
    assert any("function" in flag for flag in measured.flags)


def test_labels_that_occur_once_show_nothing() -> None:
    rng = np.random.default_rng(1)
    measured = measure_counts(rng.permutation(1000), rng.permutation(1000), rng)
    assert measured.lower == 0
    assert measured.upper >= math.log(1000)
    assert any("100 % of the rows have a label that no other row has. What" in flag for flag in measured.flags)


def test_one_level_leaves_rare_levels_possible() -> None:
    measured = measure_counts(np.zeros(100, np.int64), np.arange(100) % 2, np.random.default_rng(0))
    assert measured.nats == measured.lower == 0
    rare = 1 - 0.025 ** (1 / 100)
    assert measured.upper == pytest.approx(-rare * math.log(rare) - (1 - rare) * math.log(1 - rare))


def test_independence_is_seldom_rejected() -> None:
    rng = np.random.default_rng(2)
    alarms = 0
    for _ in range(60):
        k, m = rng.choice([2, 3, 8, 30], size=2)
        x, y = rng.integers(k, size=300), rng.integers(m, size=300)
        alarms += measure_counts(x, y, np.random.default_rng(0)).lower > 0
    assert alarms <= 1


def test_exchanging_and_renaming_change_nothing() -> None:
    x, y = normalised(band(np.random.default_rng(3), 6, 9)).sample(500, rng=4)
    one, other = measure_counts(x, y, np.random.default_rng(0)), measure_counts(y, x, np.random.default_rng(0))
    assert one == other
    assert one == measure_counts(10 + 3 * x, y, np.random.default_rng(0))


def test_large_tables_are_shuffled_without_a_table() -> None:
    rng = np.random.default_rng(5)
    x = rng.integers(400, size=3000)
    dependent = measure_counts(x, x // 2, rng)
    assert dependent.lower > 0
    assert dependent.lower <= math.log(200) <= dependent.upper
    independent = measure_counts(x, rng.integers(400, size=3000), rng)
    assert independent.lower == 0
    assert independent.nats == 0


def test_the_twin_has_the_value_and_can_be_drawn() -> None:
    table = normalised(blocks(np.random.default_rng(6), 4, 5))
    measured = measure(table, 3000, 7)
    twin = measured.twin
    assert twin is not None
    assert twin.mutual_information == pytest.approx(table.mutual_information, abs=0.05)
    x, y = twin.sample(20_000, rng=8)
    again = measure_counts(x, y, np.random.default_rng(0))
    assert again.lower <= twin.mutual_information <= again.upper
