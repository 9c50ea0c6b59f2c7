"""Mutual information by a vector field: what `MINDE`, `MMG`, `InfoBridge` and `FMMI` share.

A path leads from noise, or from independent pairs, to the pairs of the sample. A network learns a vector field along it by
least squares: the mean, given a point on the path, of what led there. Without Y the field is another than with Y, and mutual
information is an integral over the path of the difference, or of what the field does to volumes:

    I(X;Y) = integral over the path of E [ reading of the field at a pair ].

What the four estimators have in common:

* Every column is replaced by its normal scores, and x and y are mapped linearly to components that are white and correlate one
  by one (`training.canonical`). Mutual information stays.
* The field of a normal pair is known. The network learns what is to be added to it and starts at zero, so that a normal pair is
  right before the first step. Correlations that chance explains, at most (sqrt(d) + sqrt(m)) / sqrt(n), are left to the
  network. This is not in the papers, which learn the whole field.
* A batch is spread evenly over the path. The value and its standard error are taken from pairs that neither trained nor
  selected, at `nodes` positions for each, drawn anew in every part of the path.

None of them is a bound. Where the network has not learnt a sharp dependence they are too low, and more steps help; each module
says what else it is off by.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.device import resolve_device
from infoplane.estimators.gaussian.copula import normal_scores
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.training.canonical import canonical
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.rows import batches, split
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.training.settings import TrainingSettings
from infoplane.estimators.validation import Sample, is_labels, refuse_constants

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_COLUMNS = 64
_STRONGEST = 1 - 1e-6  # a correlation of 1 would leave nothing to learn
_DRAWS = 4  # of noise for every held-out pair


class Field(nn.Module, ABC):
    """A vector field on the paths to pairs (x, y) in canonical components, and the estimator's reading of it.

    Parameters
    ----------
    correlations : Tensor of shape (min(d, m),)
        Of component i of x with component i of y.
    low, high : float
        Ends of the path, as log odds.
    """

    correlations: Tensor

    def __init__(self, correlations: Tensor, low: float, high: float) -> None:
        super().__init__()
        self.register_buffer("correlations", correlations)
        self.low, self.high = low, high

    def positions(self, part: Tensor) -> Tensor:
        """Positions on the path, from numbers between 0 and 1."""
        return self.low + (self.high - self.low) * part

    @abstractmethod
    def loss(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        """Squared error of the field (n,) at one position for every pair."""

    @abstractmethod
    def reading(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        """Nats per unit of the path (n,) at one position for every pair."""

    def before_start(self) -> float:
        """Nats that the path leaves out before its first position, where the field is known."""
        return 0.0

    def start_variance(self, n: int) -> float:
        """Variance of the value that readings do not show, in nats^2, when the start was fitted to n pairs."""
        return 0.0

    @abstractmethod
    def ceiling(self) -> float:
        """The largest value in nats that the path can show."""


@dataclass(frozen=True)
class FieldBased(TrainingSettings, CheckedEstimator):
    """An estimator that learns a vector field.

    Its estimates have `ceiling` and `converged`. `details` holds steps, best_step, seconds, and the squared error of the field
    on the three splits: objective_train, objective_select, objective_report.

    Parameters
    ----------
    hidden, blocks : int
        Width of the network, and its residual blocks of two layers.
    nodes : int
        Positions on the path at which every held-out pair is read.
    lowest, highest : float
        Ends of the path, as log odds.
    **settings
        Those of `TrainingSettings`.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """

    moves_x: ClassVar[bool] = True  # what leads along the path: x, or else y; it cannot be labels

    hidden: int = 128
    blocks: int = 3
    nodes: int = 50
    lowest: float = -6.0
    highest: float = 10.0
    _: KW_ONLY
    learning_rate: float = 2e-3
    max_steps: int = 8000
    patience: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for field in ("hidden", "blocks", "nodes"):
            if getattr(self, field) < 1:
                raise ValueError(f"{type(self).__name__} needs {field} >= 1; got {getattr(self, field)}.")
        if not self.lowest < self.highest:
            raise ValueError(f"The path needs lowest < highest; got {self.lowest} and {self.highest}.")

    @abstractmethod
    def field(self, correlations: Tensor, widths: tuple[int, int]) -> Field:
        """Return an untrained field for pairs of so many columns."""

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples (n, d) of at most 64 columns each; one of them may be labels.

        Raises
        ------
        ValueError
            If both hold labels, if one has more than 64 columns, is constant or has collinear columns, or if a split would be
            too small.
        TrainingDivergedError
            If the loss stops being finite.
        """
        generator, device = torch_generator(rng), resolve_device(self.device)
        train_rows, *held_out = split(len(x), (self.select, self.report), rng)
        u, v, correlations = _components(*self._ordered(x, y), train_rows)
        splits = [(u[rows].to(device), v[rows].to(device)) for rows in (train_rows, *held_out)]
        field = build(lambda: self.field(correlations, (u.shape[1], v.shape[1])), generator).to(device)

        def squared_error(pairs: tuple[Tensor, Tensor], noise: torch.Generator) -> Tensor:
            return field.loss(*pairs, _spread(field, len(pairs[0]), noise, device), noise).mean()

        def loss(rows: Tensor, done: float) -> Tensor:
            return squared_error((splits[0][0][rows], splits[0][1][rows]), generator)

        def on(pairs: tuple[Tensor, Tensor]) -> Tensor:
            """With the same noise at every step, so that steps can be compared."""
            noise = torch.Generator().manual_seed(0)
            return torch.stack([squared_error(pairs, noise) for _ in range(_DRAWS)]).mean()

        rows = batches(len(splits[0][0]), self.batch_size, generator, device)
        [outcome] = train(field, rows, loss, lambda: on(splits[1]), self)
        with torch.no_grad():
            values = torch.stack(list(self._readings(field, splits[2], generator, device))).mean(0).double()
            errors = [float(on(pairs)) for pairs in splits]
        details = outcome.details() | dict(
            zip(("objective_train", "objective_select", "objective_report"), errors, strict=True)
        )
        variance = float(values.var()) / len(values) + field.start_variance(len(train_rows))
        stderr = math.sqrt(variance)
        return Estimate(float(values.mean()) + field.before_start(), stderr, details, field.ceiling(), outcome.converged)

    def _readings(
        self, field: Field, pairs: tuple[Tensor, Tensor], generator: torch.Generator, device: torch.device
    ) -> Iterator[Tensor]:
        """What every pair contributes, by nodes: each in its part of the path, at a position drawn for every pair."""
        for node in range(self.nodes):
            part = (node + torch.rand(len(pairs[0]), generator=generator)) / self.nodes
            yield field.reading(*pairs, field.positions(part).to(device), generator) * (self.highest - self.lowest)

    def _ordered(self, x: Sample, y: Sample) -> tuple[dict[str, Sample], dict[str, Sample]]:
        """Both by their names; labels in the place of the variable that does not move."""
        name = type(self).__name__
        refuse_constants(x, y)
        if is_labels(x) and is_labels(y):
            raise ValueError(f"{name} needs a continuous variable, but x and y hold class labels: take PlugIn.")
        if any(sample.ndim > 2 or (sample.ndim == 2 and sample.shape[1] > _MOST_COLUMNS) for sample in (x, y)):
            raise ValueError(f"{name} takes vectors (n, d) of at most {_MOST_COLUMNS} columns: wrap it in Compressed for more.")
        turned = is_labels(x if self.moves_x else y)
        return ({"y": y}, {"x": x}) if turned else ({"x": x}, {"y": y})


