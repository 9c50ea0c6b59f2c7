"""What to draw beside the plane: how well gradients agree, and whether layers keep the same neighbours.

Signal-to-noise ratio of a layer's gradient over batches b, with g_b the gradient of the loss on batch b:

    SNR = |mean_b g_b| / sqrt(sum of variances_b g_b).

It is large while all batches pull one way (drift, "fitting") and small when they cancel (diffusion).

Neighbour similarity of two layers: the mean over samples of the share of their k nearest neighbours that both layers have.

References: R. Shwartz-Ziv and N. Tishby (2017), arXiv 1703.00810, section 3.3; for the neighbour sets, C. Wang et al.,
Understanding the differences of neural representations by neighbourhood overlap (2020), arXiv 2005.11924 gives the idea.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike
from scipy.spatial import KDTree
from torch import Tensor, nn

from .noise import randomness


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
        Names of submodules; those without parameters are left out.
    *seed : int
        Dropout and noise follow from it.
    """
    if len(batches) < 2:
        raise ValueError(f"The noise of a gradient is seen between batches: give at least two; got {len(batches)}.")
    modules = dict(model.named_modules())
    parameters = {layer: list(modules[layer].parameters()) for layer in layers}
    parameters = {layer: own for layer, own in parameters.items() if own}
    flat = [parameter for own in parameters.values() for parameter in own]
    training, gradients = model.training, []
    model.train()
    with randomness(*seed):
        for x, y in batches:
            found = torch.autograd.grad(loss(model(x), y), flat, allow_unused=True)
            gradients.append([torch.zeros_like(p) if g is None else g for p, g in zip(flat, found, strict=True)])
    model.train(training)
    ratios, start = {}, 0
    for layer, own in parameters.items():
        end = start + len(own)
        stacked = torch.stack([torch.cat([g.flatten() for g in one[start:end]]) for one in gradients]).double()
        spread = stacked.var(0).sum().sqrt()
        ratios[layer] = float(stacked.mean(0).norm() / spread) if spread > 0 else float("nan")
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
        # The point itself comes first unless another coincides with it.
        neighbours.append([set(row.tolist()) - {own} for own, row in enumerate(found)])
    pairs = zip(list(layers)[1:], neighbours, neighbours[1:], strict=False)
    return {name: float(np.mean([len(a & b) / k for a, b in zip(before, after, strict=True)])) for name, before, after in pairs}
