"""A lower bound on the MI of numbers and labels, which classifiers prove on rows they were not trained on.

    I(X;Y) >= H(Y) - E[-ln q(Y|X)] = E[ln q(Y|X) - ln p(Y)]

for any q, by Gibbs' inequality. Here q is a mixture of the predictions of several classifiers and of the shares of the classes.
Each row is predicted by classifiers trained on the other folds, and the weights of the mixture are fitted on the other folds as
well, so the mean over the rows has no optimism from training or from the choice among classifiers. Each classifier is also
taken with its log-odds halved and doubled, since some are too sure of themselves, and others not sure enough. A class that no
training row has keeps its share p(y): that it must be among the held-out rows is known from the labels, not from X.

The bound grows with the rows m that the classifiers are trained on, to first order as I - a / m. Five folds train on m = .8 n
rows and two folds on .5 n, so that

    a / (.8 n) = 5/3 (bound of five folds - bound of two folds)

is what more rows would still teach. It is extrapolated in the logarithm of the entropy that is left, H(Y) - bound, since that
entropy cannot be negative (`still_to_learn`).

The standard error counts one row more than there are, of the worst prediction that the mixture can give: n rows miss errors
rarer than 1/n.

Where there are more rows than `MOST_ROWS`, or more than a million cells, rows are left out of the large classes only, so that
rare classes keep theirs; the predictions and the mean are weighted back.

References: T. M. Cover, J. A. Thomas, Elements of Information Theory (2006), theorem 2.6.3; D. H. Wolpert, Stacked
generalization, Neural Networks 5 (1992), doi:10.1016/S0893-6080(05)80023-1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.sums.mixture_shares import mixture_shares
from infoplane.estimators.validation import Array, Labels

from .classifiers import Classifier, classifiers

MOST_ROWS = 4000  # for training: with more rows it takes seconds, and the classifiers hardly learn from them
_MOST_CELLS = 1_000_000  # rows times columns, for the same reason
_Fit = Callable[[Array, Array], Array]  # from ratios (n, m) and weights (n,) to shares (m,)

_FOLDS, _FEW_FOLDS = 5, 2
_EXTRAPOLATED = 5 / 3
_TEMPERS = (0.5, 1.0, 2.0)
_STEPS = 100
_REACH = 6.0  # standard deviations: values beyond are moved there, so that an outlier does not rule a linear classifier


@dataclass(frozen=True)
class HeldOut:
    """What classifiers prove.

    Attributes
    ----------
    nats, stderr : float
        The lower bound, and its standard error.
    still_to_learn : float
        By how much the bound would grow with many more rows, by extrapolation. Noise makes it negative at times. The sum of
        both is never above the entropy of the labels.
    each : dict of str to float
        The lower bound of each classifier, mixed with the shares of the classes.
    rows : int
        The rows that were used.
    """

    nats: float
    stderr: float
    still_to_learn: float
    each: dict[str, float]
    rows: int


def held_out_information(
    numbers: Array,
    labels: Labels,
    rng: np.random.Generator,
    fast: bool = False,
    ask: Callable[[int, int, int], Mapping[str, Classifier]] | None = None,
    probabilities: Array | None = None,
) -> HeldOut:
    """Bound the MI of numbers and labels from below.

    Parameters
    ----------
    numbers : array (n, d)
    labels : array (n,) of integers 0 .. K-1
    rng : numpy.random.Generator
        For the folds, and the rows that are used.
    fast : bool
        Only classifiers that take little time, and no extrapolation.
    ask : function of rows, columns and classes, optional
        It gives the classifiers by name; `classifiers` by default.
    probabilities : array (n,), optional
        Of the rows, with sum 1; uniform by default.
    """
    mass = np.full(len(labels), 1 / len(labels)) if probabilities is None else probabilities
    shares: Array = np.bincount(labels, mass).astype(np.float64)
    chosen = _chosen_rows(labels, min(MOST_ROWS, _MOST_CELLS // numbers.shape[1] + 1), rng)
    x, y = scaled_columns(numbers[chosen]), labels[chosen]
    weights = mass[chosen] * (shares / np.bincount(y, mass[chosen]))[y]
    found = ask(len(x), x.shape[1], len(shares)) if ask else classifiers(len(x), x.shape[1], len(shares), fast)
    folds = _folds(y, _FOLDS, rng)
    ratios = _ratios(found, x, y, folds, shares)
    terms, worst = mixed([*ratios.values()], weights, folds)
    nats = float(weights @ terms)
    variance = float(weights**2 @ (terms - nats) ** 2) + ((nats - worst) / len(y)) ** 2
    learnt = 0.0  # by three fifths more rows
    if not fast:
        halves = _folds(y, _FEW_FOLDS, rng)
        from_halves = mixed([*_ratios(found, x, y, halves, shares).values()], weights, halves)[0]
        learnt = nats - float(weights @ from_halves)
    entropy_left = max(float(-shares @ np.log(shares)) - nats, 1e-9)
    return HeldOut(
        nats,
        math.sqrt(variance),
        entropy_left * -math.expm1(-_EXTRAPOLATED * learnt / entropy_left),
        {name: alone(ratio, weights, folds) for name, ratio in ratios.items()},
        len(y),
    )


def _chosen_rows(labels: Labels, most_rows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """All rows, or about `most_rows`: all rows of the small classes, and equally many of each large one."""
    if len(labels) <= most_rows:
        return np.arange(len(labels))
    counts = np.bincount(labels)
    ascending = np.sort(counts)
    # If the j smallest classes keep all their rows, this many are left for each of the others.
    left = (most_rows - np.concatenate([[0], np.cumsum(ascending)[:-1]])) / np.arange(len(counts), 0, -1)
    most = max(int(left[np.argmax(left <= ascending)]), 1)
    order = rng.permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    place = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)  # of each row in its class
    return np.sort(order[place < most])


def _folds(labels: Labels, folds: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """The fold of each row; the rows of each class are spread evenly."""
    order = rng.permutation(len(labels))
    found = np.empty(len(labels), np.int64)
    found[order[np.argsort(labels[order], kind="stable")]] = np.arange(len(labels)) % folds
    return found


def scaled_columns(numbers: Array) -> Array:
    """Columns of mean 0 and variance 1, within `_REACH`. It uses no labels, so it may use all rows."""
    deviations = numbers.std(axis=0)
    return np.clip((numbers - numbers.mean(axis=0)) / np.where(deviations > 0, deviations, 1.0), -_REACH, _REACH)


def _ratios(found: Mapping[str, Classifier], x: Array, y: Labels, folds: NDArray[np.int64], shares: Array) -> dict[str, Array]:
    """q(y|x) / p(y) of each row, for each of the tempers: an array (n, 3) for each classifier.

    All classifiers are given the same arrays of a fold, one after the other, so that they can share what they compute.
    """
    if np.bincount(y).max() == 1:  # nothing to learn from, and a table of so many classes might not fit into memory
        return {name: np.ones((len(y), len(_TEMPERS))) for name in found}
    log_p = {name: np.empty((len(y), len(shares))) for name in found}
    unlearnt = np.zeros(len(y), np.bool_)  # rows of classes that no training row has
    learnt = np.ones(len(y))  # the probability of all other classes
    for fold in np.unique(folds):
        held = folds == fold
        known, labels, new = x[~held], y[~held], x[held]
        absent = np.bincount(labels, minlength=len(shares)) == 0
        unlearnt[held], learnt[held] = absent[y[held]], 1 - shares[absent].sum()
        for name, classifier in found.items():
            log_p[name][held] = np.where(absent, -np.inf, classifier(known, labels, new, len(shares)))
    # Learnt from the classes as often as they are in y; predicted as often as they are in all rows.
    tilt = np.log(shares) - np.log(np.bincount(y, minlength=len(shares)) / len(y))
    return {
        name: np.where(unlearnt[:, None], 1.0, _tempered(one, y, tilt) / shares[y][:, None] * learnt[:, None])
        for name, one in log_p.items()
    }


def _tempered(log_p: Array, y: Labels, tilt: Array) -> Array:
    """q(y|x) of each row, for each of the tempers, from log-probabilities (n, K) that are tilted: an array (n, 3)."""
    found = []
    for temper in _TEMPERS:
        logits = temper * (log_p - log_p.max(axis=1, keepdims=True)) + tilt
        found.append(np.exp(logits[np.arange(len(y)), y]) / np.exp(logits).sum(axis=1))
    return np.column_stack(found)


def mixed(ratios: list[Array], weights: Array, folds: NDArray[np.int64], fit: _Fit | None = None) -> tuple[Array, float]:
    """ln of a mixture of the ratios (n, 3) and of 1, an array (n,), and the least that it can be.

    The mixture for a fold is fitted on the other folds.
    """
    ratio = np.column_stack([np.ones(len(weights)), *ratios])
    terms, worst = np.empty(len(ratio)), 0.0
    for fold in np.unique(folds):
        others = folds != fold
        share = (fit or _mixture)(ratio[others], weights[others])
        terms[~others] = np.log(ratio[~others] @ share)
        worst = min(worst, math.log(share[0]))
    return terms, worst


def alone(ratio: Array, weights: Array, folds: NDArray[np.int64]) -> float:
    """The mean of ln of a mixture of one ratio and of 1."""
    return float(weights @ mixed([ratio], weights, folds, _compiled_mixture)[0])


def _mixture(ratio: Array, weights: Array) -> Array:
    """The shares (m,) of the columns of `ratio` (n, m) in the mixture of the highest likelihood, by expectation maximisation.

    One row more is added in which only the first column is right, so that its share is never 0 and no term is infinite.
    """
    added = 1 / len(ratio)
    scaled = weights / weights.sum()
    share = np.full(ratio.shape[1], 1 / ratio.shape[1])
    for _ in range(_STEPS):
        share = share * ((scaled / (ratio @ share)) @ ratio)
        share[0] += added
        share /= 1 + added
    return share


def _compiled_mixture(ratio: Array, weights: Array) -> Array:
    """The same but for rounding, in a third of the time: for numbers that are details."""
    return mixture_shares(ratio.T, weights / weights.sum(), 1 / len(ratio), _STEPS)
