"""Codes that predict both sides keep what the sides share."""

import math

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Estimator, LatentMI

QUICK = LatentMI(max_steps=300, hidden=64)


def draw(nats: float, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, seed)


def test_nears_the_truth() -> None:
    assert isinstance(QUICK, Estimator)
    estimate = QUICK.estimate(*draw(1.5, 3000), rng=0)
    assert estimate.stderr is not None
    assert abs(estimate.nats - 1.5) < 4 * estimate.stderr + 0.1
    losses = [estimate.details[f"unexplained_{split}"] for split in ("train", "select", "report")]
    assert 0 < min(losses) < max(losses) < 0.3


def test_many_columns_of_few_shared_variables() -> None:
    """50 columns a side, of which two shared variables make all but a little noise: 20 times the width KSG likes."""
    rng = np.random.default_rng(0)
    x, y = draw(1.5, 3000)
    wide = [side @ rng.normal(size=(2, 50)) + 0.01 * rng.normal(size=(3000, 50)) for side in (x, y)]
    assert float(QUICK.estimate(*wide, rng=0)) == pytest.approx(1.5, abs=0.25)


def test_no_upward_bias_at_independence_and_no_clipping() -> None:
    estimates = np.array([float(QUICK.estimate(*draw(0.0, 500, seed), rng=seed)) for seed in range(8)])
    assert estimates.mean() <= 4 * estimates.std(ddof=1) / math.sqrt(len(estimates))
    assert estimates.min() < 0


def test_a_code_longer_than_either_side_is_no_error() -> None:
    assert float(LatentMI(n_components=6, max_steps=200).estimate(*draw(1.0, 2000), rng=0)) == pytest.approx(1.0, abs=0.3)
