"""What all callbacks share: the plane of a network, the epochs at which it is recorded, and the metrics beside it."""

import math
from collections.abc import Callable, Collection, Mapping
from numbers import Real
from pathlib import Path
from typing import Any, TypeAlias

from torch import nn

from infoplane.planes.recording.information_plane import InformationPlane
from infoplane.planes.tapping.wrappers import unwrapped

Planned: TypeAlias = InformationPlane | Callable[[nn.Module], InformationPlane]


class PlaneRecorder:
    """Records a plane where a training loop asks for it. The callbacks of libraries are such recorders, or hold one.

    Parameters
    ----------
    plane : InformationPlane, or function of the network that returns one
        A function, where the library builds the network at the start of the training.
    epochs : collection of int, optional
        The epochs to record, such as `measured_epochs(100, 20)`; all by default. Epoch 0 is before the training.
    path : str or Path, optional
        A CSV file, written again after every recorded epoch.

    Attributes
    ----------
    plane : InformationPlane
        From the start of the training on.
    """

    def __init__(self, plane: Planned, epochs: Collection[int] | None = None, path: str | Path | None = None) -> None:
        self.planned, self.epochs, self.path = plane, epochs, path
        self.plane: InformationPlane | None = plane if isinstance(plane, InformationPlane) else None

    def record(self, model: nn.Module, epoch: int, metrics: Mapping[str, Any]) -> None:
        """Record an epoch, if it is one of those wanted.

        Raises
        ------
        ValueError
            If the plane reads another network than the one in training.
        """
        if self.epochs is not None and epoch not in self.epochs:
            return
        if self.plane is None:
            assert not isinstance(self.planned, InformationPlane)
            self.plane = self.planned(model)
        if self.plane.taps.model not in set(unwrapped(model).modules()):
            raise ValueError(
                "The plane reads another network than the one in training: give a function of the network, as in "
                "lambda model: InformationPlane(model, x, y, layers)."
            )
        taken = {"epoch", *self.plane.parts}  # other keywords of record
        self.plane.record(
            epoch, **{name: float(value) for name, value in metrics.items() if name not in taken and _is_number(value)}
        )
        if self.path is not None:
            self.plane.save(self.path)


def _is_number(value: Any) -> bool:
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
