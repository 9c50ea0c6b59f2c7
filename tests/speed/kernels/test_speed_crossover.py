"""Why one column is sorted and several go to the tree: the alternatives, in one run.

Brute force is `torch_kernels` on the CPU, which holds a block of all distances. `pytest -m slow -s` prints the times.
"""

import time
from collections.abc import Callable

import numpy as np
import pytest

from infoplane.estimators.kernels import neighbours, torch_kernels


def median_seconds(work: Callable[[], object], rounds: int = 5) -> float:
    work()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds))


@pytest.mark.slow
@pytest.mark.parametrize("n", [1000, 10_000])
def test_one_column_sorting_is_faster_than_the_tree(n: int) -> None:
    column = np.random.default_rng(0).normal(size=(n, 1))
    with_constant = np.hstack([column, np.zeros((n, 1))])  # the same distances, but two columns go to the tree
    for k in (1, 5, 50):
        sort, tree = (
            median_seconds(lambda p=p, k=k: neighbours.neighbour_distances(p, k, "max")) for p in (column, with_constant)
        )
        print(f"n={n:6,} d=1 k={k:2}: sort {1e3 * sort:6.2f} ms, tree {1e3 * tree:6.2f} ms")
        assert sort < tree


@pytest.mark.slow
@pytest.mark.parametrize("d", [2, 8, 16, 32, 64])
@pytest.mark.parametrize("n", [1000, 10_000])
def test_several_columns_the_tree_is_faster_than_brute_force(n: int, d: int) -> None:
    points = np.random.default_rng(0).normal(size=(n, d))
    for k in (1, 5, 50):
        tree = median_seconds(lambda k=k: neighbours.neighbour_distances(points, k, "max"), 3)
        brute = median_seconds(lambda k=k: torch_kernels.neighbour_distances(points, k, "max"), 1)
        print(f"n={n:6,} d={d:2} k={k:2}: tree {1e3 * tree:7.1f} ms, brute force {1e3 * brute:7.1f} ms")
        assert tree < brute
