"""Write a fitted autoencoder to a file of tensors, numbers and strings, and read it. The file holds no code."""

from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import torch

from .autoencoder_networks import Bottleneck, with_channels
from .brightness import Scaling
from .column_maps import ColumnMap
from .gaussianizer import Gaussianizer

Kind = TypeVar("Kind")
_NAMES = "feature_names_in_"  # of the columns of a data frame
_SCALINGS = ("scaling_", "target_scaling_")
_OBJECTS = ("network_", *_SCALINGS, "gaussianizer_", _NAMES)


def write(fitted: Any, path: str | Path) -> None:
    """Write a fitted autoencoder."""
    content = {
        "parameters": {**fitted.get_params(), "random_state": None},
        "fitted": {name: value for name, value in vars(fitted).items() if name.endswith("_") and name not in _OBJECTS},
        "names": list(getattr(fitted, _NAMES, ())),
        "network": fitted.network_.state_dict(),
        "scalings": [[torch.from_numpy(np.asarray(part)) for part in getattr(fitted, name)] for name in _SCALINGS],
        "steps": _steps(fitted.gaussianizer_),
    }
    torch.save(content, path)


def read(kind: type[Kind], path: str | Path) -> Kind:
    """The autoencoder that `write` wrote."""
    content = torch.load(path, weights_only=True)
    loaded: Any = kind(**content["parameters"])
    for name, value in content["fitted"].items():
        setattr(loaded, name, value)
    if content["names"]:
        setattr(loaded, _NAMES, np.asarray(content["names"], dtype=object))
    for name, parts in zip(_SCALINGS, content["scalings"], strict=True):
        mean, scale, *numbers = (part.numpy() for part in parts)
        setattr(loaded, name, Scaling(mean, scale, *map(float, numbers)))
    loaded.gaussianizer_ = _gaussianizer(content["steps"])
    network = Bottleneck(with_channels(loaded.input_shape_), loaded.n_components_)
    network.load_state_dict(content["network"])
    loaded.network_ = network.eval()
    return cast(Kind, loaded)


def _steps(gaussianizer: Gaussianizer | None) -> list[Any] | None:
    """Rotations and knots of a Gaussianizer."""
    if gaussianizer is None:
        return None
    return [
        (torch.from_numpy(rotation), [tuple(map(torch.from_numpy, column_map.knots)) for column_map in maps])
        for rotation, maps in gaussianizer.steps_
    ]


def _gaussianizer(steps: list[Any] | None) -> Gaussianizer | None:
    if steps is None:
        return None
    gaussianizer = Gaussianizer(rotations=len(steps) - 1)
    gaussianizer.n_features_in_ = len(steps[0][0])
    gaussianizer.steps_ = [
        (rotation.numpy(), [ColumnMap.through(*(part.numpy() for part in knots)) for knots in maps]) for rotation, maps in steps
    ]
    return gaussianizer
