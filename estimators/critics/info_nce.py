"""InfoNCE: contrastive prediction, the lower bound of smallest variance and lowest ceiling.

    I(X;Y) >= E ln [ e^{T(x_i, y_i)} / (1/K sum_j e^{T(x_i, y_j)}) ],

the sum over the pair itself and K - 1 strangers. Its value never exceeds ln K. The critic it trains holds for any K, so the
report takes more strangers than a batch does: up to 1023, as many as the split allows.

Reference: A. van den Oord, Y. Li, O. Vinyals, arXiv 1807.03748; B. Poole et al., ICML 2019, arXiv 1905.06922.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from .bounds import Reading, info_nce, read_info_nce
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class InfoNCE(Variational):
    """Mutual information by a critic trained on the InfoNCE bound; parameters of `Variational`."""

    judged: ClassVar[int] = 1023

    def ascent(self) -> Callable[[Tensor], Tensor]:
        """The bound with K = 1 + negatives."""
        return info_nce

    def criterion(self, scores: Tensor) -> Tensor:
        """The bound."""
        return info_nce(scores)

    def read(self, scores: Tensor) -> Reading:
        """The bound."""
        return read_info_nce(scores)

    def ceiling(self, scores: Tensor) -> float:
        """ln K."""
        return math.log(scores.shape[1])
