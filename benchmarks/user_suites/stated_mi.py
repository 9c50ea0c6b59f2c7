"""The stated MI of a distribution against its samples: by its density where that is known, else by an estimate."""

from math import sqrt

import numpy as np

from infoplane.benchmarks.candidates.subject import BrokenError
from infoplane.distributions import calibration
from infoplane.distributions.protocol import Distribution, PointwiseDistribution, standard_error

ERRORS = 4  # standard errors that a mean may be away: chance alone exceeds them once in 16,000 checks
SAMPLES, PAIRS, LEVEL = 3, 2000, 0.99  # of estimate_mi


def mean_pointwise(distribution: PointwiseDistribution, n: int) -> str:
    """Check that the mean pointwise mutual information of n pairs is the stated MI.

    Raises
    ------
    BrokenError
        If it is further away than `ERRORS` standard errors.
    """
    x, y = distribution.sample(n, rng=11)
    values = np.asarray(distribution.pointwise_mutual_information(x, y))
    if values.shape != (n,):
        raise BrokenError(f"pointwise_mutual_information of {n} pairs has the shape {values.shape}: return one number a pair.")
    stated, mean = float(distribution.mutual_information), float(values.mean())
    error = sqrt(float(values.var(ddof=1)) / n + standard_error(distribution) ** 2)
    if not abs(mean - stated) <= ERRORS * error + 1e-9:
        raise BrokenError(f"the mean over {n:,} samples is {mean:.4f} ± {error:.4f} nats, but {stated:.4f} is stated.")
    return f"{mean:.4f} ± {error:.4f} nats over {n:,} samples"


def calibrated(distribution: PointwiseDistribution, n: int) -> str:
    """Check sampler and pointwise mutual information by `infoplane.distributions.calibration`.

    Raises
    ------
    BrokenError
        If the difference is larger than `ERRORS` standard errors.
    """
    difference, stderr = calibration(distribution, n, rng=12)
    if not abs(difference) <= ERRORS * stderr + 1e-12:
        raise BrokenError(
            f"`pointwise_mutual_information` does not fit `sample`: calibration is off by {difference:.4f} ± {stderr:.4f}."
        )
    return f"off by {difference:.4f} ± {stderr:.4f}"


def measured(distribution: Distribution) -> str:
    """Check the stated MI by `estimate_mi` on a few samples, which is a weak check: the estimate may be what is wrong.

    Raises
    ------
    BrokenError
        If the stated MI is outside the interval on every sample.
    """
    from infoplane.estimators import estimate_mi

    labels = (distribution.x_shape == (), distribution.y_shape == ())
    stated, found = float(distribution.mutual_information), []
    for seed in range(SAMPLES):
        x, y = distribution.sample(PAIRS, rng=seed)
        found.append(estimate_mi(x, y, rng=seed, discrete=labels, fast=True))
    intervals = [one.interval(LEVEL) for one in found]
    middle = sorted(found, key=float)[SAMPLES // 2]
    low, high = middle.interval(LEVEL)
    text = f"estimate_mi gives {middle.nats:.3f} nats ({LEVEL:.0%} interval {low:.3f} to {high:.3f}) on {PAIRS:,} pairs"
    if all(not lower <= stated <= upper for lower, upper in intervals):
        raise BrokenError(
            f"{text}, but {stated:.4f} is stated: the sampler, the stated MI or estimate_mi is wrong. A method "
            "`pointwise_mutual_information(x, y)` would show which."
        )
    return f"{text}; a weak check, which a method `pointwise_mutual_information(x, y)` would replace"
