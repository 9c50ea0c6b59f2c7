"""Ten replicates of dense MINE, trained side by side: against one on a GPU, against one after another on a CPU."""

import os
import time

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import MINE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="timings want the machine to themselves: make speed"),
]

REPLICATES, ROUNDS = 10, 3
SAMPLES = [CorrelatedNormal.with_mutual_information(1.0, 4, 4).sample(2000, rng=seed) for seed in range(REPLICATES)]


def seconds(device: str, replicates: int) -> float:
    """Least wall time on a GPU, or processor time on a CPU, of training this many side by side."""
    mine = MINE(hidden=128, layers=2, max_steps=300, patience=None, device=device)
    clock = time.perf_counter if device == "cuda" else time.process_time
    taken = []
    for _ in range(ROUNDS):
        start = clock()
        mine.estimate_stack(SAMPLES[:replicates], range(replicates))
        taken.append(clock() - start)
    return float(np.min(taken))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_ten_cost_less_than_three_on_a_gpu(table: list[str]) -> None:
    seconds("cuda", 1)
    one, ten = seconds("cuda", 1), seconds("cuda", REPLICATES)
    table.append(
        f"| ten replicates of MINE on a GPU; rival: one | {ten:.2f} s | {one:.2f} s | {one / ten:.2f}x | | {1 / 3:.2f}x |"
    )
    assert ten < 3 * one


def test_ten_side_by_side_on_a_core(table: list[str]) -> None:
    """No gain is expected there, as `estimate_stack` says, and only a small loss."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        seconds("cpu", 1)
        one, ten = seconds("cpu", 1), seconds("cpu", REPLICATES)
    finally:
        torch.set_num_threads(threads)
    rival = REPLICATES * one
    table.append(
        f"| ten replicates of MINE on a core; rival: one by one | {ten:.2f} s | {rival:.2f} s | | {rival / ten:.2f}x | 0.5x |"
    )
    assert ten < 2 * rival
