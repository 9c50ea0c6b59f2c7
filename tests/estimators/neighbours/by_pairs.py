"""The definitions of the neighbour estimators by all pairs, in numpy alone, with ties: slow and plain, for small samples.

The expectation over ties is by the quadrature of scipy, which the nodes of the package match to 5e-4.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from unittest.mock import patch

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import betaln, digamma

from infoplane.estimators.neighbours import atoms

Parts = list[np.ndarray]


def distances(points: np.ndarray) -> np.ndarray:
    """All distances (n, n) in the maximum norm, or 0 and infinity between labels (n,)."""
    if points.ndim == 1:
        return np.where(points[:, None] == points[None], 0.0, np.inf)
    return np.abs(points[:, None] - points[None]).max(axis=2)


@contextmanager
def atoms_allowed() -> Iterator[None]:
    """Estimates of samples that would be refused for their atoms."""
    with patch.object(atoms, "_BY_CHANCE", 1.0):
        yield


@lru_cache(maxsize=4096)
def outwards(k: int, inside: int, closed: int, share: float) -> float:
    """-E ln[q + (1 - q) V]."""
    if closed < k:
        return float(digamma(closed + 1) - digamma(k))
    if share == 0:
        return float(digamma(closed - inside + 1) - digamma(k - inside))
    a, b = k - inside, closed - k + 1
    constant = betaln(a, b)

    def integrand(v: float) -> float:
        density = math.exp((a - 1) * math.log(v) + (b - 1) * math.log1p(-v) - constant)
        return density * math.log(share + (1 - share) * v)

    return -quad(integrand, 0, 1, points=(1e-3, 1e-2, 0.1), limit=200)[0]


def terms(k: int, joint: np.ndarray, minus: Parts, plus: Parts | None = None, only: np.ndarray | None = None) -> np.ndarray:
    """psi(k) - sum psi(nx + 1) + sum psi(nz + 1) of every point, ties broken, from distances in the joint space and in parts.

    `only` (n, n) says which pairs may be neighbours.
    """
    n = len(joint)
    result = np.empty(n)
    for i in range(n):
        others = np.arange(n) != i
        candidates = others if only is None else others & only[i]
        radius = min(np.sort(joint[i, candidates])[k - 1], 1e300)
        lower, upper = radius * (1 - 1e-9), radius * (1 + 1e-9)
        inside, closed = int((joint[i, candidates] < lower).sum()), int((joint[i, candidates] <= upper).sum())
        sizes = [[((part[i] < lower) & others).sum(), ((part[i] <= upper) & others).sum()] for part in (*minus, *(plus or []))]
        signs = [-1] * len(minus) + [1] * len(plus or [])
        if radius > 0 and closed - inside == 1 and closed >= k and all(b - a <= 1 for a, b in sizes):
            result[i] = digamma(k) + sum(sign * digamma(a + 1) for sign, (a, _) in zip(signs, sizes, strict=True))
            continue
        shares = [a / b if b else 1.0 for a, b in sizes]
        given = shares[-1] if plus else 1.0
        own = [min(share / given, 1.0) if given else share for share in shares[: len(minus)]]
        value = digamma(k) + outwards(k, inside, closed, math.prod(own) * given)
        expected = brentq(lambda m, value=value: digamma(m) - value, 0.5, 2 * closed + 5, xtol=1e-12)
        shell = sum(1 - share for share in own) + 1 - given
        excess = (closed + 1 - expected) / shell if shell else 0.0
        made = [*(2 - share - given for share in own), 1 - given]
        result[i] = value + sum(
            sign * digamma(b + 1 - part * excess) for sign, (_, b), part in zip(signs, sizes, made, strict=False)
        )
    return result
