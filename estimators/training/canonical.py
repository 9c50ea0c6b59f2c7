"""Linear maps of X and of Y to white components that correlate one by one."""

import torch
from torch import Tensor


def canonical(x: Tensor, y: Tensor, names: tuple[str, str] = ("x", "y")) -> tuple[Tensor, Tensor, Tensor]:
    """Canonical components of a sample.

    Parameters
    ----------
    x, y : Tensor of shape (n, d) and (n, m)
    names : (str, str)
        What messages call them.

    Returns
    -------
    x_map, y_map : Tensor of shape (d, d) and (m, m)
        For centred x and y on the left.
    correlations : Tensor of shape (min(d, m),)
        Those of component i of x with component i of y, largest first. No other components correlate.

    Raises
    ------
    ValueError
        If columns of x or of y are constant or collinear.

    Examples
    --------
    >>> x = torch.randn(1000, 2, generator=torch.Generator().manual_seed(0))
    >>> canonical(x, x[:, :1])[2]
    tensor([1.0000])
    """
    maps = []
    for name, sample in zip(names, (x, y), strict=True):
        values, vectors = torch.linalg.eigh(torch.cov(sample.T).reshape(sample.shape[1], -1))
        if not values[0] > 1e-10 * values[-1]:
            raise ValueError(f"{name} has constant or collinear columns: drop them, or compress first.")
        maps.append(vectors / values.sqrt())
    x_white, y_white = (x - x.mean(0)) @ maps[0], (y - y.mean(0)) @ maps[1]
    left, correlations, right = torch.linalg.svd(x_white.T @ y_white / (len(x) - 1))
    return maps[0] @ left, maps[1] @ right.T, correlations
