"""The mean squared difference against automatic differentiation, to the last bit."""

import pytest
import torch

from infoplane.estimators.training import mean_square as module
from infoplane.estimators.training.mean_square import mean_square


@pytest.mark.parametrize("shape", [(7,), (1, 5, 5), (3, 4, 6)], ids=str)
@pytest.mark.parametrize("at_once", [1, 10**6])
def test_values_and_gradient_are_those_of_automatic_differentiation(
    shape: tuple[int, ...], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_VALUES", at_once)
    generator = torch.Generator().manual_seed(0)
    start, wanted = torch.randn((2, 9, *shape), generator=generator)
    if len(shape) == 3:
        start, wanted = (part.contiguous(memory_format=torch.channels_last) for part in (start, wanted))
    weights = torch.randn(9, generator=generator)
    gradients, values = [], []
    for function in (mean_square, lambda a, b: (a - b).square().flatten(1).mean(1)):
        given = start.clone().requires_grad_()
        result = function(given * 1, wanted)
        (weights * result).sum().backward()
        gradients.append(given.grad)
        values.append(result.detach())
    torch.testing.assert_close(values[0], values[1], atol=0, rtol=1e-6)
    assert torch.equal(*gradients)


def test_a_second_derivative_is_refused() -> None:
    given = torch.ones(2, 3, requires_grad=True)
    result = mean_square(given * 1, torch.zeros(2, 3)).sum()
    result.backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        result.backward()
