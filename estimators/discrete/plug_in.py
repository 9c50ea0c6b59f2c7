"""Mutual information between discrete variables, from the table of their counts (plug-in, or maximum-likelihood, estimator).

    I = sum_{ab} n_ab/n ln(n n_ab / (n_a n_b)),    Miller-Madow: I + (K_x + K_y - K_xy - 1) / (2n),

with K the numbers of labels, and of pairs of labels, that occur. The plug-in is biased up by about (K_x - 1)(K_y - 1) / (2n);
the correction removes that as far as every pair that can occur has occurred, and with fewer samples than pairs neither
serves. The standard error is the delta method's, the deviation of the pointwise terms over sqrt(n). Near independence
those terms vanish to first order, and it is then too large by about sqrt(2).

References: G. A. Miller, Note on the bias of information estimates (1955), in Information Theory in Psychology;
M. S. Roulston, Physica D 125 (1999), doi:10.1016/S0167-2789(98)00269-3, for the standard error.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from infoplane.estimators.entropies import information
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import as_pair, is_labels, refuse_constant


@dataclass(frozen=True)
class PlugIn:
    """Mutual information between labels, or rows of few distinct numbers, from counts.

    Parameters
    ----------
    correct : bool
        Add the Miller-Madow correction of the bias.
    """

    correct: bool = True

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; deterministic, `rng` is not used.

        `details["pairs"]` is the number of pairs that occur: the estimate needs many more samples than that.

        Parameters
        ----------
        x, y : array (n,) of labels, or (n, *shape) of numbers of which equal rows are one label

        Raises
        ------
        ValueError
            If more than half of the rows of numbers are distinct: they are no labels.
        """
        x, y = as_pair(x, y)
        n = len(x)
        codes, counts, kinds = [], [], []
        for name, side in (("x", x), ("y", y)):
            refuse_constant(side, name)
            code = symbols(side)
            count = np.bincount(code)
            if not is_labels(side) and 2 * len(count) > n:
                raise ValueError(
                    f"{name} has {len(count)} distinct rows of numbers in {n} samples, too many to count: take Histogram or "
                    "MixedKSG, or draw more samples."
                )
            codes.append(code)
            counts.append(count[code])
            kinds.append(len(count))
        pair = symbols(np.column_stack(codes))
        pairs = np.bincount(pair)
        terms = np.log(n * (pairs[pair] / counts[0]) / counts[1])
        if self.correct:
            terms += (kinds[0] + kinds[1] - len(pairs) - 1) / (2 * n)
        return information(terms, {"pairs": float(len(pairs))})


def symbols(rows: NDArray[Any]) -> NDArray[np.int64]:
    """Number the distinct rows of (n, *shape) that occur from 0, column by column so that no number exceeds n^2."""
    codes = np.zeros(len(rows), np.int64)
    for column in rows.reshape(len(rows), -1).T:
        values, code = np.unique(column, return_inverse=True)
        codes = np.unique(codes * len(values) + code, return_inverse=True)[1]
    return codes
