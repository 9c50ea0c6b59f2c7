"""InfoNCE: a contrastive lower bound, of small variance and low ceiling.

    I(X;Y) >= E ln [ e^{T(x_i, y_i)} / (1/K sum_j e^{T(x_i, y_j)}) ],

where the sum runs over the joint pair and K - 1 negative samples. The value never exceeds ln K. The optimal critic is the
same for every K, so the report split uses more negative samples than a batch does: 1023, or all that the split has.

It fails as every estimator of `variational` does: the estimate is then too low.

Reference: A. van den Oord, Y. Li, O. Vinyals, arXiv 1807.03748; B. Poole et al., ICML 2019, arXiv 1905.06922.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from .bounds import BoundValue, info_nce, info_nce_value
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class InfoNCE(Variational):
    """Mutual information by a critic trained on the InfoNCE bound.

    Parameters
    ----------
    **settings
        Those of `CriticSettings` and `TrainingSettings`: hidden, layers, negatives, head, critic, learning_rate,
        batch_size, max_steps, patience, select, report, max_seconds, device, progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = InfoNCE(hidden=32, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    report_negatives: ClassVar[int] = 1023

    def objective(self) -> Callable[[Tensor], Tensor]:
        """The bound with K = 1 + negatives."""
        return info_nce

    def criterion(self, scores: Tensor) -> Tensor:
        """The bound."""
        return info_nce(scores)

    def value(self, scores: Tensor) -> BoundValue:
        """The bound."""
        return info_nce_value(scores)

    def ceiling(self, scores: Tensor) -> float:
        """ln K nats."""
        return math.log(scores.shape[1])
