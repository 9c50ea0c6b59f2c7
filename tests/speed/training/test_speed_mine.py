"""What our training loop costs beyond the arithmetic: a step of MINE against a loop written by hand."""

import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import MINE
from tests.speed.table import Table

pytestmark = pytest.mark.slow

BAR = 1.15
STEPS, ROUNDS = 1000, 5
OURS = MINE(hidden=128, layers=2, batch_size=256, negatives=1, patience=None, max_steps=500)


def bare_loop(x: np.ndarray, y: np.ndarray, steps: int) -> float:
    """Processor seconds of steps of Donsker-Varadhan with a moving average: no splits, evaluations, schedule or replicates."""
    first, second = torch.from_numpy(x).float(), torch.from_numpy(y).float()
    critic = nn.Sequential(nn.Linear(8, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU(), nn.Linear(128, 1))
    optimiser, average, order = torch.optim.Adam(critic.parameters(), lr=1e-3), None, iter(())
    start = time.process_time()
    for _ in range(steps):
        rows = next(order, None)
        if rows is None:
            order = iter(torch.randperm(len(x))[: len(x) - len(x) % 256].split(256))
            rows = next(order)
        one, other = first[rows], second[rows]
        pairs = torch.cat([torch.cat([one, other], 1), torch.cat([one, other.roll(1, 0)], 1)])
        joint, negatives = critic(pairs).squeeze(1).split(256)
        mean = negatives.exp().mean()
        average = mean.detach() if average is None else 0.99 * average + 0.01 * mean.detach()
        optimiser.zero_grad()
        (mean / average - joint.mean()).backward()
        optimiser.step()
    return time.process_time() - start


def ours(x: np.ndarray, y: np.ndarray, steps: int) -> float:
    """Processor seconds of further steps: a run always has 50 evaluations and one report, so the difference is steps."""
    seconds = []
    for more in (0, steps):
        start = time.process_time()
        replace(OURS, max_steps=OURS.max_steps + more).estimate(x, y, rng=0)
        seconds.append(time.process_time() - start)
    return seconds[1] - seconds[0]


def test_a_step_of_mine(table: Table) -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        x, y = CorrelatedNormal.with_mutual_information(1.0, 4, 4).sample(2000, rng=0)
        times = np.array([(ours(x, y, STEPS), bare_loop(x, y, STEPS)) for _ in range(ROUNDS)]) / STEPS
    finally:
        torch.set_num_threads(threads)
    mine, bare = np.median(times, axis=0)
    work = "a step of MINE, 4+4, batch 256, two layers of 128, on one core; rival: a bare torch loop"
    table.faster(work, mine, bare, 1 / BAR, on_the_wall=False)
