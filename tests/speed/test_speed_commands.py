"""Processor time of commands that compute nothing; and what a compressed estimate takes beside its kernels."""

import os
import resource
import subprocess
import sys
import time

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator

from infoplane.distributions import bump_images
from infoplane.estimators import KDE, Compressed
from infoplane.estimators.density import bandwidth, kde
from infoplane.estimators.kernels.kernel_sums import log_densities

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="timings want the machine to themselves: make speed"),
]


def processor_seconds(command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = "from infoplane.command import main; main()"
    subprocess.run([sys.executable, "-c", code, *command.split()], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(("command", "bar"), [("--help", 0.2), ("list", 0.4), ("table images", 1.0)])
def test_commands(table: list[str], command: str, bar: float) -> None:
    """The first run may compile Python, and find the keys of a suite, which are kept."""
    processor_seconds(command)
    taken = float(np.median([processor_seconds(command) for _ in range(5)]))
    table.append(f"| processor time of `infoplane {command}` | {taken:.2f} s | | | | {bar:g} s |")
    assert taken <= bar


def test_a_compressed_estimate_beside_its_kernels(table: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoding 256 pixels, for the share of variance kept, is about half of it. The compressors are fitted before."""
    x, y = bump_images(2.0).sample(1000, rng=0)
    codes = FrozenEstimator(PCA(2).fit(x.reshape(1000, -1)))
    estimator, kernels = Compressed(KDE(), codes, codes), [0.0]

    def timed(points: np.ndarray, bandwidth: float) -> np.ndarray:
        start = time.process_time()
        found = log_densities(points, bandwidth)
        kernels[-1] += time.process_time() - start
        return found

    monkeypatch.setattr(bandwidth, "log_densities", timed)
    monkeypatch.setattr(kde, "log_densities", timed)
    whole = []
    for _ in range(30):
        kernels.append(0.0)
        start = time.process_time()
        estimator.estimate(x, y)
        whole.append(time.process_time() - start)
    overhead = float(np.median(whole[5:]) / np.median(kernels[6:])) - 1
    table.append(f"| what compressed KDE at n=1,000 takes beside its kernel sums | {overhead:.0%} | | | | 150 % |")
    assert overhead <= 1.5
