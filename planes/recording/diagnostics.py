"""The agreement of gradients, to show with the plane.

The signal-to-noise ratio (SNR) of a layer's gradient, with g_b the gradient of the loss on batch b:

    SNR = |mean over b of g_b| / sqrt(sum over entries of the variance over b of g_b).

It is large while the gradients of all batches agree (drift, "fitting"), and small when they cancel (diffusion).

Reference: R. Shwartz-Ziv and N. Tishby (2017), arXiv 1703.00810, section 3.3.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from infoplane.planes.models.modes import in_mode
from infoplane.planes.models.noise import randomness
from infoplane.planes.tapping.wrappers import layer_names, own_name, unwrapped


def gradient_snr(
    model: nn.Module,
    batches: Sequence[tuple[Tensor, Tensor]],
    loss: Callable[[Tensor, Tensor], Tensor],
    layers: Sequence[str],
    *seed: int,
) -> dict[str, float]:
    """Signal-to-noise ratio of the gradient of each layer's parameters, in training mode. The model is not changed.

    Parameters
    ----------
    model : nn.Module
    batches : sequence of (x, y)
        At least two.
    loss : callable
        (model output, y) -> scalar.
    layers : sequence of str
        Names of submodules. A layer without trainable parameters is left out of the result.
    *seed : int
        Dropout and noise follow from it.

    Returns
    -------
    dict of str to float
        Infinite where the gradients of all batches are equal, NaN where all are zero.

    Raises
    ------
    ValueError
        If there are fewer than two batches, or a name is not that of a submodule.

    Examples
    --------
    The gradients of these two batches cancel:

    >>> import torch
    >>> from torch import nn
    >>> from infoplane.planes import gradient_snr
    >>> model = nn.Sequential(nn.Linear(1, 1, bias=False))
    >>> _ = nn.init.zeros_(model[0].weight)
    >>> batches = [(torch.ones(1, 1), torch.ones(1, 1)), (torch.ones(1, 1), -torch.ones(1, 1))]
    >>> gradient_snr(model, batches, nn.functional.mse_loss, ["0"])
    {'0': 0.0}
    """
    if len(batches) < 2:
        raise ValueError(f"The noise of a gradient is its variance between batches: give at least two; got {len(batches)}.")
    model, names = unwrapped(model), layer_names(model)
    modules = {layer: model.get_submodule(own_name(layer, names)) for layer in layers}
    parameters = {layer: [p for p in modules[layer].parameters() if p.requires_grad] for layer in layers}
    parameters = {layer: own for layer, own in parameters.items() if own}
    flat = [parameter for own in parameters.values() for parameter in own]
    gradients = []
    with _training(model), randomness(*seed):
        for x, y in batches:
            found = torch.autograd.grad(loss(model(x), y), flat, allow_unused=True)
            gradients.append([torch.zeros_like(p) if g is None else g for p, g in zip(flat, found, strict=True)])
    ratios, start = {}, 0
    for layer, own in parameters.items():
        end = start + len(own)
        stacked = torch.stack([torch.cat([g.flatten() for g in one[start:end]]) for one in gradients]).double()
        ratios[layer] = float(stacked.mean(0).norm() / stacked.var(0).sum().sqrt())
        start = end
    return ratios


@contextmanager
def _training(model: nn.Module) -> Iterator[None]:
    """Training mode inside the context; afterwards every training flag and buffer has its old value."""
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers()]
    try:
        with in_mode(model, training=True):
            yield
    finally:
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)
