"""Test of independence by permutations: how often is the estimate on shuffled pairs at least that on the true pairs?

    p = (1 + #{b : I(x, y_shuffled_b) >= I(x, y)}) / (1 + B).

The test is valid at any n and for any estimator if the pairs are independent draws: under independence the B + 1 values are
exchangeable, so P(p <= alpha) <= alpha. Bias and noise of the estimator reduce the power of the test, never its validity.

Reference: B. Phipson, G. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9 (2010),
doi:10.2202/1544-6115.1585.
"""

import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .checked import estimate_checked
from .protocol import Estimate, Estimator
from .validation import Array, as_pair


@dataclass(frozen=True)
class PermutationTest:
    """Outcome of `permutation_test`.

    Attributes
    ----------
    p_value : float
        Between 1 / (1 + B) and 1. A small value is evidence of dependence.
    estimate : Estimate
        On the true pairs.
    null : array (B,)
        Estimates in nats on shuffled pairs. Their mean is the estimator's bias at independence, and their standard deviation
        its noise there. Not compared by ``==``.
    """

    p_value: float
    estimate: Estimate
    null: Array = field(repr=False, compare=False)


def permutation_test(
    estimator: Estimator, x: ArrayLike, y: ArrayLike, permutations: int = 199, rng: Any = None, progress: bool = False
) -> PermutationTest:
    """Test whether x and y are independent.

    Parameters
    ----------
    estimator : Estimator
        Compressors inside a `Compressed` are fitted again each time: wrap fitted ones in `sklearn.frozen.FrozenEstimator`.
    x, y : array (n, *shape), or (n,) of class labels
        Independent draws of the pair. A time series is not.
    permutations : int
        B; the least p-value is 1 / (1 + B).
    rng : None, int, SeedSequence or numpy.random.Generator
    progress : bool
        Show a bar if standard error is a terminal.

    Returns
    -------
    PermutationTest

    Raises
    ------
    ValueError
        If there are no permutations, or the estimator refuses the samples.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> from infoplane.estimators import KSG
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(300, 0)
    >>> permutation_test(KSG(), x, y, 19, rng=0).p_value
    0.05
    """
    if permutations < 1:
        raise ValueError(f"A permutation test needs at least one permutation; got {permutations}.")
    rng = np.random.default_rng(rng)
    x, y = as_pair(x, y)
    estimate = estimate_checked(estimator, x, y, rng)
    null = np.empty(permutations)
    for index in _shown(range(permutations), progress):
        null[index] = float(estimate_checked(estimator, x, y[rng.permutation(len(y))], rng))
    return PermutationTest(float(1 + (null >= float(estimate)).sum()) / (1 + permutations), estimate, null)


def _shown(steps: range, progress: bool) -> Any:
    """The steps, with a progress bar if standard error is a terminal."""
    if not (progress and sys.stderr.isatty()):
        return steps
    from rich.console import Console
    from rich.progress import track

    return track(steps, "permutations", console=Console(stderr=True))
