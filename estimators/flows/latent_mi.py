"""Latent mutual information (LMI): two encoders keep the information that X and Y share; KSG estimates it from the codes.

Encoders z = e(x), w = f(y) are trained so that decoders rebuild both x and y from z, and both from w:

    minimise  |x - D_xx(z)|^2 + |y - D_yx(z)|^2 + |x - D_xy(w)|^2 + |y - D_yy(w)|^2,

the errors of x in units of the variance of x, those of y in units of the variance of y. The estimate is that of KSG between
the codes of pairs that the networks were not trained on. It is at most I(X;Y), up to the error of KSG, and close to it where
a few dimensions carry the dependence.

The estimate is too low in two cases: if the code is short and the shared part is small in the variance of X or of Y; and at
strong dependence, where KSG is too low.

Reference: G. Gowri, X.-K. Lun, A. M. Klein, P. Yin, Approximating mutual information of high-dimensional variables using
learned representations, NeurIPS 2024, arXiv 2409.02732.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np
import torch
from torch import Tensor, nn

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.device import resolve_device
from infoplane.estimators.neighbours.ksg import KSG
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.pair_splits import Pairs, pair_splits
from infoplane.estimators.training.rows import batches
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.training.settings import TrainingSettings
from infoplane.estimators.validation import Sample


@dataclass(frozen=True)
class LatentMI(TrainingSettings, CheckedEstimator):
    """Mutual information between codes from which both x and y can be rebuilt.

    Its estimates have `converged`; `stderr` and `ceiling` are those of KSG. `details` holds those of KSG, steps, best_step,
    seconds, and the mean share of variance that the decoders miss on the three splits: unexplained_train,
    unexplained_select, unexplained_report.

    Parameters
    ----------
    n_components : int
        Dimension of each code.
    k : int
        Neighbours of KSG.
    hidden : int
        Width of the two hidden layers of every network.
    **settings
        Those of `TrainingSettings`: learning_rate, batch_size, max_steps, patience, select, report, max_seconds, device,
        progress.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = LatentMI(n_components=1, max_steps=60).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    n_components: int = 8
    k: int = 3
    hidden: int = 128
    _: KW_ONLY
    learning_rate: float = 3e-3
    report: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("n_components", "hidden"):
            if getattr(self, field) < 1:
                raise ValueError(f"LatentMI needs {field} >= 1; got {getattr(self, field)}.")
        KSG(self.k)

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples; class labels become one-hot vectors, images rows of pixels.

        Raises
        ------
        ValueError
            If x or y is constant, or a split would be too small.
        TrainingDivergedError
            If the loss stops being finite.
        """
        generator, device = torch_generator(rng), resolve_device(self.device)
        splits = pair_splits(x, y, (self.select, self.report), rng).to(device)
        widths = splits.train[0].shape[1], splits.train[1].shape[1]
        networks = build(lambda: _CrossPrediction(*widths, self.n_components, self.hidden), generator).to(device)
        variances = [sample.var(0).sum() for sample in splits.train]

        def unexplained(pairs: Pairs) -> Tensor:
            errors = [
                (rebuilt - sample).square().sum(1).mean() / variance
                for both in networks.rebuild(*pairs)
                for rebuilt, sample, variance in zip(both, pairs, variances, strict=True)
            ]
            return torch.stack(errors).mean()

        def loss(rows: Tensor, done: float) -> Tensor:
            return unexplained((splits.train[0][rows], splits.train[1][rows]))

        rows = batches(len(splits.train[0]), self.batch_size, generator, device)
        [outcome] = train(networks, rows, loss, lambda: unexplained(splits.select), self)
        with torch.no_grad():
            z, w = (code.double().cpu().numpy() for code in networks(*splits.report))
            missed = {f"unexplained_{name}": float(unexplained(pairs)) for name, pairs in splits._asdict().items()}
        found = KSG(self.k).estimate_checked(z, w, rng)
        details = {**found.details, **outcome.details(), **missed}
        return Estimate(found.nats, found.stderr, details, found.ceiling, outcome.converged)


class _CrossPrediction(nn.Module):
    """An encoder of x and one of y, and from each code a decoder to x and one to y."""

    def __init__(self, x_width: int, y_width: int, n_components: int, hidden: int) -> None:
        super().__init__()
        widths = (x_width, y_width)
        self.encoders = nn.ModuleList(_dense(width, hidden, n_components) for width in widths)
        self.from_x = nn.ModuleList(_dense(n_components, hidden, width) for width in widths)
        self.from_y = nn.ModuleList(_dense(n_components, hidden, width) for width in widths)

    def forward(self, x: Tensor, y: Tensor) -> list[Tensor]:
        """Codes (n, n_components) of x and of y."""
        return [encoder(sample) for encoder, sample in zip(self.encoders, (x, y), strict=True)]

    def rebuild(self, x: Tensor, y: Tensor) -> list[list[Tensor]]:
        """[x and y rebuilt from the code of x, x and y rebuilt from the code of y]."""
        z, w = self(x, y)
        return [[decoder(z) for decoder in self.from_x], [decoder(w) for decoder in self.from_y]]


def _dense(width_in: int, hidden: int, width_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(width_in, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, width_out)
    )
