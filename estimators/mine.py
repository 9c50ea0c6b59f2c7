"""Mutual information neural estimation (MINE): the Donsker-Varadhan bound with a trained critic.

    I(X;Y) >= E T(X, Y) - ln E e^{T(X, Y')},    Y' independent of X,

maximised over networks T. The gradient of the logarithm uses a moving average of E e^T over batches, as the paper
proposes. What is reported is the bound on a split that neither trained the critic nor chose its weights: on the data it
was trained on, a network reaches any value (rectangle images with a true 0.1 nats gave 1.2 nats).

It fails, downwards, where the truth comes near ln of the number of pairs, where the sample is too small to learn from,
and where `details["converged"]` is 0: more steps would have gained. It is a lower bound in expectation up to the upward
bias of the logarithm of a mean.

Reference: M. I. Belghazi et al., Mutual Information Neural Estimation, ICML 2018, arXiv 1801.04062.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from .bounds import (
    corrected_donsker_varadhan,
    donsker_varadhan,
    donsker_varadhan_stderr,
    moving_log_average,
)
from .critics import Critic
from .protocol import Estimate
from .training import Settings, build, resolve_device, split, standardisation, torch_generator, train
from .validation import as_pair, continuous_pair, is_labels

_SHIFTS = 20  # pairs of the marginals scored for every joint pair when a split is judged
_CHUNK = 1024  # images a tower embeds at a time


@dataclass(frozen=True)
class MINE:
    """Mutual information by a critic trained on the Donsker-Varadhan bound.

    Parameters
    ----------
    hidden, layers : int
        Width and number of hidden layers of the critic's dense head.
    learning_rate : float
        Peak step size of Adam under the one-cycle schedule of `training`.
    batch_size, max_steps : int
        Pairs a step, and steps of a full run.
    negatives : int
        Pairs of the marginals for every joint pair of a batch.
    patience : int, optional
        Looks at the select split (of 50 in a full run) without a gain before stopping; None never stops early.
    ema : float
        Rate of the moving average in the gradient; 1 is the plain, biased gradient.
    select, report : float
        Shares of the pairs that choose the weights, and that the reported value is measured on.
    max_seconds : float, optional
        Stop after this long; the result then depends on the machine's speed.
    device : {"auto", "cpu", "cuda"}
    critic : {"auto", "dense", "convolutional"}
        "auto" takes convolutional towers for sides that are images, (n, height, width) or (n, channels, height, width).
    progress : bool
        Show a progress bar on a terminal.
    """

    hidden: int = 100
    layers: int = 2
    learning_rate: float = 1e-3
    batch_size: int = 512
    max_steps: int = 2000
    negatives: int = 1
    patience: int | None = 10
    ema: float = 0.01
    select: float = 0.2
    report: float = 0.2
    max_seconds: float | None = None
    device: str = "auto"
    critic: Literal["auto", "dense", "convolutional"] = "auto"
    progress: bool = False

    def __post_init__(self) -> None:
        for name in ("hidden", "layers", "negatives"):
            if getattr(self, name) < 1:
                raise ValueError(f"MINE needs {name} >= 1; got {getattr(self, name)}.")
        if not 0 < self.ema <= 1:
            raise ValueError(f"MINE needs 0 < ema <= 1; got {self.ema}.")
        if min(self.select, self.report) <= 0 or self.select + self.report >= 1:
            raise ValueError(
                f"select and report must be positive shares that sum to less than 1; got {self.select}, {self.report}."
            )
        if self.batch_size <= self.negatives:
            raise ValueError(f"MINE needs negatives < batch_size; got {self.negatives} and {self.batch_size}.")
        if self.critic not in ("auto", "dense", "convolutional"):
            raise ValueError(f'critic must be "auto", "dense" or "convolutional"; got {self.critic!r}.')
        self._settings()

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats from x (n, *shape) and y (n, *shape); class labels enter one-hot.

        `details`: steps, best_step, converged (1 or 0), dv_train, dv_select, dv_report, ceiling (ln of the number of
        marginal pairs judged), parameters, seconds.

        Raises
        ------
        ValueError
            If a side is constant or the splits would be too small.
        TrainingDivergedError
            If the bound stops being finite.
        """
        rng = np.random.default_rng(rng)
        x, y = (_one_hot(side) if is_labels(side) else side for side in as_pair(x, y))
        continuous_pair(x, y, "MINE")
        generator, device = torch_generator(rng), resolve_device(self.device)
        parts = split(len(x), (self.select, self.report), rng)
        sides = [self._shaped(side, name, parts[0]) for side, name in ((x, "x"), (y, "y"))]
        learn, select, report = ([torch.from_numpy(side[rows]).to(device) for side in sides] for rows in parts)
        x_shape, y_shape = (side.shape[1:] for side in sides)
        critic = build(lambda: Critic(x_shape, y_shape, self.hidden, self.layers), generator).to(device)
        negatives = min(self.negatives, len(learn[0]) - 1)
        log_average: Tensor | None = None

        def loss(rows: Tensor, done: float) -> Tensor:
            nonlocal log_average
            rows = rows.to(device)
            codes = critic.embed(learn[0][rows], learn[1][rows])
            # Rows are in random order, so shifting one side by less than a batch pairs each x with strangers' y.
            marginal = _shifted_scores(critic, codes, range(1, negatives + 1))
            log_average = moving_log_average(log_average, marginal, self.ema)
            return -corrected_donsker_varadhan(critic.score(*codes), marginal, log_average)

        outcome = train(
            critic,
            len(learn[0]),
            loss,
            lambda: -float(donsker_varadhan(*_scores(critic, select)[:2])),
            self._settings(),
            generator,
            self.progress,
        )
        with torch.no_grad():
            joint, marginal, shifts = _scores(critic, report)
            nats = float(donsker_varadhan(joint, marginal))
            details = {
                "steps": float(outcome.steps),
                "best_step": float(outcome.best_step),
                "converged": float(outcome.converged),
                "dv_train": float(donsker_varadhan(*_scores(critic, learn)[:2])),
                "dv_select": float(donsker_varadhan(*_scores(critic, select)[:2])),
                "dv_report": nats,
                "ceiling": math.log(marginal.numel()),
                "parameters": float(sum(weight.numel() for weight in critic.parameters())),
                "seconds": outcome.seconds,
            }
            return Estimate(nats, donsker_varadhan_stderr(joint, marginal, shifts), details)

    def _settings(self) -> Settings:
        return Settings(self.max_steps, self.batch_size, self.learning_rate, self.patience, 0.01, self.max_seconds)

    def _shaped(self, side: NDArray[Any], name: str, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The side standardised by its train rows, as (n, d) or (n, channels, height, width)."""
        image = side.ndim in (3, 4)
        if self.critic == "convolutional" and not image:
            raise ValueError(
                f'critic="convolutional" needs images (n, height, width); {name} has shape {side.shape}. Take "auto".'
            )
        mean, scale = standardisation(side[rows], name)
        side = ((side - mean) / scale).astype(np.float32)
        if self.critic == "dense" or not image:
            return side.reshape(len(side), -1)
        return side[:, None] if side.ndim == 3 else side


def _scores(critic: Critic, sides: list[Tensor]) -> tuple[Tensor, Tensor, list[int]]:
    """Scores of the joint pairs (n,), of marginal pairs (n, shifts), and the shifts, spread evenly over 1..n-1."""
    pairs = zip(sides[0].split(_CHUNK), sides[1].split(_CHUNK), strict=True)
    codes = tuple(torch.cat(parts) for parts in zip(*(critic.embed(*pair) for pair in pairs), strict=True))
    n = len(codes[0])
    shifts = sorted({1 + index * (n - 1) // _SHIFTS for index in range(_SHIFTS)})
    return critic.score(*codes), _shifted_scores(critic, codes, shifts), shifts


def _shifted_scores(critic: Critic, codes: tuple[Tensor, ...], shifts: Any) -> Tensor:
    """Column s holds the scores of x_i with y_{i + shift_s}: a derangement for every shift in 1..n-1."""
    return torch.stack([critic.score(codes[0], codes[1].roll(-shift, 0)) for shift in shifts], dim=1)


def _one_hot(labels: NDArray[Any]) -> NDArray[np.float64]:
    return (labels[:, None] == np.unique(labels)).astype(np.float64)
