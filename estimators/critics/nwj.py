"""The bound of Nguyen, Wainwright and Jordan (NWJ, also f-GAN KL or MINE-f) with a trained critic.

    I(X;Y) >= E T(X, Y) - E e^{T(X, Y') - 1},    Y' independent of X.

Unlike Donsker-Varadhan's, the value on a held-out sample is unbiased for the bound, hence a lower bound in expectation;
its variance grows like e^I.

Reference: X. Nguyen, M. J. Wainwright, M. I. Jordan, IEEE Trans. Inf. Theory 56 (2010), arXiv 0809.0853.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bounds import Reading, nwj, read_nwj
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class NWJ(Variational):
    """Mutual information by a critic trained on the NWJ bound; parameters of `Variational`."""

    def ascent(self) -> Callable[[Tensor], Tensor]:
        """The bound."""
        return nwj

    def criterion(self, scores: Tensor) -> Tensor:
        """The bound."""
        return nwj(scores)

    def read(self, scores: Tensor) -> Reading:
        """The bound."""
        return read_nwj(scores)
