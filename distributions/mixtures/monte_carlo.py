"""Measure mutual information as the mean pointwise mutual information of many samples.

`python -m infoplane.distributions.mixtures.monte_carlo` measures every distribution of `clusters` to a standard error below
1e-4, which takes ten minutes on one core, and writes `monte_carlo_values.py`.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np

from infoplane.distributions.protocol import PointwiseDistribution

from .clusters import MIXTURES

_CHUNK = 200_000
_HEADER = (
    '"""Mutual informations measured by Monte Carlo: nats and standard error.\n\n'
    'Written by `python -m infoplane.distributions.mixtures.monte_carlo`.\n"""\n\n'
)


def measure(distribution: PointwiseDistribution, stderr: float, rng: Any = None, chunk: int = _CHUNK) -> tuple[float, float]:
    """Mean pointwise mutual information of `distribution` and its standard error, at most `stderr`, in nats.

    Parameters
    ----------
    distribution : PointwiseDistribution
    stderr : float
        Standard error to reach, in nats.
    rng : seed or Generator, optional
    chunk : int
        Samples that are drawn at once; the mean is over a multiple of them.

    Raises
    ------
    ValueError
        If `stderr` is not positive: no finite number of samples reaches it.
    """
    if not stderr > 0:
        raise ValueError(f"The standard error of a Monte Carlo mean stays above 0; asked for {stderr}.")
    rng = np.random.default_rng(rng)
    n, mean, squares = 0, 0.0, 0.0
    while n == 0 or math.sqrt(squares / n) > stderr * math.sqrt(n):
        values = distribution.pointwise_mutual_information(*distribution.sample(chunk, rng=rng))
        # Chan's update of mean and sum of squared deviations.
        shift, total = values.mean() - mean, n + chunk
        mean += shift * chunk / total
        squares += ((values - values.mean()) ** 2).sum() + shift**2 * n * chunk / total
        n = total
    return float(mean), math.sqrt(squares / n / n)


def main() -> None:
    """Measure all distributions and write their mutual informations beside this file."""
    lines = []
    for seed, (name, distribution) in enumerate(MIXTURES.items()):
        nats, error = measure(distribution, 0.99e-4, seed)
        print(f"{name}: {nats:.6f} +- {error:.6f}", flush=True)
        lines.append(f'    "{name}": ({nats:.6f}, {error:.6f}),\n')
    text = f"{_HEADER}VALUES = {{\n{''.join(lines)}}}\n"
    Path(__file__).with_name("monte_carlo_values.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
