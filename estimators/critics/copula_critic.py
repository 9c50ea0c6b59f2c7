"""A critic that starts from what is known: the log ratio of a copula, to which a network adds what it learns.

    T(x, y) = ln dC / (dC_x dC_y) + g(x, y),    I = E T'(X, Y),    T' = a T + b

C is a Student copula, the normal one among them, fitted to the ranks of the pairs to train on (`copula_offset`). The network g
starts at zero, and is trained on InfoNCE with an anchor, one more class for "none of these" (`bounds.anchored_info_nce`), so
that T approaches the log ratio itself and no ceiling ln K is in its way. A slope a and a shift b then bring it to scale
(`log_ratio_scale`).

The network is given the normal scores of the ranks, mapped to canonical components, and how far from the centre x and y are,
which distributions of round shape depend on. All of this is fitted to the pairs to train on, and applied to the others.

The sample is cut into folds. For each there is a critic that was trained and selected on the others, so every pair is reported
on once. Only ranks count: increasing maps of columns change nothing.

On a normal or Student copula the estimate is right before the first step of training. It is too low where g has not learnt a
dependence, as every estimator of `variational` is, and where ranks are too coarse for it: n of them cannot show more than ln n
nats for a column of x with one of y, and lose some of it from about half of that. It is no bound: where the scores are few, a
and b may err to both sides.

With fewer than some thousand rows the network may make the start worse, by more than the standard error shows. A flag says so
where the value is below the offset by more than two standard errors.

References: J. J. Ryu et al., ICLR 2026, arXiv 2510.25983, for the anchor; V. Chernozhukov et al., The Econometrics Journal 21
(2018), doi:10.1111/ectj.12097, for cross-fitting.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.gaussian.copula import relative_ranks
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Sample, continuous_pair
from infoplane.extras import needed_by

from .critic_settings import HeadSettings

if TYPE_CHECKING:
    from torch import Tensor

    from .training import TrainedCritic

_NEGATIVES = 20  # for every x that is reported on
_DEPENDENT = 1e-10  # distance of a correlation from 1
_CLEARLY = 2.0  # standard errors
_WORSE = (
    "The network has made the estimate worse: the copula alone shows {:.3f} nats on rows that it has not seen. "
    "Draw more samples, or take GaussianCopula."
)


class _Fold(NamedTuple):
    trained: TrainedCritic
    dof: float
    offset: float  # sum over the pairs that are reported on, in nats


@dataclass(frozen=True)
class CopulaCritic(HeadSettings, CheckedEstimator):
    """Mutual information by a critic that starts from the log ratio of a Student copula, cross-fitted.

    `details` holds `offset` (the mean log ratio of the copula alone, in nats), `tails` (1 over its degrees of freedom, 0 if it
    is normal), `slope` and `shift` of the scale, `folds`, and means over the folds of best_step and of the objective on the
    three splits: objective_train, objective_select, objective_report. steps and seconds are sums. The ceiling is the offset
    plus ln of the number of independent pairs that the scale is fitted to, or what ranks can show if that is less.

    Parameters
    ----------
    report : float
        Share of the rows in one fold: 1/2, 1/3, 1/4, ... There are 1/report folds.
    select : float
        Share of the rows outside a fold that choose the step whose weights are kept.
    max_seconds : float, optional
        Of all folds together.
    **settings
        Those of `HeadSettings` and `TrainingSettings`: hidden, layers, negatives, head, learning_rate, batch_size, max_steps,
        patience, device, progress.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = CopulaCritic(max_steps=50).estimate(np.exp(x), y**3, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.1
    True
    """

    _: KW_ONLY
    report: float = 1 / 3

    def __post_init__(self) -> None:
        super().__post_init__()
        if abs(1 / self.report - self.folds) > 1e-9 or self.folds < 2:
            raise ValueError(f"CopulaCritic needs a report share of 1/2, 1/3, 1/4, ...: one fold; got {self.report}.")

    @property
    def folds(self) -> int:
        """The number of folds."""
        return round(1 / self.report)

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples.

        Raises
        ------
        ValueError
            If x or y is constant or holds labels, has collinear columns, if the rows are too few for the columns, or if columns
            of x and y have the same ranks.
        TrainingDivergedError
            If the loss stops being finite.
        """
        with needed_by("CopulaCritic"):  # here, because creating an estimator must not load torch
            from infoplane.estimators.training.rows import cross_fitted

            from .log_ratio_scale import scaled_log_ratio

        x, y = continuous_pair(x, y, "CopulaCritic")
        drawn = cross_fitted(len(x), self.folds, self.select, rng)
        folds = [self._fold(x, y, rows, rng) for rows in drawn]
        scores = [fold.trained.report.double() for fold in folds]
        scaled = scaled_log_ratio(scores)
        offset = sum(fold.offset for fold in folds) / len(x)
        outcomes = [fold.trained.outcome for fold in folds]
        details = {
            "offset": offset,
            "tails": float(np.mean([1 / fold.dof for fold in folds])),
            "slope": scaled.slope,
            "shift": scaled.shift,
            "folds": float(self.folds),
            "steps": float(sum(outcome.steps for outcome in outcomes)),
            "best_step": float(np.mean([outcome.best_step for outcome in outcomes])),
            "seconds": sum(outcome.seconds for outcome in outcomes),
            **{f"objective_{split}": self._objective(folds, split) for split in ("train", "select", "report")},
            "parameters": float(folds[0].trained.parameters),
        }
        learnt = max(offset, 0.0) + math.log(sum(fold[:, 1:].numel() for fold in scores))
        shown = min(x.shape[1], y.shape[1]) * math.log(min(len(rows[0]) for rows in drawn))
        converged = all(outcome.converged for outcome in outcomes)
        # The mean log ratio of a copula over pairs that it was not fitted to is below the MI, but for its noise.
        flags = (_WORSE.format(offset),) if scaled.nats < offset - _CLEARLY * scaled.stderr else ()
        return Estimate(scaled.nats, scaled.stderr, details, min(learnt, shown), converged, flags)

    def warm_up(self) -> None:
        """Load what the first estimate would load."""
        with needed_by("CopulaCritic"):
            from . import copula_offset, log_ratio_scale, training  # noqa: F401

    def _fold(self, x: Array, y: Array, rows: list[NDArray[np.int64]], rng: np.random.Generator) -> _Fold:
        """A critic trained on the first rows, selected by the second, and its scores of the third."""
        import torch

        from infoplane.estimators.training.pair_splits import PairSplits

        from .bounds import anchored_info_nce
        from .copula_offset import CopulaOffset, FromOffset
        from .training import train_critics

        train = rows[0]
        ranks = [relative_ranks(points, points[train]) for points in (x, y)]
        offset = CopulaOffset.fitted(x[train], y[train])
        given = _given(ranks, train)
        codes = offset.codes(*ranks)
        x_columns, y_columns = (
            torch.from_numpy(np.hstack(parts).astype(np.float32)) for parts in zip(given, codes, strict=True)
        )
        samples = PairSplits(*((x_columns[part], y_columns[part]) for part in rows))
        widths = given[0].shape[1], given[1].shape[1]

        def make(replicates: int) -> FromOffset:
            return FromOffset(offset, widths, self, replicates)

        settings = self if self.max_seconds is None else replace(self, max_seconds=self.max_seconds / self.folds)
        [trained] = train_critics([samples], [rng], settings, anchored_info_nce, anchored_info_nce, _NEGATIVES, make=make)
        x_code, y_code = (torch.from_numpy(code[rows[2]]) for code in codes)
        known = offset.score(x_code, y_code, 0)
        return _Fold(trained, offset.twin.dof, float(known.sum()))

    def _objective(self, folds: list[_Fold], split: str) -> float:
        from .bounds import anchored_info_nce

        objective: Callable[[Tensor], Tensor] = anchored_info_nce
        return float(np.mean([float(objective(getattr(fold.trained, split))) for fold in folds]))


def _given(ranks: list[Array], train: NDArray[np.int64]) -> list[Array]:
    """What the network is given of x and of y: canonical components of the normal scores, and the distance from the centre."""
    import torch

    from infoplane.estimators.training.canonical import canonical

    scores = [torch.from_numpy(ndtri(part)) for part in ranks]
    *maps, correlations = canonical(scores[0][train], scores[1][train])
    if float(correlations[0]) > 1 - _DEPENDENT:
        raise ValueError(
            "Ranks of x and y are linearly dependent: their mutual information is infinite. Remove the columns that x and y "
            "share."
        )
    given = []
    for part, to_components in zip(scores, maps, strict=True):
        components = ((part - part[train].mean(0)) @ to_components).numpy()
        d = components.shape[1]
        # Nearly standard normal if the components are normal.
        distance = math.sqrt(2) * (np.sqrt((components**2).sum(axis=1, keepdims=True)) - math.sqrt(d))
        given.append(np.hstack([components, distance]))
    return given
