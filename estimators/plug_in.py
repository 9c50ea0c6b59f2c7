"""Mutual information between labels, from the table of their counts (plug-in, or maximum-likelihood, estimator).

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
from numpy.typing import ArrayLike

from .entropies import information
from .protocol import Estimate
from .validation import as_pair, is_labels, refuse_constant


@dataclass(frozen=True)
class PlugIn:
    """Mutual information between two labels, from counts.

    Parameters
    ----------
    correct : bool
        Add the Miller-Madow correction of the bias.
    """

    correct: bool = True

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats from labels x (n,) and y (n,); deterministic, `rng` is not used.

        `details["pairs"]` is the number of pairs of labels that occur: the estimate needs many more samples than that.
        """
        x, y = as_pair(x, y)
        codes, counts, kinds = [], [], []
        for name, side in (("x", x), ("y", y)):
            if not is_labels(side):
                raise ValueError(
                    f"PlugIn needs labels, but {name} holds numbers of shape {side.shape}: encode its values as integers "
                    "of shape (n,), or take Histogram or MixedKSG."
                )
            refuse_constant(side, name)
            _, code, count = np.unique(side, return_inverse=True, return_counts=True)
            codes.append(code)
            counts.append(count[code])
            kinds.append(len(count))
        n = len(x)
        _, code, count = np.unique(codes[0] * kinds[1] + codes[1], return_inverse=True, return_counts=True)
        terms = np.log(n * (count[code] / counts[0]) / counts[1])
        if self.correct:
            terms += (kinds[0] + kinds[1] - len(count) - 1) / (2 * n)
        return information(terms, {"pairs": float(len(count))})
