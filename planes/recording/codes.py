"""Codes of inputs and layers: what a compressor makes of a sample, and how much of the variance it keeps."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.compressed import fit_and_encode

DIMENSIONS = 4  # of a code, as in arXiv 2305.08013


def code_of(compressor: Any, sample: NDArray[Any], rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """The code (n, d) of a sample (n, *shape), and the share of the variance that the code keeps.

    A sample that has no more columns than a code is its own code. The share is NaN if the compressor does not state it.
    """
    flat = sample.reshape(len(sample), -1).astype(np.float64)
    columns = getattr(compressor, "n_components", DIMENSIONS)
    if isinstance(columns, int) and flat.shape[1] <= columns:  # scikit-learn allows None, a share and "mle" too
        return flat, 1.0
    fitted, codes = fit_and_encode(compressor, sample, rng)
    ratios = getattr(fitted, "explained_variance_ratio_", None)
    kept = getattr(fitted, "explained_variance_", math.nan) if ratios is None else float(np.sum(ratios))
    return np.asarray(codes, dtype=np.float64), float(kept)
