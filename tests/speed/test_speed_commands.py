"""Processor time of commands that compute nothing; and what a compressed estimate takes beside its kernels."""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from threadpoolctl import threadpool_limits

from infoplane.distributions import bump_images
from infoplane.estimators import KDE, Compressed
from infoplane.estimators.density import bandwidth, kde
from infoplane.estimators.neighbours import intrinsic_dimension

from .table import Table
from .timing import of_command, times

pytestmark = pytest.mark.slow

_COMMAND = "from infoplane.command import main; main()"


@pytest.mark.parametrize(("command", "bar"), [("--help", 0.2), ("list", 0.4), ("table images", 1.0)])
def test_commands(table: Table, command: str, bar: float) -> None:
    """The first run may compile Python, and find the keys of a suite, which are kept."""
    runs = [of_command([sys.executable, "-c", _COMMAND, *command.split()]).processor for _ in range(6)]
    table.at_most(f"processor time of `infoplane {command}`", float(np.median(runs[1:])), bar, on_the_wall=False)


def test_a_compressed_estimate_beside_its_kernels(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """In processor time, on one thread: threads of BLAS that wait for work would count. The compressors are fitted before."""
    x, y = bump_images(2.0).sample(1000, rng=0)
    codes = FrozenEstimator(PCA(2).fit(x.reshape(1000, -1)))
    estimator, taken = Compressed(KDE(), codes, codes), {"kernels": 0.0, "compressors": 0.0}

    def timed(owner: Any, name: str, part: str) -> None:
        function: Callable[..., Any] = getattr(owner, name)

        def run(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            found = function(*args, **kwargs)
            taken[part] += time.process_time() - start
            return found

        monkeypatch.setattr(owner, name, run)

    timed(bandwidth, "log_densities", "kernels")
    timed(kde, "log_densities", "kernels")
    timed(intrinsic_dimension, "neighbour_distances", "kernels")
    timed(PCA, "transform", "compressors")
    timed(PCA, "inverse_transform", "compressors")
    runs = []
    with threadpool_limits(1):
        for _ in range(40):
            taken.update(dict.fromkeys(taken, 0.0))
            whole = times(lambda: estimator.estimate(x, y)).processor
            runs.append([whole, taken["kernels"], taken["compressors"]])
    whole, kernels, compressors = np.median(runs[5:], axis=0).tolist()
    for part, part_seconds in (("kernels", kernels), ("encoding and decoding", compressors), ("all", whole)):
        table.part("compressed KDE, n=1,000, 256 pixels, of processor", part, part_seconds)
    table.at_most(
        "compressed KDE, n=1,000, 256 pixels: what it takes beside its kernels",
        whole / kernels - 1,
        0.15,
        "%",
        on_the_wall=False,
        limit="scikit-learn's encoding, and its decoding of 1,000 images of each for the share of variance that is kept, take "
        f"{compressors / kernels:.0%} of the kernels; the rest is mostly passes over 4 MB of images, which check them and "
        "compare them with what is decoded.",
    )
