"""Mutual information of every pair of columns of a table, with what chance gives, and p-values that allow for many pairs.

Every column is permuted by itself, B times; then all pairs are independent. With t the test statistic of a pair on the data and
t_1, ..., t_B on the permuted columns, z = (t - mean) / SD over these B + 1 values, and

    p = (1 + #{b : t_b >= t}) / (1 + B),    corrected p = (1 + #{b : max over pairs of z_b >= z}) / (1 + B).

The p-value of a pair of independent columns is valid whatever the others do. The corrected p-values are exact for all pairs
together if all columns are independent: if those up to .05 are called significant, the probability that any pair is among them
is at most .05. Beside pairs that depend on each other they are nearly so for the independent ones: the permutations also undo
what the statistics of pairs such as (a, b) and (c, b) have in common where a and c depend on each other. Since pairs are
compared with the largest of all, a few hundred permutations are enough for any number of pairs.

A pair with a constant column has 0 nats and p-values of 1, and leaves those of the others as they are.

The statistic is quick: counts for labels, neighbours among ranks for numbers. The values in nats are those of `estimate_mi`.

References: P. Westfall, S. Young, Resampling-Based Multiple Testing (1993), section 2.6. B. Phipson, G. Smyth, Stat. Appl.
Genet. Mol. Biol. 9 (2010), doi:10.2202/1544-6115.1585.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm, rankdata

from infoplane.estimators.automatic.measurement import Measurement
from infoplane.estimators.automatic.one_call import estimate_mi
from infoplane.estimators.checked import estimate_checked
from infoplane.estimators.discrete.plug_in import PlugIn
from infoplane.estimators.neighbours.mixed_ksg import MixedKSG
from infoplane.estimators.pairings import Pairing, need_moves, pairing_of, rows_by_group
from infoplane.estimators.permutation import EQUAL
from infoplane.estimators.samples.kinds import Discrete, OneDiscrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.serial_dependence import serial_flag
from infoplane.estimators.validation import Array, Sample

from .columns import columns_of, kinds_of_columns
from .pairwise_table import Pair, PairwiseMI

OneScheme: TypeAlias = Literal["shuffle", "shift"]


def pairwise_mi(
    frame: Any,
    *,
    permutations: int = 199,
    rng: Any = None,
    discrete: Discrete = "auto",
    missing: Missing = "error",
    fast: bool = True,
    scheme: OneScheme = "shuffle",
    groups: ArrayLike | None = None,
    n_jobs: int | None = None,
) -> PairwiseMI:
    """Measure I(X_i;X_j) for every pair of columns, and test which pairs are dependent.

    Parameters
    ----------
    frame : DataFrame, array (n, d) or torch tensor
    permutations : int
        B; the least p-value is 1 / (1 + B).
    rng : None, int, SeedSequence or numpy.random.Generator
        None stands for 0.
    discrete : "auto", bool, or list of d bool
        Which columns are labels: as in `estimate_mi`. A tuple is refused, since there is one sample.
    missing : {"error", "drop"}
        Refuse missing values, or drop the rows in which any column misses one.
    fast : bool
        The fast value of `estimate_mi`.
    scheme : {"shuffle", "shift"}
        How columns are permuted: in any order, for independent rows; or in a circle, for stationary series.
    groups : array (n,) of integers or strings, optional
        Rows with the same label belong together: as in `permutation_test`.
    n_jobs : int, optional
        Number of processes; -1 takes one for each core. Results do not depend on it.

    Returns
    -------
    PairwiseMI
        Its `frame` has a line for each pair; its `matrix` has a row and a column for each column of the table.

    Raises
    ------
    ValueError
        If there are fewer than two columns, two have one name, or `estimate_mi` refuses one.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from infoplane.estimators import pairwise_mi
    >>> data = pd.DataFrame(np.random.default_rng(0).normal(size=(200, 3)), columns=["a", "b", "c"])
    >>> data["c"] += data["a"]
    >>> found = pairwise_mi(data, permutations=99).frame()
    >>> found.loc[found["p_corrected"] < 0.05, ["x", "y"]].values.tolist()
    [['a', 'c']]
    """
    from joblib import Parallel, delayed

    if permutations < 1:
        raise ValueError(f"A permutation test needs at least one permutation; got {permutations}.")
    if scheme not in ("shuffle", "shift"):
        raise ValueError(f'The scheme must be "shuffle" or "shift"; got {scheme!r}.')
    if isinstance(discrete, tuple):
        raise ValueError(f"discrete is for the columns of one table: give a list, not a tuple; got {discrete!r}.")
    columns, _ = columns_of(frame)
    names = [str(name) for name in getattr(frame, "columns", range(len(columns)))]
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"A table of two columns or more, each with a name of its own, is needed; got the columns {names}.")
    kinds = kinds_of_columns(discrete, len(names))[0]
    given = dict(zip(names, columns, strict=True))
    given = given if groups is None else {**given, "groups of rows": groups}
    # Numbers stay numbers here: `estimate_mi` sees for each pair whether they are better taken as labels.
    by_type: list[OneDiscrete] = ["types" if isinstance(kind, str) else kind for kind in kinds]
    samples, dropped = as_samples(given, (*by_type, *([] if groups is None else [True])), missing)
    labels = None if groups is None else samples[-1]
    samples = samples[: len(names)]
    members = None if labels is None else rows_by_group(labels)
    pairing = pairing_of(scheme, samples[0], samples[1], members)
    need_moves(pairing, len(samples[0]), scheme)
    seed = int(np.random.default_rng(0 if rng is None else rng).integers(2**63))
    scores, pairs = [_scores(sample) for sample in samples], list(combinations(range(len(names)), 2))
    measured = Parallel(n_jobs=n_jobs)(
        delayed(_measured)((samples[i], samples[j]), (kinds[i], kinds[j]), seed, fast, labels, scheme) for i, j in pairs
    )
    drawn = Parallel(n_jobs=n_jobs)(
        delayed(_statistics)((scores[i], scores[j]), (i, j), pairing, permutations, seed) for i, j in pairs
    )
    p_values, corrected = _tested(np.array(drawn))
    return PairwiseMI(
        tuple(names),
        tuple(
            Pair(names[i], names[j], found, float(p), float(p_corrected))
            for (i, j), found, p, p_corrected in zip(pairs, measured, p_values, corrected, strict=True)
        ),
        permutations,
        len(samples[0]),
        tuple(_flags(scheme, names, samples, members is None, dropped)),
    )


def _measured(
    pair: tuple[Sample, Sample], kinds: tuple[OneDiscrete, OneDiscrete], seed: int, fast: bool, groups: Any, scheme: OneScheme
) -> Measurement:
    discrete = tuple(sample.ndim == 1 or kind for sample, kind in zip(pair, kinds, strict=True))
    return estimate_mi(*pair, rng=seed, discrete=discrete, fast=fast, groups=groups, scheme=scheme)


def _scores(sample: Sample) -> Sample:
    """Normal scores of the ranks of numbers, equal ones for equal values; labels as they are."""
    return sample if sample.ndim == 1 else norm.ppf(rankdata(sample, axis=0) / (len(sample) + 1))


def _statistics(samples: tuple[Sample, Sample], columns: tuple[int, int], pairing: Pairing, count: int, seed: int) -> Array:
    """The statistic on the data, then on permuted columns. A column is permuted alike in all its pairs."""
    if any(_is_constant(sample) for sample in samples):
        return np.zeros(1 + count)
    estimator = PlugIn() if all(sample.ndim == 1 for sample in samples) else MixedKSG()
    found = np.empty(1 + count)
    for draw in range(1 + count):
        x, y = (
            sample[pairing.draw(np.random.default_rng((seed, column, draw)))] if draw else sample
            for sample, column in zip(samples, columns, strict=True)
        )
        found[draw] = estimate_checked(estimator, x, y, np.random.default_rng((seed, draw))).nats
    return found


def _is_constant(sample: Sample) -> bool:
    return bool((sample == sample[0]).all())


def _tested(values: Array) -> tuple[Array, Array]:
    """p-values and corrected p-values from statistics (pairs, 1 + B), those of the data first."""
    reached = (values[:, 1:] >= values[:, :1]) | np.isclose(values[:, 1:], values[:, :1], rtol=EQUAL, atol=EQUAL)
    deviation = values.std(axis=1, keepdims=True)
    varies = deviation > EQUAL
    # A pair that is the same on all permutations is below every other, so that it does not count in the largest.
    z = np.where(varies, (values - values.mean(axis=1, keepdims=True)) / np.where(varies, deviation, 1.0), -np.inf)
    largest = z[:, 1:].max(axis=0)
    above = (largest >= z[:, :1]) | np.isclose(largest, z[:, :1], rtol=EQUAL, atol=EQUAL)
    count = values.shape[1]
    p_values = (1 + reached.sum(axis=1)) / count
    return p_values, np.maximum((1 + above.sum(axis=1)) / count, p_values)


def _flags(scheme: OneScheme, names: Sequence[str], samples: Sequence[Sample], single: bool, dropped: int) -> list[str]:
    flags = [f"{dropped} of {len(samples[0]) + dropped} rows had missing values and were dropped."] if dropped else []
    constant = [name for name, sample in zip(names, samples, strict=True) if _is_constant(sample)]
    if constant:
        flags.append(f"Constant columns say nothing about others, so that their pairs have 0 nats: {', '.join(constant)}.")
    if scheme == "shuffle" and single:
        serial = [f"{a} and {b}" for (a, x), (b, y) in combinations(zip(names, samples, strict=True), 2) if serial_flag(x, y)]
        if serial:
            more = f" and {len(serial) - 3} more" if len(serial) > 3 else ""
            flags.append(
                f"Rows depend on the row before in {', '.join(serial[:3])}{more}: shuffled p-values are then too small. Give "
                'scheme="shift" for stationary series.'
            )
    return flags
