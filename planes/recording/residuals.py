"""The residuals of a physics-informed network: weights that follow them, and a number for how even they are.

A physics-informed network solves an equation by making its residual r_i small at points i. Where residuals are uneven, few
points decide the gradient. Residual-based attention gives a point a larger weight the larger its residual has been:

    w_i <- gamma w_i + eta |r_i| / max_j |r_j|,    loss = mean of (w_i r_i)^2.

How even they are is

    homogeneity = (mean of |r_i|)^2 / (mean of r_i^2),

1 if all residuals are of one size, 2 / pi = .64 for normal ones, and 1 / n if one of n points has all.

References: S. J. Anagnostopoulos, J. D. Toscano, N. Stergiopulos, G. E. Karniadakis, arXiv 2307.00379 (the weights) and
2403.18494 (residuals become even when the third phase, total diffusion, begins). The number is ours.
"""

import torch
from torch import Tensor


class ResidualAttention:
    """Weights of points that grow where residuals stay large. They start at zero.

    Parameters
    ----------
    gamma : float
        What a weight keeps from one step to the next, at least 0 and below 1.
    eta : float
        What the point of the largest residual gains in a step. So weights stay below eta / (1 - gamma).

    Attributes
    ----------
    weights : Tensor or None
        Those of the last step, of the shape of the residuals.

    Raises
    ------
    ValueError
        If a parameter is out of range; when called, if residuals are not finite or their shape has changed.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import ResidualAttention
    >>> attention = ResidualAttention(gamma=0.5, eta=1.0)
    >>> residuals = torch.tensor([-2.0, 1.0])
    >>> _ = attention(residuals)
    >>> attention(residuals)  # in the loop: (attention(residuals) * residuals).square().mean() is the loss
    tensor([1.5000, 0.7500])
    """

    def __init__(self, gamma: float = 0.999, eta: float = 0.01) -> None:
        if not (0 <= gamma < 1 and eta > 0):
            raise ValueError(f"ResidualAttention needs 0 <= gamma < 1 and eta > 0; got gamma={gamma} and eta={eta}.")
        self.gamma, self.eta = gamma, eta
        self.weights: Tensor | None = None

    def __call__(self, residuals: Tensor) -> Tensor:
        """Update the weights by the residuals of all points, and return them. No gradient passes."""
        size = _sizes(residuals)
        before = torch.zeros_like(size) if self.weights is None else self.weights
        if before.shape != size.shape:
            raise ValueError(
                f"A weight belongs to a point: there were residuals {tuple(before.shape)}, now {tuple(size.shape)}. "
                "Give all points at every step, or take one ResidualAttention for each set of points."
            )
        largest = size.max()
        share = size / largest if largest > 0 else size
        self.weights = self.gamma * before + self.eta * share
        return self.weights


def residual_homogeneity(residuals: Tensor) -> float:
    """How even residuals are: (mean |r|)^2 / mean r^2, from 1 / n to 1; NaN if all are zero.

    Raises
    ------
    ValueError
        If residuals are not finite, or there is none.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import residual_homogeneity
    >>> residual_homogeneity(torch.tensor([1.0, -1.0])), residual_homogeneity(torch.tensor([1.0, 0.0]))
    (1.0, 0.5)
    """
    size = _sizes(residuals).double()
    largest = size.max()
    if largest == 0:
        return float("nan")
    size = size / largest  # the square of a tiny residual would be zero
    return float(size.mean().square() / size.square().mean())


def _sizes(residuals: Tensor) -> Tensor:
    size = torch.as_tensor(residuals).detach().abs()
    if not size.numel() or not bool(size.isfinite().all()):
        raise ValueError("Residuals must be finite numbers, at least one: lower the learning rate if the training diverged.")
    return size
