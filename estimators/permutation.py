"""Test of independence by permutations: how often do shuffled pairs look as dependent as the true ones?

    p = (1 + #{b : I(x, y_shuffled_b) >= I(x, y)}) / (1 + B),

which is valid at any n and for any estimator when the pairs are independent draws: under independence the B + 1 values are
exchangeable, so P(p <= alpha) <= alpha. Bias and noise of the estimator cost power, never validity.

Reference: B. Phipson, G. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9 (2010),
doi:10.2202/1544-6115.1585.
"""

import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .protocol import Estimate, Estimator
from .validation import as_pair


@dataclass(frozen=True)
class PermutationTest:
    """Outcome of `permutation_test`.

    Attributes
    ----------
    p_value : float
        Between 1 / (1 + B) and 1; small means dependent.
    estimate : Estimate
        On the true pairs.
    null : array (B,)
        Estimates in nats on shuffled pairs. Their mean is the estimator's bias at independence, and their standard deviation
        its noise there. Not compared by ``==``.
    """

    p_value: float
    estimate: Estimate
    null: NDArray[np.float64] = field(repr=False, compare=False)


def permutation_test(
    estimator: Estimator, x: ArrayLike, y: ArrayLike, permutations: int = 199, rng: Any = None, progress: bool = False
) -> PermutationTest:
    """Test whether x and y are independent.

    Parameters
    ----------
    estimator : Estimator
        Compressors inside a `Compressed` are fitted anew each time: wrap fitted ones in `sklearn.frozen.FrozenEstimator`.
    x, y : array (n, *shape), or (n,) of class labels
        Independent draws of the pair: a time series violates this.
    permutations : int
        B; the least p-value is 1 / (1 + B).
    rng : None, int, SeedSequence or numpy.random.Generator
    progress : bool
        Show a bar if standard error is a terminal.
    """
    if permutations < 1:
        raise ValueError(f"A permutation test needs at least one permutation; got {permutations}.")
    rng = np.random.default_rng(rng)
    x, y = as_pair(x, y)
    estimate = estimator.estimate(x, y, rng=rng)
    null = np.empty(permutations)
    for index in _shown(range(permutations), progress):
        null[index] = float(estimator.estimate(x, y[rng.permutation(len(y))], rng=rng))
    return PermutationTest(float(1 + (null >= float(estimate)).sum()) / (1 + permutations), estimate, null)


def _shown(steps: range, progress: bool) -> Any:
    """The steps, with a progress bar on standard error where somebody looks."""
    if not (progress and sys.stderr.isatty()):
        return steps
    from rich.console import Console
    from rich.progress import track

    return track(steps, "permutations", console=Console(stderr=True))
