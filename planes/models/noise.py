"""Gaussian noise as a layer: part of the network in training and in evaluation, so that I(X; T) is finite.

    absolute:  T = t + s Z,          relative:  T = t + s |t| Z = t (1 + s Z'),         Z ~ N(0, identity).

I(X; T) of a deterministic network between continuous variables is infinite. With absolute noise, T is a mixture of equal normal
distributions, whose information is known (`infoplane.planes.layer_information`). With relative noise it is known where no entry
of t is zero.

References: Z. Goldfeld et al., Estimating Information Flow in Deep Neural Networks (2019), arXiv 1810.05728; the relative
form is that of arXiv 2305.08013.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


class GaussianNoise(nn.Module):
    """Add independent Gaussian noise to every entry, in training and in evaluation mode alike.

    Parameters
    ----------
    std : float
        Standard deviation s of the noise, or its ratio to the absolute value of the entry if relative.
    relative : bool
        Whether the noise grows with the entry. The gradient then flows through the scale of the noise too.

    Raises
    ------
    ValueError
        If std is negative, infinite or NaN.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import GaussianNoise, randomness
    >>> with randomness(0):
    ...     noisy = GaussianNoise(0.1)(torch.zeros(3))
    >>> bool((noisy != 0).all())
    True
    """

    def __init__(self, std: float, relative: bool = False) -> None:
        super().__init__()
        if not 0 <= std < math.inf:
            raise ValueError(f"The noise needs a finite std >= 0; got {std}.")
        self.std, self.relative = std, relative

    def forward(self, t: Tensor) -> Tensor:
        noise = self.std * _normal_like(t)
        return t * (1 + noise) if self.relative else t + noise

    def extra_repr(self) -> str:
        return f"std={self.std:g}{', relative=True' if self.relative else ''}"


def _normal_like(t: Tensor) -> Tensor:
    # Drawing into a flat array is ten times as fast as drawing into one in channels-last order.
    return torch.randn(t.numel(), device=t.device, dtype=t.dtype).as_strided(t.shape, torch.empty_like(t).stride())


@contextmanager
def randomness(*seed: Any) -> Iterator[None]:
    """Seed torch inside the context by these integers; afterwards the global random state is what it was before.

    Parameters
    ----------
    *seed : int
        Entropy of a `numpy.random.SeedSequence`: the seed of a run, an epoch, and so on.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import randomness
    >>> with randomness(7, 1):
    ...     first = torch.rand(2)
    >>> with randomness(7, 1):
    ...     bool((torch.rand(2) == first).all())
    True
    """
    (state,) = np.random.SeedSequence(seed).generate_state(1, np.uint64)
    with torch.random.fork_rng():
        _seed(int(state) >> 1)  # torch takes 63 bits
        yield


def _seed(seed: int) -> None:
    """As `torch.manual_seed`, which takes 0.2 ms for a traceback, in case that a GPU fails later."""
    if torch.accelerator.is_available():
        torch.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)
