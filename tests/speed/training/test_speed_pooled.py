"""The compiled convolutions of critics against torch: they stay only as long as they are faster."""

import pytest
import torch

from infoplane.estimators.critics.towers import pooled_layer
from infoplane.estimators.critics.towers.pooled_layer import PooledConvolutions
from tests.speed.table import Table
from tests.speed.timing import in_turns

pytestmark = pytest.mark.slow

ROWS, ROUNDS = 256, 9


@pytest.mark.parametrize(("layers", "side"), [(2, 16), (3, 32)])
def test_a_tower_forwards_and_backwards(table: Table, layers: int, side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tower = PooledConvolutions(1, layers).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    images = torch.randn(ROWS, 1, side, side).contiguous(memory_format=torch.channels_last)

    def step(compiled: bool) -> None:
        monkeypatch.setattr(pooled_layer.pooled, "available", lambda: compiled)
        tower(images).sum().backward()

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        ours, rival = in_turns([lambda: step(True), lambda: step(False)], ROUNDS)
    finally:
        torch.set_num_threads(threads)
    work = f"{layers} convolutions and maxima of a critic, and their gradients, {ROWS} images of {side} x {side}; rival: torch"
    table.faster(work, ours.processor, rival.processor, 2, on_the_wall=False)
