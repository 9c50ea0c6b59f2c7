"""A critic for inputs whose centres take few values in a column, as bits do, or saturated units.

The mean of m passes lies about its centre with variance W / m. Where centres lie on few levels, the mean says which level it
is, and the centre is then known much better than the mean. The distribution of the centres of a column is found on a grid by
expectation maximisation, from the means of all inputs. Given its mean, a centre has a posterior on the grid, of mean mu and
variance v, and a row of the input lies about mu with variance W + v. Where centres have a smooth distribution this shrinks the
means as the discriminant does.

Columns of noise that is not independent are described badly: the shares of critics then leave this one out.

Reference: B. Efron, Empirical Bayes deconvolution estimates, Biometrika 2016.
"""

import numpy as np

from .critics import Moments, normal_rows
from .posterior import Critic

MOST_LEVELS = 16
_GRID = 49
_ROWS = 500  # inputs that the distribution of centres is found from
_STEPS = 25
_WIDEST = 12.0  # deviations of the noise that a column may range over: the grid is then as fine as a mean of 16 passes


def levels(moments: Moments) -> Critic:
    """The critic of independent columns, with centres on levels."""
    noise = np.diag(moments.spread)
    of_mean = np.maximum(noise / moments.passes, 1e-12)
    centres, left = moments.means.copy(), np.tile(of_mean, (len(moments.means), 1))
    some = np.linspace(0, len(centres) - 1, min(len(centres), _ROWS)).astype(np.int64)
    for k, column in enumerate(moments.means.T):
        if np.ptp(column) > _WIDEST * np.sqrt(noise[k]):
            continue
        grid = np.linspace(column.min(), column.max(), _GRID)
        likelihoods = np.exp(-0.5 * (column[:, None] - grid) ** 2 / of_mean[k])
        shares = np.full(_GRID, 1 / _GRID)
        for _ in range(_STEPS):
            found = likelihoods[some] * shares
            shares = moments.weights[some] @ (found / found.sum(axis=1, keepdims=True))
            shares /= shares.sum()
        posterior = likelihoods * (shares + 1e-12)
        posterior /= posterior.sum(axis=1, keepdims=True)
        centres[:, k] = posterior @ grid
        left[:, k] = posterior @ grid**2 - centres[:, k] ** 2
    return normal_rows(moments, centres, noise + moments.own + np.maximum(left, 0.0))
