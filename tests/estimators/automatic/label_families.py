"""Numbers beside labels, drawn at random in families of known MI, and the factors of `labels` that these families give.

In most families the labels are drawn from known probabilities p(y|x), so that I(X;Y) = H(E p(.|X)) - E H(p(.|X)), a mean over
40,000 rows. In the families of normal classes p(y|x) follows from the densities.

    python -m tests.estimators.automatic.label_families          prints the factors and the coverage by family, in ten minutes
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

from infoplane.estimators.automatic.labelled.entropy import SD
from infoplane.estimators.automatic.labelled.evidence import gathered
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels

_MANY = 40_000
QUANTILE = 0.97  # of the upper end: the lower end is proved and hardly ever fails

Generator = np.random.Generator


class Problem(NamedTuple):
    """Numbers (n, d), labels (n,), and their MI in nats."""

    numbers: Array
    labels: Labels
    nats: float


def _drawn(x: Array, log_odds: Array, n: int, rng: Generator) -> Problem:
    """Labels drawn from the softmax of `log_odds`, and the first n rows."""
    log_p = log_odds - logsumexp(log_odds, axis=1, keepdims=True)
    p = np.exp(log_p)
    labels = np.minimum((p.cumsum(axis=1) > rng.random((len(x), 1))).argmax(axis=1), p.shape[1] - 1)
    mean = p.mean(axis=0)
    nats = float((p * log_p).sum(axis=1).mean() - (mean * np.log(np.maximum(mean, 1e-300))).sum())
    return Problem(x[:n], labels[:n], max(nats, 0.0))


def _columns(rows: int, d: int, rng: Generator) -> Array:
    """Columns of many kinds: normal, uniform, heavy-tailed, correlated, rounded, half an atom, binary, exponential."""
    x = rng.normal(size=(rows, d))
    kind = rng.integers(8)
    if kind == 1:
        return rng.uniform(-1.7, 1.7, (rows, d))
    if kind == 2:
        return rng.standard_t(3, size=(rows, d))
    if kind == 3:
        return (rng.normal(size=(rows, 1)) + 0.6 * x) / 1.17
    if kind == 4:
        return x.round(1)
    if kind == 5:
        x[:, 0] = np.maximum(x[:, 0], 0)
    if kind == 6:
        x[:, 0] = x[:, 0] > 0
    return rng.exponential(size=(rows, d)) if kind == 7 else x


def _normal_classes(n: int, rng: Generator, parts: int) -> Problem:
    """Classes that are mixtures of `parts` normal distributions in 1 to 20 columns."""
    d, classes = int(rng.choice([1, 2, 3, 5, 10, 20])), int(rng.choice([2, 3, 5, 10]))
    shares = rng.dirichlet(np.full(classes, 3.0))
    means = rng.normal(size=(classes, parts, d)) * rng.uniform(0, 2.5) / d**0.25
    factors = rng.normal(size=(classes, parts, d, d)) * rng.uniform(0, 0.5) / math.sqrt(d)
    factors += np.eye(d) * rng.uniform(0.5, 1.5, size=(classes, parts, 1, 1))
    y, part = rng.choice(classes, _MANY, p=shares), rng.integers(parts, size=_MANY)
    x = np.einsum("nij,nj->ni", factors[y, part], rng.normal(size=(_MANY, d))) + means[y, part]
    log_p = np.empty((_MANY, classes, parts))
    for a in range(classes):
        for b in range(parts):
            white = np.linalg.solve(factors[a, b], (x - means[a, b]).T)
            log_p[:, a, b] = math.log(shares[a] / parts) - np.linalg.slogdet(factors[a, b])[1] - 0.5 * (white**2).sum(axis=0)
    joint = logsumexp(log_p, axis=2)
    terms = joint[np.arange(_MANY), y] - logsumexp(joint, axis=1) - np.log(shares[y])
    return Problem(x[:n], y[:n], float(terms.mean()))


LogOdds = Callable[[Array, int, float, Generator], Array]  # columns, classes, strength -> log-odds (rows, K)


def _waves(x: Array, phase: Array, classes: int, strength: float) -> Array:
    """Classes that follow each other along a phase (rows,)."""
    return strength * np.cos(phase[:, None] - 2 * np.pi * np.arange(classes) / classes)


def _spiral(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    turns = rng.uniform(0.5, 3) * np.hypot(x[:, 0], x[:, 1])
    return _waves(x, np.arctan2(x[:, 1], x[:, 0]) - turns, classes, strength)


def _bars(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    return _waves(x, rng.uniform(1, 5) * x[:, 0], classes, strength)


def _against_the_rest(odds: Array, classes: int) -> Array:
    """Log-odds of the first class, the others being equal."""
    return np.column_stack([odds, np.zeros((len(odds), classes - 1))])


def _signs(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    used = x[:, : min(int(rng.choice([2, 2, 3])), x.shape[1])]
    signs = np.where(used > np.median(used, axis=0), 1.0, -1.0).prod(axis=1)
    return _against_the_rest(strength / 2 * signs, classes)


def _linear(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    return x @ rng.normal(size=(x.shape[1], classes)) * strength / math.sqrt(x.shape[1]) / 2


def _quadratic(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    d = x.shape[1]
    return np.einsum("ni,kij,nj->nk", x, rng.normal(size=(classes, d, d)), x) * strength / d / 2


def _tree(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    leaf = (x[:, 0] > 0) + 2 * (x[:, 1] > 0.5) + 4 * (x[:, -1] > -0.3)
    return strength * rng.normal(size=(8, classes))[leaf]


def _radial(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    return _against_the_rest(3 * strength * (np.sqrt((x**2).mean(axis=1)) - 0.8), classes)


def _independent(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    return np.zeros((len(x), classes)) + rng.normal(size=classes)


def _rare(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    return np.column_stack([np.full(len(x), rng.uniform(2, 6)), strength * x[:, 0]])


def _sure(x: Array, classes: int, strength: float, rng: Generator) -> Array:
    return 60 * x[:, :2] @ rng.normal(size=(2, classes))


def _of(log_odds: LogOdds) -> Callable[[int, Generator], Problem]:
    """The family with these log-odds, of 2 to 15 columns, 2 to 5 classes, and strengths from .5 to 12."""

    def family(n: int, rng: Generator) -> Problem:
        classes, strength = int(rng.choice([2, 2, 3, 5])), float(np.exp(rng.uniform(math.log(0.5), math.log(12))))
        x = _columns(_MANY, int(rng.choice([2, 3, 5, 8, 15])), rng)
        odds = log_odds(x, classes, strength, rng)
        return _drawn(x, odds + 0.5 * rng.normal(size=odds.shape[1]), n, rng)

    return family


FAMILIES: dict[str, Callable[[int, Generator], Problem]] = {
    "normal classes": lambda n, rng: _normal_classes(n, rng, 1),
    "mixed classes": lambda n, rng: _normal_classes(n, rng, 2),
    "spiral": _of(_spiral),
    "bars": _of(_bars),
    "signs": _of(_signs),
    "linear": _of(_linear),
    "quadratic": _of(_quadratic),
    "tree": _of(_tree),
    "radial": _of(_radial),
    "independent": _of(_independent),
    "rare": _of(_rare),
    "sure": _of(_sure),
}


def problem(family: str, number: int, most: int = 2000) -> Problem:
    """A problem of a family, of 40 to `most` rows and at least two classes that occur."""
    rng = np.random.default_rng([list(FAMILIES).index(family), number])
    while True:
        found = FAMILIES[family](int(np.exp(rng.uniform(math.log(40), math.log(most)))), rng)
        if len(np.unique(found.labels)) > 1:
            return found


class Judged(NamedTuple):
    """What one problem shows.

    Attributes
    ----------
    needs : float
        The least factor with which the upper end holds.
    holds : bool
        Whether the lower end holds.
    middle, scale, lower, most : float
        The upper end is the middle plus a factor times the scale, at most `most`.
    """

    needs: float
    holds: bool
    middle: float
    scale: float
    lower: float
    most: float


def judge(found: Problem, fast: bool) -> Judged:
    """Measure one problem."""
    evidence = gathered(found.numbers, symbols(found.labels), np.random.default_rng(99), fast)
    lower = max(evidence.bound.nats - SD * evidence.bound.stderr, 0.0)
    middle, most = evidence.value + evidence.unresolved, evidence.entropy.upper
    needs = (found.nats - middle) / evidence.scale if found.nats <= most else math.inf
    return Judged(needs, lower <= found.nats, middle, evidence.scale, lower, most)


def factor(needs: dict[str, Array]) -> float:
    """The quantile of what the problems need, each family with the same weight."""
    values = np.concatenate(list(needs.values()))
    weights = np.concatenate([np.full(len(one), 1 / len(one)) for one in needs.values()])
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weights[order]), QUANTILE * weights.sum())])


def main(problems: int = 60) -> None:
    """Print the factor of all families, and the coverage of each by the factor of the others."""
    for fast in (False, True):
        judged = {family: [judge(problem(family, i), fast) for i in range(problems)] for family in FAMILIES}
        needs = {family: np.array([one.needs for one in found]) for family, found in judged.items()}
        print(f"fast={fast}: factor {factor(needs):.2f}")
        for family, found in judged.items():
            others = factor({name: one for name, one in needs.items() if name != family})
            covered = np.mean([one.needs <= others and one.holds for one in found])
            halves = [(min(one.middle + others * one.scale, one.most) - one.lower) / 2 for one in found]
            print(f"  {family:15s} coverage {covered:.3f}, median half width {np.median(halves):.3f}", flush=True)


if __name__ == "__main__":
    main()
