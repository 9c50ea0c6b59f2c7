"""LatentMI: codes from which x and y can be rebuilt keep what x and y share."""

import math
from dataclasses import replace

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Estimator, LatentMI

QUICK = LatentMI(max_steps=200, hidden=64)


def draw(nats: float, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1).sample(n, rng=seed)


def test_comes_near_the_true_mi() -> None:
    assert isinstance(QUICK, Estimator)
    estimate = QUICK.estimate(*draw(1.5, 2000), rng=0)
    assert estimate.stderr is not None
    assert abs(estimate.nats - 1.5) < 4 * estimate.stderr + 0.15
    assert estimate.ceiling is not None
    missed = [estimate.details[f"unexplained_{split}"] for split in ("train", "select", "report")]
    assert 0 < min(missed) < max(missed) < 0.3


def test_many_columns_of_few_shared_variables() -> None:
    """x and y have 50 columns each, made of two shared variables and a little noise."""
    rng = np.random.default_rng(0)
    wide = [sample @ rng.normal(size=(2, 50)) + 0.01 * rng.normal(size=(2000, 50)) for sample in draw(1.5, 2000)]
    assert float(QUICK.estimate(*wide, rng=0)) == pytest.approx(1.5, abs=0.3)


def test_no_upward_bias_at_independence_and_no_clipping() -> None:
    quick = replace(QUICK, max_steps=40)
    estimates = np.array([float(quick.estimate(*draw(0.0, 400, seed), rng=seed)) for seed in range(4)])
    assert estimates.mean() <= 4 * estimates.std(ddof=1) / math.sqrt(len(estimates))
    assert estimates.min() < 0


def test_the_variance_missed_is_a_share() -> None:
    """Before training the decoders give almost constants, which miss all of the variance, whatever the number of columns."""
    rng = np.random.default_rng(1)
    for width in (1, 20):
        estimate = replace(QUICK, max_steps=1).estimate(rng.normal(size=(400, width)), rng.normal(size=(400, 3)), rng=0)
        assert estimate.details["unexplained_train"] == pytest.approx(1, abs=0.15)


def test_parameters_are_validated() -> None:
    for change in ({"n_components": 0}, {"hidden": 0}, {"k": 0}):
        with pytest.raises(ValueError, match=f"{next(iter(change))} >= 1; got 0"):
            LatentMI(**change)  # type: ignore[arg-type]