def _scores(name: str, sample: Sample, rows: NDArray[np.int64]) -> Tensor:
    """Normal scores of numbers; labels as columns of 0 and 1, without the first one, with which they would be collinear."""
    if not is_labels(sample):
        return torch.from_numpy(normal_scores(sample))
    classes = np.unique(sample)
    if missing := set(classes.tolist()) - set(sample[rows].tolist()):
        raise ValueError(
            f"Class {min(missing)} of {name} has no row among those to train on: merge rare classes, or drop them."
        )
    return torch.from_numpy((sample[:, None] == classes[1:]).astype(np.float64))


def _components(first: dict[str, Sample], second: dict[str, Sample], rows: NDArray[np.int64]) -> tuple[Tensor, Tensor, Tensor]:
    """Canonical components of both on the rows to train on, in single precision, and the correlations beyond chance."""
    [(one, x)], [(other, y)] = first.items(), second.items()
    points = [_scores(one, x, rows), _scores(other, y, rows)]
    *maps, correlations = canonical(points[0][rows], points[1][rows], (one, other))
    chance = sum(math.sqrt(each.shape[1]) for each in points) / math.sqrt(len(rows))
    correlations = torch.where(correlations > chance, correlations.clamp(max=_STRONGEST), 0.0)
    mapped = [((each - each[rows].mean(0)) @ to_white).float() for each, to_white in zip(points, maps, strict=True)]
    return mapped[0], mapped[1], correlations.float()


def _spread(field: Field, n: int, generator: torch.Generator, device: torch.device) -> Tensor:
    """A position for each of n pairs: one in every n-th part of the path, in random order."""
    part = (torch.randperm(n, generator=generator) + torch.rand(n, generator=generator)) / n
    return field.positions(part).to(device)
