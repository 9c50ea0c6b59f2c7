"""Diagnostics to show with the plane: agreement of gradients, and agreement of nearest neighbours between layers.

The signal-to-noise ratio (SNR) of a layer's gradient, with g_b the gradient of the loss on batch b:

    SNR = |mean over b of g_b| / sqrt(sum over entries of the variance over b of g_b).

It is large while the gradients of all batches agree (drift, "fitting"), and small when they cancel (diffusion).

The neighbour similarity of two layers is the share of the k nearest neighbours of a sample that both layers have in common,
averaged over the samples.

References: R. Shwartz-Ziv and N. Tishby (2017), arXiv 1703.00810, section 3.3; the neighbour
similarity follows the idea of C. Wang et al., Understanding the differences of neural representations by neighbourhood overlap
(2020), arXiv 2005.11924.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy.spatial import KDTree
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


def neighbour_similarity(layers: Mapping[str, ArrayLike], k: int = 10) -> dict[str, float]:
    """For each layer but the first: the share of its k nearest neighbours that are also neighbours in the layer before.

    Parameters
    ----------
    layers : mapping of str to array (n, d)
        Layers in order, as `Taps.read` gives them. Row i of every layer belongs to sample i.
    k : int
        Number of neighbours, below n.

    Returns
    -------
    dict of str to float
        Shares between 0 and 1. Independent layers have k / (n - 1) on average.

    Raises
    ------
    ValueError
        If k is below 1, or not below n.

    Examples
    --------
    A change of scale keeps all neighbours:

    >>> import numpy as np
    >>> from infoplane.planes import neighbour_similarity
    >>> points = np.random.default_rng(0).standard_normal((50, 3))
    >>> neighbour_similarity({"first": points, "second": 2 * points}, k=5)
    {'second': 1.0}
    """
    neighbours = []
    for name, values in layers.items():
        points = np.asarray(values, dtype=np.float64)
        if not 0 < k < len(points):
            raise ValueError(f"Needs 0 < k < n; got k={k} for {len(points)} rows of {name!r}.")
        found = KDTree(points).query(points, k + 1)[1]
        # The point itself is the first neighbour, unless more than k others coincide with it.
        neighbours.append([set([other for other in row if other != own][:k]) for own, row in enumerate(found.tolist())])
    pairs = zip(list(layers)[1:], neighbours, neighbours[1:], strict=False)
    return {name: float(np.mean([len(a & b) / k for a, b in zip(before, after, strict=True)])) for name, before, after in pairs}


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
