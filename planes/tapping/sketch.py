"""A count-sketch of a wide layer: a function of the layer with few columns, so what it shows is a lower bound.

The d columns are dealt at random into q groups; each column of the sketch is the sum of a group with random signs, divided by
the square root of the size of the group. The map S has S S' = I: independent noise of one standard deviation stays so.

Reference: M. Charikar, K. Chen, M. Farach-Colton, Finding frequent items in data streams (2002).
"""

import numpy as np
import torch
from torch import Tensor

COLUMNS = 256


class Sketch:
    """The map from d columns to at most `columns`. A layer that is no wider is left as it is.

    Parameters
    ----------
    width : int
        d.
    columns : int
    seed : int
        The groups and the signs follow from it and from d.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes.tapping.sketch import Sketch
    >>> Sketch(10_000, columns=64)(torch.zeros(5, 10_000)).shape
    torch.Size([5, 64])
    """

    def __init__(self, width: int, columns: int = COLUMNS, seed: int = 0) -> None:
        if columns < 1:
            raise ValueError(f"A sketch needs at least one column; got {columns}.")
        self.columns = None if width <= columns else columns
        if self.columns is None:
            return
        rng = np.random.default_rng([seed, width])
        each = -(-width // columns)
        # Places past the width stand for no column: their sign is 0.
        order = np.full(each * columns, 0)
        signs = np.zeros(each * columns)
        places = np.arange(width)  # place p is in group p % columns, so the groups differ by one column at most
        order[places], signs[places] = rng.permutation(width), rng.choice([-1.0, 1.0], width)
        sizes = np.bincount(places % columns, minlength=columns)
        self.order = torch.as_tensor(order)
        self.signs = torch.as_tensor(signs / np.sqrt(np.tile(sizes, each)))

    def __call__(self, values: Tensor) -> Tensor:
        """The sketch (n, columns) of values (n, d)."""
        if self.columns is None:
            return values
        dealt = values[:, self.order.to(values.device)] * self.signs.to(values.device, values.dtype)
        return dealt.reshape(len(values), -1, self.columns).sum(1)
