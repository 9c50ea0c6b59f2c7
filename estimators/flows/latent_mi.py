"""Latent mutual information (LMI): two encoders that learn what each side tells of the other, then neighbours.

Encoders z = e(x), w = f(y) are trained so that decoders rebuild both sides from z, and both sides from w:

    minimise  |x - D_xx(z)|^2 + |y - D_yx(z)|^2 + |x - D_xy(w)|^2 + |y - D_yy(w)|^2,

each in units of its side's variance. The estimate is KSG's between codes of pairs the networks never saw: at most
I(X;Y), up to KSG's own error, and close to it where a few dimensions carry the dependence.

It fails, downwards, where what is shared is a small part of either side's variance and the code is short, and
where KSG fails: at strong dependence.

Reference: G. Gowri, X.-K. Lun, A. M. Klein, P. Yin, Approximating mutual information of high-dimensional variables using
learned representations, NeurIPS 2024, arXiv 2409.02732.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from infoplane.estimators.device import resolve_device
from infoplane.estimators.neighbours.ksg import KSG
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.parts import three_parts
from infoplane.estimators.training.preparation import batches, build, torch_generator
from infoplane.estimators.training.settings import Settings

_TOLERANCE = 0.001  # share of the variance: the least gain that patience counts
_SPLITS = ("train", "select", "report")


@dataclass(frozen=True)
class LatentMI:
    """Mutual information between codes that predict both sides.

    Parameters
    ----------
    n_components : int
        Dimension of either code.
    k : int
        Neighbours of KSG.
    hidden : int
        Width of the two hidden layers of every network.
    learning_rate : float
        Peak step size of Adam under the one-cycle schedule of `training`.
    batch_size, max_steps : int
        Pairs a step, and steps of a full run.
    patience : int, optional
        Looks at the select split (of 50 in a full run) without a gain before stopping; None never stops early.
    select, report : float
        Shares of the pairs that choose the weights, and that the codes are compared on.
    max_seconds : float, optional
        Stop after this long; the result then depends on the machine's speed.
    device : {"auto", "cpu", "cuda"}
    progress : bool
        Show a progress bar on a terminal.
    """

    n_components: int = 8
    k: int = 3
    hidden: int = 128
    learning_rate: float = 3e-3
    batch_size: int = 256
    max_steps: int = 2000
    patience: int | None = 10
    select: float = 0.1
    report: float = 0.5
    max_seconds: float | None = None
    device: str = "auto"
    progress: bool = False

    def __post_init__(self) -> None:
        for field in ("n_components", "hidden"):
            if getattr(self, field) < 1:
                raise ValueError(f"LatentMI needs {field} >= 1; got {getattr(self, field)}.")
        KSG(self.k)
        self._settings()

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats from x (n, *shape) and y (n, *shape); class labels enter one-hot.

        `details`: steps, best_step, the mean share of variance the decoders miss on the three splits
        (unexplained_train, unexplained_select, unexplained_report), seconds. The standard error is KSG's.

        Raises
        ------
        ValueError
            If a side is constant or the splits would be too small.
        TrainingDivergedError
            If the loss stops being finite.
        """
        rng = np.random.default_rng(rng)
        generator, device = torch_generator(rng), resolve_device(self.device)
        parts = three_parts(x, y, (self.select, self.report), rng, "LatentMI")
        learn, select, report = splits = [(one.to(device), other.to(device)) for one, other in parts]
        widths = learn[0].shape[1], learn[1].shape[1]
        codes = build(lambda: _CrossPrediction(*widths, self.n_components, self.hidden), generator).to(device)
        variances = [side.var(0).sum() for side in learn]

        def unexplained(pair: tuple[Tensor, Tensor]) -> Tensor:
            errors = [
                (rebuilt - side).square().sum(1).mean() / variance
                for both in codes.rebuild(*pair)
                for rebuilt, side, variance in zip(both, pair, variances, strict=True)
            ]
            return torch.stack(errors).mean()

        order = batches(len(learn[0]), self.batch_size, generator, device)
        [outcome] = train(
            codes,
            order,
            lambda rows, done: unexplained((learn[0][rows], learn[1][rows])),
            lambda: unexplained(select),
            self._settings(),
            self.progress,
        )
        with torch.no_grad():
            z, w = (code.double().cpu().numpy() for code in codes(*report))
            missed = {f"unexplained_{name}": float(unexplained(part)) for name, part in zip(_SPLITS, splits, strict=True)}
        inner = KSG(self.k).estimate(z, w, rng)
        details = {
            "steps": float(outcome.steps),
            "best_step": float(outcome.best_step),
            **missed,
            "seconds": outcome.seconds,
        }
        return Estimate(inner.nats, inner.stderr, details, inner.ceiling, outcome.converged)

    def _settings(self) -> Settings:
        return Settings(self.max_steps, self.batch_size, self.learning_rate, self.patience, _TOLERANCE, self.max_seconds)


class _CrossPrediction(nn.Module):
    """An encoder a side, and from either code a decoder to each side."""

    def __init__(self, x_width: int, y_width: int, n_components: int, hidden: int) -> None:
        super().__init__()
        sides = (x_width, y_width)
        self.encoders = nn.ModuleList(_dense(width, hidden, n_components) for width in sides)
        self.from_x = nn.ModuleList(_dense(n_components, hidden, width) for width in sides)
        self.from_y = nn.ModuleList(_dense(n_components, hidden, width) for width in sides)

    def forward(self, x: Tensor, y: Tensor) -> list[Tensor]:
        """Codes (n, n_components) of both sides."""
        return [encoder(side) for encoder, side in zip(self.encoders, (x, y), strict=True)]

    def rebuild(self, x: Tensor, y: Tensor) -> list[list[Tensor]]:
        """From the code of x, then of y: both sides."""
        z, w = self(x, y)
        return [[decoder(z) for decoder in self.from_x], [decoder(w) for decoder in self.from_y]]


def _dense(width_in: int, hidden: int, width_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(width_in, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, width_out)
    )
