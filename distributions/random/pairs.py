"""Pairs (X, Y) of known mutual information, drawn from a seed: a base of some kind, and random one-to-one maps of x and y."""

from typing import NamedTuple

import numpy as np

from infoplane.distributions.independent import Independent
from infoplane.distributions.protocol import Distribution
from infoplane.distributions.pushforward import Pushforward

from .bases import KINDS
from .kinds import ELLIPTICAL, kind_of
from .maps import random_map

MAX_DIM = 8
MAX_NATS = 5.0
_INDEPENDENT = 0.08  # share of the pairs


class RandomPair(NamedTuple):
    """A distribution that was drawn at random.

    Attributes
    ----------
    distribution : Distribution
        Its mutual information is known. That of clusters is measured when it is first asked for.
    kind : str
        The kind of its base.
    elliptical : bool
        Whether the base is an elliptical distribution.
    """

    distribution: Distribution
    kind: str
    elliptical: bool


def random_pair(seed: int, index: int) -> RandomPair:
    """The pair with this index of the random pairs of a seed. Each pair depends on these two numbers alone.

    The kinds take turns. X has 1 to 8 columns, fewer being likelier, and Y as many in half of the pairs. The information asked
    for is 5 U^2 nats with a uniform U; one pair in twelve is independent, with the marginals of its kind.

    Parameters
    ----------
    seed, index : int
        Not negative.

    Examples
    --------
    >>> from infoplane.distributions import random_pair
    >>> pair = random_pair(seed=1, index=0)
    >>> x, y = pair.distribution.sample(100, rng=0)
    >>> pair.kind, x.shape == (100, *pair.distribution.x_shape)
    ('normal', True)
    """
    rng = np.random.default_rng([seed, index])
    name = kind_of(index)
    kind = KINDS[name]
    x_dim = _dimension(rng)
    y_dim = x_dim if rng.random() < 0.5 else _dimension(rng)
    x_dim, y_dim = max(x_dim, kind.least_dim), max(y_dim, kind.least_dim)
    base = kind.draw(max(MAX_NATS * rng.random() ** 2, 0.02), x_dim, y_dim, rng)
    if rng.random() < _INDEPENDENT:
        base = Independent(base)
    maps = [random_map(dim, rng, kind.heavy) for dim in (x_dim, y_dim)]
    return RandomPair(Pushforward(base, *maps), name, name in ELLIPTICAL)


def _dimension(rng: np.random.Generator) -> int:
    """1 to 8, in proportion to 1 / (d + 1)."""
    weights = 1 / np.arange(2, MAX_DIM + 2)
    return int(rng.choice(MAX_DIM, p=weights / weights.sum())) + 1
