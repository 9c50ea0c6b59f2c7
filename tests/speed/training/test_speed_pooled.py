"""The compiled convolutions of critics against torch: they stay only as long as they are faster."""

import pytest
import torch

from infoplane.estimators.critics.towers import pooled_layer
from infoplane.estimators.critics.towers.pooled_layer import FILTERS, PooledConvolutions
from tests.speed.table import Table
from tests.speed.timing import in_turns

pytestmark = pytest.mark.slow

ROWS, ROUNDS = 256, 9


@pytest.mark.parametrize(("channels", "side"), [(1, 32), (FILTERS, 16)])
def test_a_layer_forwards_and_backwards(table: Table, channels: int, side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = PooledConvolutions(channels, 1).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    images = torch.randn(ROWS, channels, side, side).contiguous(memory_format=torch.channels_last)
    images.requires_grad_(channels == FILTERS)

    def step(compiled: bool) -> None:
        monkeypatch.setattr(pooled_layer.pooled, "available", lambda: compiled)
        layer(images).sum().backward()

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        ours, rival = in_turns([lambda: step(True), lambda: step(False)], ROUNDS)
    finally:
        torch.set_num_threads(threads)
    work = f"3x3 convolution, maximum and their gradients, {ROWS} images of {channels} x {side} x {side}; rival: torch"
    table.faster(work, ours.processor, rival.processor, 1.1, on_the_wall=False)
