"""Adam is that of torch, to the last bit where torch has the fused operation."""

import pytest
import torch

from infoplane.estimators.training.adam import Adam


def test_steps_are_those_of_torch() -> None:
    generator = torch.Generator().manual_seed(0)
    ours = [torch.randn(shape, generator=generator).requires_grad_() for shape in ((3, 4), (5,), (2, 3, 3, 3), (4,))]
    theirs = [one.detach().clone().requires_grad_() for one in ours]
    optimiser, rival = Adam(ours), torch.optim.Adam(theirs, fused=True)
    for step in range(20):
        used = 3 if step % 4 else 2  # the last one never has a gradient, and the third not always
        for parameters in (ours, theirs):
            sum(((step + 1) * one.square() + one).mean() for one in parameters[:used]).backward()
        optimiser.step(0.1 / (step + 1))
        rival.param_groups[0]["lr"] = 0.1 / (step + 1)
        rival.step()
        rival.zero_grad()
        assert all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))
        assert all(one.grad is None for one in ours)


def test_steps_without_the_fused_operation_are_the_same_up_to_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, others = (torch.linspace(-1, 1, 12).reshape(3, 4).requires_grad_() for _ in range(2))
    fused, plain = Adam([ours]), Adam([others])
    for _ in range(20):
        for one in (ours, others):
            (one.square() + one).mean().backward()
        fused.step(0.1)
        with monkeypatch.context() as patch:
            patch.delattr(torch, "_fused_adam_")
            plain.step(0.1)
    assert torch.allclose(ours, others, rtol=1e-5, atol=1e-6)
    assert ours.mean() < -0.4  # the minimum is at -1/2; they begin around 0


def test_nothing_moves_without_gradients() -> None:
    weight = torch.ones(2, requires_grad=True)
    Adam([weight]).step(0.1)
    assert weight.tolist() == [1, 1]
