"""The sketch keeps independent noise what it is, and is one function of the layer."""

import numpy as np
import pytest
import torch

from infoplane.planes.tapping.sketch import Sketch


@pytest.mark.parametrize("width", [65, 128, 1000, 1001])
def test_rows_are_orthonormal(width: int) -> None:
    matrix = Sketch(width, columns=64)(torch.eye(width, dtype=torch.float64))  # S'
    np.testing.assert_allclose((matrix.T @ matrix).numpy(), np.eye(64), atol=1e-12)
    assert ((matrix != 0).sum(1) == 1).all(), "every column belongs to one group"


def test_a_narrow_layer_stays() -> None:
    values = torch.randn(3, 64)
    assert Sketch(64, columns=64)(values) is values


def test_the_same_seed_gives_the_same_sketch() -> None:
    values = torch.randn(3, 300)
    assert torch.equal(Sketch(300, 64, seed=1)(values), Sketch(300, 64, seed=1)(values))
    assert not torch.equal(Sketch(300, 64, seed=1)(values), Sketch(300, 64, seed=2)(values))
    with pytest.raises(ValueError, match="at least one column"):
        Sketch(3, 0)
