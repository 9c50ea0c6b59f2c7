"""What to draw beside the plane: how well gradients agree, and whether layers keep the same neighbours.

Signal-to-noise ratio of a layer's gradient over batches b, with g_b the gradient of the loss on batch b:

    SNR = |mean_b g_b| / sqrt(sum of variances_b g_b).

It is large while all batches pull one way (drift, "fitting") and small when they cancel (diffusion).

Neighbour similarity of two layers: the mean over samples of the share of their k nearest neighbours that both layers have.

References: R. Shwartz-Ziv and N. Tishby (2017), arXiv 1703.00810, section 3.3; for the neighbour sets, C. Wang et al.,
Understanding the differences of neural representations by neighbourhood overlap (2020), arXiv 2005.11924 gives the idea.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy.spatial import KDTree
from torch import Tensor, nn

from infoplane.planes.models.noise import randomness

from .taps import layer_names, must_exist


def gradient_snr(
    model: nn.Module,
    batches: Sequence[tuple[Tensor, Tensor]],
    loss: Callable[[Tensor, Tensor], Tensor],
    layers: Sequence[str],
    *seed: int,
) -> dict[str, float]:
    """Signal-to-noise ratio of the gradient of every layer's parameters, in training mode; the model is left as it was.

    Parameters
    ----------
    model : nn.Module
    batches : sequence of (x, y)
        At least two.
    loss : callable
        (model output, y) -> scalar.
    layers : sequence of str
        Names of submodules; those without trainable parameters are left out.
    *seed : int
        Dropout and noise follow from it.

    Returns
    -------
    dict of str to float
        Infinite where all batches agree, NaN where none has a gradient.

    Raises
    ------
    ValueError
        If there are fewer than two batches, or a name is no submodule.
    """
    if len(batches) < 2:
        raise ValueError(f"The noise of a gradient is seen between batches: give at least two; got {len(batches)}.")
    for layer in layers:
        must_exist(layer, layer_names(model))
    modules = dict(model.named_modules())
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
    """Of every layer but the first: the share of its k nearest neighbours that are neighbours in the layer before too.

    Parameters
    ----------
    layers : mapping of str to array (n, d)
        In order; row i of each belongs to one sample.
    k : int
    """
    neighbours = []
    for name, values in layers.items():
        points = np.asarray(values, dtype=np.float64)
        if not 0 < k < len(points):
            raise ValueError(f"Needs 0 < k < n; got k={k} for {len(points)} rows of {name!r}.")
        found = KDTree(points).query(points, k + 1)[1]
        # The point itself comes first, unless so many others coincide with it that it is not among them.
        neighbours.append([set([other for other in row if other != own][:k]) for own, row in enumerate(found.tolist())])
    pairs = zip(list(layers)[1:], neighbours, neighbours[1:], strict=False)
    return {name: float(np.mean([len(a & b) / k for a, b in zip(before, after, strict=True)])) for name, before, after in pairs}


@contextmanager
def _training(model: nn.Module) -> Iterator[None]:
    """Training mode inside; afterwards every flag and running moment is what it was."""
    flags = {module: module.training for module in model.modules()}
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers()]
    model.train()
    try:
        yield
    finally:
        for module, flag in flags.items():
            module.training = flag
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)
