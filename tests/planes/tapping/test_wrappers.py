"""Taps of networks that are compiled or run in parallel, as a whole or in part."""

import numpy as np
import torch
from torch import nn

from infoplane.planes import Taps, layer_names

INPUTS = torch.linspace(-1, 1, 30).reshape(10, 3)


def test_wrapped_networks_are_read_as_themselves() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh())
    expected = Taps(model, "1").read(INPUTS)["1"]
    compiled, parallel = torch.compile(model, backend="eager"), nn.DataParallel(model)
    for wrapped in (compiled, parallel, torch.compile(parallel, backend="eager")):
        assert layer_names(wrapped) == ["0", "1"]  # type: ignore[arg-type]
        np.testing.assert_array_equal(Taps(wrapped, "1").read(INPUTS)["1"], expected)  # type: ignore[arg-type]
    np.testing.assert_array_equal(Taps(compiled, "_orig_mod.1").read(INPUTS)["_orig_mod.1"], expected)  # type: ignore[arg-type]


def test_a_compiled_part_is_read() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.Tanh(), nn.Linear(4, 2)))
    expected = Taps(model, "1.0").read(INPUTS)["1.0"]
    model[1] = torch.compile(model[1], backend="eager")  # type: ignore[assignment]
    inside = next(name for name in layer_names(model) if name.endswith("_orig_mod.0"))
    np.testing.assert_array_equal(Taps(model, inside).read(INPUTS)[inside], expected)
