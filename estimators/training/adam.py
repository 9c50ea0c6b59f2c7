"""Adam (D. P. Kingma and J. Ba, ICLR 2015, arXiv 1412.6980) on the fused operation of torch alone.

For small networks `torch.optim.Adam` takes longer to prepare a step than to compute it: it sorts the parameters by device and
type, and calls its hooks. Here that is left out, so all parameters are on one device and of one type. The numbers are those of
`torch.optim.Adam(..., fused=True)` to the last bit. The fused operation is private to torch: where a version has none,
`torch.optim.adam.adam` takes the step, with the same numbers up to rounding.
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim.adam import adam

_DECAYS = (0.9, 0.999)  # of the means of the gradient and of its square
_SMALL = 1e-8


class Adam:
    """The state of an optimiser.

    Parameters
    ----------
    parameters : iterable of Tensor
        All on one device and of one type. Those without a gradient stay as they are.

    Examples
    --------
    >>> weight = torch.ones(1, requires_grad=True)
    >>> optimiser = Adam([weight])
    >>> (3 * weight).sum().backward()
    >>> optimiser.step(0.1)
    >>> round(weight.item(), 3), weight.grad
    (0.9, None)
    """

    def __init__(self, parameters: Iterable[Tensor]) -> None:
        self._parameters = list(parameters)
        self._means, self._squares = ([torch.zeros_like(one) for one in self._parameters] for _ in range(2))
        self._steps = [torch.zeros((), dtype=torch.float32, device=one.device) for one in self._parameters]

    @torch.no_grad()
    def step(self, learning_rate: float) -> None:
        """Move every parameter along its gradient, and forget the gradients."""
        kept = zip(self._parameters, self._means, self._squares, self._steps, strict=True)
        moved = [(one, one.grad, *state) for one, *state in kept if one.grad is not None]
        if not moved:
            return
        parameters, gradients, means, squares, steps = (list(column) for column in zip(*moved, strict=True))
        move: Callable[..., Any] = getattr(torch, "_fused_adam_", adam)
        if move is not adam:  # which counts the steps itself
            torch._foreach_add_(steps, 1)
        move(
            parameters,
            gradients,
            means,
            squares,
            [],
            steps,
            lr=learning_rate,
            beta1=_DECAYS[0],
            beta2=_DECAYS[1],
            weight_decay=0.0,
            eps=_SMALL,
            amsgrad=False,
            maximize=False,
        )
        for one in parameters:
            one.grad = None
