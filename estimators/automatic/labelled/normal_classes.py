"""Labels and normal numbers: each class has a normal distribution of its own.

    P(Y = a) = p_a,    X | Y = a ~ N(m_a, S_a),    I(X;Y) = E [ln p(X|Y) - ln sum_b p_b p(X|b)].

The covariance of a class of n_a rows is shrunk towards the common one: S_a = (n_a C_a + 2 d C) / (n_a + 2 d) in d columns.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import logsumexp

from infoplane.estimators.validation import Array, Labels

_SHRINK = 2  # a class of 2 d rows has as much weight as the common covariance
_RIDGE = 1e-3  # of the variance of each column, so that collinear columns are no error
_DRAWS = 20_000  # for the MI: its standard error is then below .01


@dataclass(frozen=True, eq=False)
class NormalClasses:
    """A distribution of numbers X (n, d) and labels Y (n,), fitted by `fitted`.

    Parameters
    ----------
    shares : array (K,)
        Probabilities of the labels, 0 for classes without rows.
    means : array (K, d)
    factors : array (K, d, d)
        Lower Cholesky factors of the covariances.

    Examples
    --------
    >>> far_apart = NormalClasses(np.array([0.5, 0.5]), np.array([[-9.0], [9.0]]), np.ones((2, 1, 1)))
    >>> print(f"{far_apart.mutual_information:.4f}")  # ln 2
    0.6931
    """

    shares: Array
    means: Array
    factors: Array
    y_shape = ()

    @classmethod
    def fitted(cls, x: Array, y: Labels, classes: int) -> "NormalClasses":
        """Fit to numbers (n, d) and labels 0 .. K-1 (n,)."""
        d = x.shape[1]
        counts = np.bincount(y, minlength=classes)
        means = np.column_stack([np.bincount(y, column, classes) for column in x.T]) / np.maximum(counts, 1)[:, None]
        centred = x - means[y]
        common = centred.T @ centred / len(x) + _RIDGE * np.diag(np.where(x.var(axis=0) > 0, x.var(axis=0), 1.0))
        factors = np.empty((classes, d, d))
        for label, count in enumerate(counts):
            own = centred[y == label]
            factors[label] = np.linalg.cholesky((own.T @ own + _SHRINK * d * common) / (count + _SHRINK * d))
        return cls(counts / len(y), means, factors)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.means.shape[1:]

    @cached_property
    def mutual_information(self) -> float:
        """In nats, a mean over draws with a fixed seed."""
        x, y = self.sample(_DRAWS, rng=0)
        log_joint = self.log_joint(x)
        own = log_joint[np.arange(len(y)), y] - np.log(self.shares[y])
        return float((own - logsumexp(log_joint, axis=1)).mean())

    def log_joint(self, x: Array) -> Array:
        """ln p(x, y) of each label, an array (n, K), without the constant of the normal density."""
        found = np.full((len(x), len(self.shares)), -np.inf)
        for label in np.flatnonzero(self.shares):
            factor = self.factors[label]
            white = solve_triangular(factor, (x - self.means[label]).T, lower=True)
            found[:, label] = np.log(self.shares[label]) - np.log(np.diag(factor)).sum() - 0.5 * (white**2).sum(axis=0)
        return found

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Labels]:
        """Draw n independent pairs: numbers (n, d) and labels (n,)."""
        rng = np.random.default_rng(rng)
        y = rng.choice(len(self.shares), size=n, p=self.shares)
        noise = rng.standard_normal((n, *self.x_shape))
        for label in np.unique(y):
            noise[y == label] = noise[y == label] @ self.factors[label].T
        return noise + self.means[y], y


@dataclass(frozen=True, eq=False)
class Exchanged:
    """A distribution with its x and y exchanged."""

    distribution: NormalClasses
    x_shape = ()

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.distribution.x_shape

    @property
    def mutual_information(self) -> float:
        return self.distribution.mutual_information

    def sample(self, n: int, *, rng: Any = None) -> tuple[Labels, Array]:
        """Draw n independent pairs: labels (n,) and numbers (n, d)."""
        numbers, labels = self.distribution.sample(n, rng=rng)
        return labels, numbers
