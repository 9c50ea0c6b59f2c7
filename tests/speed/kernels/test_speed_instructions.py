"""Hand-written vector instructions against their plain versions: they stay only as long as they are faster."""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest

from infoplane.estimators.kernels.sums import plain_terms, simd_terms
from infoplane.estimators.kernels.sums.plain_terms import PARTIAL_SUMS, TERMS
from infoplane.estimators.kernels.tree import plain_boxes, simd_boxes
from infoplane.estimators.kernels.tree.plain_boxes import BOXES
from tests.speed.table import Table
from tests.speed.timing import in_turns

pytestmark = pytest.mark.slow

RNG = np.random.default_rng(0)


def compare(table: Table, work: str, simd: Callable[[], object], plain: Callable[[], object], bar: float) -> None:
    """Processor times of both, which have been compiled."""
    ours, rival = in_turns([simd, plain], 7)
    table.faster(f"{work}; rival: plain numba", ours.processor, rival.processor, bar, on_the_wall=False)


def box_loop(test: Any) -> Any:
    @numba.njit(nogil=True)
    def run(low, high, points, by_max, out):  # type: ignore[no-untyped-def]
        bits = 0
        for i in range(len(points)):
            for group in range(len(low)):
                bits ^= test(low, high, group, points, i, np.float32(1), by_max, out, 0)
        return bits

    return run


@pytest.mark.parametrize("d", [4, 16])
@pytest.mark.parametrize("by_max", [True, False])
def test_boxes(table: Table, d: int, by_max: bool) -> None:
    low = RNG.normal(size=(200, d, BOXES)).astype(np.float32)
    arguments = low, low + np.float32(0.1), np.float32(RNG.normal(size=(1000, d))), by_max, np.empty((1, BOXES), np.float32)
    simd, plain = box_loop(simd_boxes.nearest_below), box_loop(plain_boxes.nearest_below)
    assert simd(*arguments) == plain(*arguments)
    work = f"200,000 tests of sixteen boxes, d={d}, {'maximum' if by_max else 'Euclidean'}"
    compare(table, work, lambda: simd(*arguments), lambda: plain(*arguments), 2)


def term_loop(add: Any) -> Any:
    @numba.njit(nogil=True)
    def run(columns, factors, sums, partial):  # type: ignore[no-untyped-def]
        for i in range(TERMS):
            for start in range(TERMS, columns.shape[1], TERMS):
                add(columns, i, start, factors, sums, partial, 0)

    return run


@pytest.mark.parametrize("m", [1, 7])
def test_terms(table: Table, m: int) -> None:
    columns, factors = RNG.normal(size=(4, 4096)), -np.linspace(1, 2, m)
    sums = np.zeros((m, columns.shape[1])), np.zeros((m, columns.shape[1]))
    partial = np.zeros((1, m, PARTIAL_SUMS))
    simd, plain = term_loop(simd_terms.add_terms), term_loop(plain_terms.add_terms)
    simd(columns, factors, sums[0], partial)
    plain(columns, factors, sums[1], partial)
    np.testing.assert_allclose(*sums, rtol=1e-8)
    compare(
        table,
        f"130,000 kernel terms, d=4, {m} bandwidths",
        lambda: simd(columns, factors, sums[0], partial),
        lambda: plain(columns, factors, sums[1], partial),
        2,
    )
