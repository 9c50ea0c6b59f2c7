"""Ten replicates of dense MINE, trained side by side: against one on a GPU, against one after another on a CPU."""

import time

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import MINE
from tests.speed.table import Table

pytestmark = pytest.mark.slow

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
def test_ten_cost_less_than_three_on_a_gpu(table: Table) -> None:
    seconds("cuda", 1)
    one, ten = seconds("cuda", 1), seconds("cuda", REPLICATES)
    table.faster("ten replicates of MINE on a GPU; rival: one", ten, one, 1 / 3)


def test_ten_side_by_side_on_a_core(table: Table) -> None:
    """No gain is expected there, as `estimate_stack` says, and only a small loss."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        seconds("cpu", 1)
        one, ten = seconds("cpu", 1), seconds("cpu", REPLICATES)
    finally:
        torch.set_num_threads(threads)
    work = "ten replicates of MINE side by side on one core; rival: one by one"
    table.faster(work, ten, REPLICATES * one, 0.5, on_the_wall=False)
