"""How strong a dependence KSG still resolves.

Neighbours cannot resolve a dependence that is sharper than the distances between them: KSG then is too low, by nats, with a
small standard error. On unknown data nobody sees that. But a normal pair of as many rows and columns, and of the MI that was
found, shows whether KSG could have found it at all. On codes of images it falls short by several times as much.
"""

import numpy as np

from infoplane.distributions import CorrelatedNormal

from .ksg import KSG


def short_of_normal(estimator: KSG, nats: float, n: int, x_dim: int, y_dim: int) -> float:
    """By how many nats the estimator is too low on a normal pair of this MI, with n rows and so many columns.

    The pair is drawn from a fixed seed, so that an estimate stays deterministic.

    Examples
    --------
    >>> print(f"{short_of_normal(KSG(), 1.0, n=2000, x_dim=1, y_dim=1):.1f}")
    0.0
    >>> short_of_normal(KSG(), 6.0, n=2000, x_dim=4, y_dim=4) > 1
    True
    """
    x, y = CorrelatedNormal.with_mutual_information(nats, x_dim, y_dim).sample(n, rng=0)
    return nats - estimator.estimate_checked(x, y, np.random.default_rng(0)).nats
