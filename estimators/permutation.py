"""Test of independence by permutations: how often is the estimate on new pairings at least that on the true pairs?

    p = (1 + #{b : I(x, y_g_b) >= I(x, y)}) / (1 + B),    g_1, ..., g_B drawn evenly from a group of permutations.

The test is valid at any n and for any estimator if independence leaves the distribution of the sample the same under each
permutation: then the B + 1 values are exchangeable, so P(p <= alpha) <= alpha. Bias and noise of the estimator reduce the power
of the test, never its validity. `pairings` says which permutations are valid for which data: shuffles for independent draws,
shifts or blocks for series.

Estimates that differ by rounding alone count as equal: two values are equal if they differ by at most 1e-9 nats, or by 1e-9 of
the value. This can only raise p.

Reference: B. Phipson, G. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9 (2010),
doi:10.2202/1544-6115.1585.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infoplane.extras import needed_by

from .checked import estimate_checked, noting_dropped
from .pairings import Pairing, Scheme, check_scheme, need_moves, pairing_of, rows_by_group
from .protocol import Estimate, Estimator
from .samples.kinds import Discrete
from .samples.pairing import Missing, as_grouped_pair
from .serial_dependence import serial_flag
from .validation import Array, Rows, Sample

EQUAL = 1e-9  # nats, or the share of the estimate: far above rounding, far below any noise


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
        Estimates in nats on new pairings. Their mean is the estimator's bias at independence, and their standard deviation
        its noise there. Not compared by ``==``.
    flags : tuple of str
        Reasons to doubt the p-value, one sentence each: x and y are both serially dependent and were shuffled, or most rows
        of y could not move. Empty where none was found.
    """

    p_value: float
    estimate: Estimate
    null: Array = field(repr=False, compare=False)
    flags: tuple[str, ...] = ()


def permutation_test(
    estimator: Estimator,
    x: ArrayLike,
    y: ArrayLike,
    permutations: int = 199,
    *,
    rng: Any = None,
    progress: bool = False,
    discrete: Discrete = "auto",
    missing: Missing = "error",
    scheme: Scheme = "shuffle",
    groups: ArrayLike | None = None,
    block_length: int | None = None,
) -> PermutationTest:
    """Test whether x and y are independent.

    Parameters
    ----------
    estimator : Estimator
        Compressors inside a `Compressed` are fitted again each time: wrap fitted ones in `sklearn.frozen.FrozenEstimator`.
    x, y : array, masked array, DataFrame, Series, list or torch tensor
        Pairs, row by row, as `estimate` takes them: independent draws, or a series in its order.
    permutations : int
        B; the least p-value is 1 / (1 + B).
    rng : None, int, SeedSequence or numpy.random.Generator
    progress : bool
        Show a bar if standard error is a terminal.
    discrete, missing
        Which columns are labels, and what to do with missing values: as in `estimate` of every estimator.
    scheme : {"shuffle", "shift", "block"}
        How y is paired anew with x. "shuffle": any order of the rows, for independent draws. "shift": y moved in a circle, for
        stationary series. "block": blocks of y in any order, for stationary series with a short memory.
    groups : array (n,) or Series of integers or strings, optional
        Rows with the same label belong together. A Series is paired by its index. With "shuffle", y of a whole group goes to
        another group of the same size, row by row: right if groups are independent draws. With "shift" and "block", each group
        is a series of its own.
    block_length : int, optional
        The least length of a block in rows. It should be several times the correlation time of the products x_i y_i. By
        default it is computed from the rank autocorrelations at lag 1.

    Returns
    -------
    PermutationTest

    Raises
    ------
    ValueError
        If there are no permutations, the scheme is unknown, it leaves every row in place, or the estimator refuses the
        samples.

    Notes
    -----
    A scheme with few pairings cannot give a small p-value. A series of n rows has n shifts, and the true pairing, which is one
    of them, is drawn again with probability 1 / n; m blocks have m! orders. On a series that depends on its past, neighbouring
    shifts give nearly the same estimate, which costs power: take series of at least fifty correlation times.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> from infoplane.estimators import KSG
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(300, rng=0)
    >>> permutation_test(KSG(), x, y, 19, rng=0).p_value
    0.05

    Two independent series, in which each row is .95 of the row before, plus noise:

    >>> import numpy as np
    >>> noise = np.random.default_rng(0).normal(size=(1000, 2))
    >>> for row in range(1, 1000):
    ...     noise[row] += 0.95 * noise[row - 1]
    >>> x, y = noise[:, :1], noise[:, 1:]
    >>> shuffles = permutation_test(KSG(), x, y, 99, rng=0)
    >>> shuffles.p_value, len(shuffles.flags)
    (0.01, 1)
    >>> permutation_test(KSG(), x, y, 99, rng=0, scheme="shift").p_value > 0.05
    True
    """
    if permutations < 1:
        raise ValueError(f"A permutation test needs at least one permutation; got {permutations}.")
    check_scheme(scheme, block_length)
    rng = np.random.default_rng(rng)
    x, y, labels, dropped = as_grouped_pair(x, y, groups, discrete, missing)
    members = None if labels is None else rows_by_group(labels)
    pairing = pairing_of(scheme, x, y, members, block_length)
    need_moves(pairing, len(x), scheme)
    estimate = noting_dropped(estimate_checked(estimator, x, y, rng), dropped, missing)
    null = np.empty(permutations)
    for index in _shown(range(permutations), progress):
        null[index] = float(estimate_checked(estimator, x, y[pairing.draw(rng)], rng))
    # NaN, like an equal value, counts against dependence.
    reached = ~(null < float(estimate)) | np.isclose(null, float(estimate), rtol=EQUAL, atol=EQUAL)
    p_value = float(1 + reached.sum()) / (1 + permutations)
    return PermutationTest(p_value, estimate, null, tuple(_flags(scheme, x, y, members, pairing)))


def _flags(scheme: Scheme, x: Sample, y: Sample, members: list[Rows] | None, pairing: Pairing) -> Iterator[str]:
    """Reasons to doubt the p-value. Groups are judged by their first rows, in the order of these."""
    if scheme == "shuffle":
        first = slice(None) if members is None else [rows[0] for rows in members]
        if flag := serial_flag(x[first], y[first]):
            yield flag
    if 2 * pairing.kept() > len(x):
        yield f"{pairing.kept()} of {len(x)} rows stay in place in every permutation, which costs power."


def _shown(steps: range, progress: bool) -> Any:
    """The steps, with a progress bar if standard error is a terminal."""
    if not (progress and sys.stderr.isatty()):
        return steps
    with needed_by("A progress bar"):
        from rich.console import Console
        from rich.progress import track

    return track(steps, "permutations", console=Console(stderr=True))
