"""The permutations of each scheme: all of them, by brute force, and what they leave in place."""

import math
from collections import Counter

import numpy as np
import pytest

from infoplane.estimators.pairings import Pairing, Shift, blocked, check_scheme, need_moves, rows_by_group, shuffled

GROUPS = np.array([7, 7, 3, 3, 5, 5, 1])
SERIES = rows_by_group(np.array([0, 1, 0, 1, 0, 1, 0]))  # rows 0, 2, 4, 6 and rows 1, 3, 5
ONE = [np.arange(6)]
# Each scheme on a few rows, the number of its permutations, and the number of rows that it keeps in place.
PAIRINGS: dict[str, tuple[Pairing, int, int]] = {
    "shuffle": (shuffled(4, [np.array([row]) for row in range(4)]), math.factorial(4), 0),
    "shuffle, groups": (shuffled(7, rows_by_group(GROUPS)), math.factorial(3), 1),
    "shift": (Shift(6, ONE), 6, 0),
    "shift, groups": (Shift(7, SERIES), 4 * 3, 0),
    "block": (blocked(6, ONE, 2), math.factorial(3), 0),
    "block, groups": (blocked(7, SERIES, 2), 2, 3),
    "block with rows left over": (blocked(7, [np.arange(7)], 3), 2, 1),
}


@pytest.mark.parametrize("name", PAIRINGS)
def test_permutations_form_a_group_and_are_drawn_evenly(name: str) -> None:
    """The test is valid for a group alone: it holds the identity, and each product of two."""
    pairing, size, kept = PAIRINGS[name]
    rng = np.random.default_rng(0)
    drawn = Counter(tuple(pairing.draw(rng).tolist()) for _ in range(200 * size))
    permutations = set(drawn)
    n = len(next(iter(permutations)))
    assert len(permutations) == size
    assert tuple(range(n)) in permutations
    assert all(sorted(g) == list(range(n)) for g in permutations)
    assert {tuple(g[row] for row in h) for g in permutations for h in permutations} == permutations
    assert all(abs(count - 200) < 5 * math.sqrt(200) for count in drawn.values())
    assert sum(all(g[row] == row for g in permutations) for row in range(n)) == pairing.kept() == kept


def test_groups_go_as_a_whole() -> None:
    pairing = shuffled(len(GROUPS), rows_by_group(GROUPS))
    rng = np.random.default_rng(1)
    for index in (pairing.draw(rng) for _ in range(20)):
        assert index[6] == 6  # the only group of one row
        assert all(index[row + 1] == index[row] + 1 for row in (0, 2, 4))


def test_shifts_and_blocks_stay_in_their_series() -> None:
    rng = np.random.default_rng(2)
    for pairing in (Shift(7, SERIES), blocked(7, SERIES, 1)):
        assert all((pairing.draw(rng) % 2 == np.arange(7) % 2).all() for _ in range(20))


def test_a_shift_keeps_neighbours_together() -> None:
    index = Shift(100, [np.arange(100)]).draw(np.random.default_rng(3))
    assert set(np.diff(index)) <= {1, -99}


@pytest.mark.parametrize("length", [1, 7, 33, 50])
def test_blocks_are_at_least_as_long_as_asked_for(length: int) -> None:
    (units,) = blocked(100, [np.arange(100)], length).stacks
    count, rows = units.shape
    assert rows >= length
    assert 100 - units.size < count  # fewer rows are left over than there are blocks


def test_groups_are_found_in_the_order_of_their_first_rows() -> None:
    assert [rows.tolist() for rows in rows_by_group(np.array([5, 2, 5, 9, 2]))] == [[0, 2], [1, 4], [3]]


@pytest.mark.parametrize(
    ("pairing", "scheme", "message"),
    [
        (shuffled(6, rows_by_group(np.array([0, 1, 1, 2, 2, 2]))), "shuffle", "no two groups have the same number of rows"),
        (shuffled(6, [np.arange(6)]), "shuffle", "equal size"),
        (Shift(3, rows_by_group(np.arange(3))), "shift", "every series has a single row"),
        (blocked(6, ONE, 4), "block", "smaller block_length"),
    ],
)
def test_a_scheme_that_moves_nothing_is_refused(pairing: Pairing, scheme: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        need_moves(pairing, 6 if scheme != "shift" else 3, scheme)


@pytest.mark.parametrize(
    ("scheme", "block_length", "message"),
    [("roll", None, "got 'roll'"), ("shift", 10, 'Only scheme="block"'), ("block", 0, "block_length=0")],
)
def test_unknown_schemes_and_lengths_are_refused(scheme: str, block_length: int | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_scheme(scheme, block_length)
