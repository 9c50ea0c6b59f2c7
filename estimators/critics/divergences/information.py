"""f-information of pairs: the divergence of the distribution of (X, Y) from the product of its marginals, by a critic.

A critic is trained on the variational form (`forms`) of joint pairs and independent pairs, by the loop that all critics share.
The value and its standard error are computed from pairs that trained and selected nothing. "KL" is the mutual information, by
the Donsker-Varadhan bound; the others are other quantities, which must not be ranked as estimates of it.

The estimates are too low where the sample is too small to learn from. chi2 has terms as large as the square of the ratio of
densities, so its error explodes with the dependence, where that of H2 and TV, whose terms are small, stays calm. The standard
error of chi2 covers little of that, because the largest terms are mostly not in the sample.

Reference: S. Sreekumar and Z. Goldfeld, Neural estimation of statistical divergences, JMLR 23 (2022), arXiv 2110.03652.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from numpy.typing import ArrayLike

from infoplane.distributions.f_information.kinds import QUANTITIES, Kind, check_kind
from infoplane.estimators.critics.bounds import BoundValue
from infoplane.estimators.critics.variational import Variational
from infoplane.estimators.samples.kinds import Discrete
from infoplane.estimators.samples.pairing import Missing

from .estimate import DivergenceEstimate
from .forms import clipped, form_of_pairs, value_of_pairs

if TYPE_CHECKING:
    from torch import Tensor

MOST_CLIP = 40.0  # chi2 has e^(2T), which single precision holds up to T = 44


@dataclass(frozen=True, kw_only=True)
class FInformation(Variational):
    """An f-information as an estimator. `Estimate.nats` is the value: in nats for "KL", else a pure number.

    Its attribute `quantity` says what it estimates, and the harness compares it with the known value of that quantity.

    Parameters
    ----------
    kind : {"KL", "chi2", "H2", "TV"}
    clip : float, "auto" or None
        Largest size of the logarithm of the density ratio that the critic gives. "auto" is 10 for H2, whose terms are small
        and whose value would lose what lies beyond a smaller clip, and 5 for the others; at most 40. None bounds nothing.
    **settings
        Those of `CriticSettings` and `TrainingSettings`: hidden (the width), layers, negatives, head, critic, learning_rate,
        batch_size, max_steps, patience, select, report, max_seconds, device, progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, f_information_of
    >>> from infoplane.estimators import FInformation
    >>> normal = CorrelatedNormal(1, 1, (0.8,))
    >>> x, y = normal.sample(2000, rng=0)
    >>> estimate = FInformation(kind="H2", hidden=32, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - f_information_of(normal, "H2").value) < 0.1
    True
    """

    kind: Kind
    clip: float | Literal["auto"] | None = "auto"
    takes_mixed: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_kind(self.kind)
        if self.clip not in (None, "auto") and not (isinstance(self.clip, int | float) and 0 < self.clip < math.inf):
            raise ValueError(f'clip must be positive and finite, "auto", or None for no limit; got {self.clip!r}.')
        if isinstance(self.clip, int | float) and self.clip > MOST_CLIP:
            raise ValueError(f"Beyond a clip of {MOST_CLIP:g} a ratio of densities is no number any more; got {self.clip!r}.")

    @property
    def limit(self) -> float | None:
        """The clip as a number, or None."""
        if self.clip == "auto":
            return 10.0 if self.kind == "H2" else 5.0
        return self.clip

    @property
    def quantity(self) -> str:
        """What it estimates, in words."""
        return QUANTITIES[self.kind]

    def scores(self, scores: Tensor) -> Tensor:
        """The logarithm of the density ratio, within the clip."""
        return clipped(scores, self.limit)

    def objective(self) -> Callable[[Tensor], Tensor]:
        """The variational form."""
        return self.criterion

    def criterion(self, scores: Tensor) -> Tensor:
        """The variational form."""
        return form_of_pairs(self.kind, self.scores(scores))

    def value(self, scores: Tensor) -> BoundValue:
        """The variational form."""
        return value_of_pairs(self.kind, self.scores(scores))

    def ceiling(self, scores: Tensor) -> float:
        """The largest value that scores of this shape can show."""
        return self.most(scores[:, 1:].numel())

    def most(self, independent: int) -> float:
        """The largest value that the clip allows; for KL, also that so many draws of Q can show."""
        clip = math.inf if self.limit is None else self.limit
        if self.kind == "KL":
            return min(math.log(independent), 2 * clip)
        if self.kind == "chi2":
            return 2 * math.exp(clip) - 1
        return 2 - 2 * math.exp(-clip / 2) if self.kind == "H2" else math.tanh(clip)


def f_information(
    x: ArrayLike,
    y: ArrayLike,
    kind: Kind,
    *,
    rng: Any = None,
    discrete: Discrete = "auto",
    missing: Missing = "error",
    **settings: Any,
) -> DivergenceEstimate:
    """Estimate the f-information of X and Y: the divergence of p(x, y) from p(x) p(y).

    Parameters
    ----------
    x, y : array, masked array, DataFrame, Series, list or torch tensor
        Shape (n,) or (n, *shape). Row i of x belongs to row i of y; a Series or a frame is paired by its index.
    kind : {"KL", "chi2", "H2", "TV"}
        "KL" is the mutual information in nats, "H2" the squared Hellinger distance, at most 2, and "TV" at most 1.
    rng : None, int, SeedSequence or numpy.random.Generator
    discrete, missing
        As `estimate_mi` takes them.
    **settings
        Those of `FInformation`, such as `hidden`, the width of the critic, and `clip`.

    Returns
    -------
    DivergenceEstimate
        From held-out pairs alone.

    Raises
    ------
    ValueError
        If the kind is unknown, a setting is out of range, or the samples cannot be used.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> from infoplane.estimators import f_information
    >>> x, y = CorrelatedNormal(1, 1, (0.8,)).sample(2000, rng=0)
    >>> estimate = f_information(x, y, "TV", rng=0, hidden=32, max_steps=100)
    >>> abs(estimate.value - 0.396) < 0.1  # the known value
    True
    """
    found = FInformation(kind=kind, **settings).estimate(x, y, rng=rng, discrete=discrete, missing=missing)
    ceiling = math.inf if found.ceiling is None else found.ceiling
    return DivergenceEstimate(found.nats, found.stderr, kind, bool(found.converged), ceiling, found.details)
