"""Distributions of a layer and labels whose I(L;Y) is known: a mean of the true ln p(y | l) / p(y) over many draws."""

from collections.abc import Callable

import numpy as np
from scipy.special import expit, logsumexp

from infoplane.estimators.twins.elliptical import log_density

Rng = np.random.Generator
Posterior = Callable[[np.ndarray], np.ndarray]
Draw = Callable[[int, Rng], np.ndarray]
_DRAWS = 200_000


class FromPosterior:
    """L by a sampler, Y | L by its probabilities (n, K)."""

    def __init__(self, draw: Draw, posterior: Posterior) -> None:
        self.draw, self.posterior = draw, posterior

    def sample(self, n: int, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
        layer = self.draw(n, rng)
        below = np.cumsum(self.posterior(layer), axis=1)[:, :-1]
        return layer, (rng.random(n)[:, None] > below).sum(axis=1)

    def true_mi(self) -> float:
        p = self.posterior(self.draw(_DRAWS, np.random.default_rng(99)))
        return float((p * np.log(np.maximum(p, 1e-300) / p.mean(axis=0))).sum(axis=1).mean())


class Classes:
    """Normal classes; each is a list of (mean, covariance) of equal weight."""

    def __init__(self, shares: list[float], *components: list[tuple[np.ndarray, np.ndarray]]) -> None:
        self.shares, self.components = np.array(shares), components

    def sample(self, n: int, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
        y = rng.choice(len(self.shares), n, p=self.shares)
        layer = np.empty((n, len(self.components[0][0][0])))
        for label, parts in enumerate(self.components):
            which = np.where(y == label, rng.integers(len(parts), size=n), -1)
            for place, (mean, covariance) in enumerate(parts):
                rows = which == place
                layer[rows] = mean + rng.standard_normal((rows.sum(), len(mean))) @ np.linalg.cholesky(covariance).T
        return layer, y

    def true_mi(self) -> float:
        layer, y = self.sample(_DRAWS, rng=np.random.default_rng(99))
        joint = np.column_stack(
            [
                np.log(share)
                + logsumexp([log_density(layer - mean, own, np.inf) - np.log(len(parts)) for mean, own in parts], axis=0)
                for share, parts in zip(self.shares, self.components, strict=True)
            ]
        )
        return float((joint[np.arange(len(y)), y] - logsumexp(joint, axis=1) - np.log(self.shares[y])).mean())


def simple(means: np.ndarray, covariance: np.ndarray | None = None, shares: list[float] | None = None) -> Classes:
    """One normal distribution a class, with one covariance."""
    covariance = np.eye(len(means[0])) if covariance is None else covariance
    return Classes(shares or [1 / len(means)] * len(means), *([(np.asarray(mean, float), covariance)] for mean in means))


def two(p: np.ndarray) -> np.ndarray:
    return np.column_stack([1 - p, p])


def _ring(n: int, rng: Rng) -> np.ndarray:
    angle, radius = rng.uniform(0, 2 * np.pi, n), rng.uniform(0.2, 2, n)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _spiral(n: int, rng: Rng) -> np.ndarray:
    t = rng.uniform(0.5, 3, n)
    return np.column_stack([t * np.cos(3 * t), t * np.sin(3 * t)]) + 0.05 * rng.standard_normal((n, 2))


def _relus(n: int, rng: Rng) -> np.ndarray:
    t = rng.standard_normal(n)
    return np.maximum(np.column_stack([t, -t, t - 1, -t - 1]), 0)


_RNG = np.random.default_rng(7)
_PAIR = [(np.array([1.5, 1.5]), np.eye(2)), (np.array([-1.5, -1.5]), np.eye(2))]
_OTHER = [(np.array([1.5, -1.5]), np.eye(2)), (np.array([-1.5, 1.5]), np.eye(2))]
_CORRELATED = np.array([[1, 0.8, 0], [0.8, 1, 0], [0, 0, 1]])
DISTRIBUTIONS: dict[str, Classes | FromPosterior] = {
    "two normals": simple(np.array([[0.0], [2.0]])),
    "four corners": simple(np.array([[2, 0], [0, 2], [-2, 0], [0, -2]])),
    "ten classes in 10 columns": simple(1.2 * _RNG.standard_normal((10, 10))),
    "equal means": Classes([0.5, 0.5], [(np.zeros(5), np.eye(5))], [(np.zeros(5), 4 * np.eye(5))]),
    "own covariances": Classes(
        [0.4, 0.3, 0.3],
        [(np.zeros(3), np.diag([1, 0.1, 1]))],
        [(np.array([1.0, 0, 0]), np.diag([0.1, 1, 1]))],
        [(np.array([0, 1.0, 0]), _CORRELATED)],
    ),
    "exclusive or": Classes([0.5, 0.5], _PAIR, _OTHER),
    "rare classes": simple(np.array([[0, 0], [2.5, 0], [0, 2.5]]), shares=[0.9, 0.07, 0.03]),
    "independent": simple(np.zeros((4, 6))),
    "two of 64 columns": simple(np.column_stack([2 * _RNG.standard_normal((5, 2)), np.zeros((5, 62))])),
    "columns of all scales": simple(np.array([[0, 0, 0], [1.5e-6, 1.5, 1.5e6]]), np.diag([1e-12, 1, 1e12])),
    "120 classes": simple(6 * _RNG.standard_normal((120, 8))),
    "near atoms": simple(np.array([[0, 0], [1, 0], [1, 1]]), 1e-8 * np.eye(2), [0.5, 0.3, 0.2]),
    "ring": FromPosterior(_ring, lambda layer: two(expit(8 * (np.hypot(*layer.T) - 1.2)))),
    "checkerboard": FromPosterior(
        lambda n, rng: rng.uniform(0, 4, (n, 2)), lambda layer: two(np.where(np.floor(layer).sum(axis=1) % 2 == 0, 0.95, 0.05))
    ),
    "a step in 20 columns": FromPosterior(
        lambda n, rng: rng.standard_normal((n, 20)), lambda layer: two(np.where(layer.sum(axis=1) > 0, 0.9, 0.1))
    ),
    "heavy tails": FromPosterior(lambda n, rng: rng.standard_t(2, (n, 4)), lambda layer: two(expit(4 * np.tanh(layer[:, 0])))),
    "saturated tanh": FromPosterior(
        lambda n, rng: np.tanh(5 * rng.standard_normal((n, 3))), lambda layer: two(expit(3 * layer.sum(axis=1)))
    ),
    "spiral": FromPosterior(_spiral, lambda layer: two(expit(10 * (np.hypot(*layer.T) - 1.75)))),
    "four ReLUs of one number": FromPosterior(_relus, lambda layer: two(np.where(layer[:, 0] > 0, 0.999, 0.001))),
}
