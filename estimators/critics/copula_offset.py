"""A critic that starts from the log ratio of a copula: what it learns is added to that.

For a pair whose columns z have a Student copula (or the normal one) with dispersion S and nu degrees of freedom,

    ln dP_XY / (dP_X dP_Y) = I + ln G((nu + d)/2) + ln G(nu/2) - ln G((nu + d_x)/2) - ln G((nu + d_y)/2)
                              - (nu + d)/2 ln(1 + (m_x + q)/nu) + (nu + d_x)/2 ln(1 + m_x/nu) + (nu + d_y)/2 ln(1 + m_y/nu)

with G the gamma function, d = d_x + d_y, I the MI of normal vectors with covariance S, and

    m_x = |L_x^-1 z_x|^2,    m_y = |L_y^-1 z_y|^2,    q = |L^-1 (z_y - B z_x)|^2,

where the L are Cholesky roots of the blocks of S and of the conditional dispersion of z_y, and B are the regression
coefficients. For the normal copula this is I - (q - m_y)/2. Every x and every y has a code, and a pair needs one distance.

The fit is that of `twins.copula`: nu by held-out likelihood, correlations shrunk to the MI that sampling does not explain.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from scipy.linalg import solve_triangular
from scipy.special import gammaln
from torch import Tensor, nn

from infoplane.estimators.twins.copula import copula_quantiles, fit_copula
from infoplane.estimators.twins.elliptical import EllipticalTwin, cholesky, normal_information
from infoplane.estimators.validation import Array

from .critic_networks import HEADS, Critic
from .critic_settings import HeadSettings

DOFS = (math.inf, 40.0, 20.0, 14.0, 10.0, 7.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.5, 1.2, 1.0, 0.7, 0.5)
_HELD_OUT = 0.2  # of the rows: they choose the degrees of freedom


@dataclass(frozen=True)
class CopulaOffset:
    """The log ratio of the copula of a twin."""

    twin: EllipticalTwin

    @classmethod
    def fitted(cls, x: Array, y: Array) -> "CopulaOffset":
        """Fitted to the ranks of x (n, dx) and y (n, dy), whose rows are in random order.

        Raises
        ------
        ValueError
            If the rows are too few for the columns.
        """
        held_out, fitted = np.split(np.arange(len(x)), [int(_HELD_OUT * len(x))])
        if len(fitted) <= (columns := x.shape[1] + y.shape[1]) + 1:
            raise ValueError(
                f"A copula of {columns} columns is fitted to more than {columns + 1} samples; {len(fitted)} are left to fit "
                "to. Draw more samples, or compress first."
            )
        return cls(fit_copula(x, y, fitted, held_out, DOFS))

    def codes(self, x_ranks: Array, y_ranks: Array) -> tuple[Array, Array]:
        """Codes (n, dy + 1) from ranks between 0 and 1."""
        twin, d = self.twin, self.twin.x_dim
        zx, zy = (copula_quantiles(ranks, twin.dof) for ranks in (x_ranks, y_ranks))
        x_root, y_root = cholesky(twin.dispersion[:d, :d]), cholesky(twin.dispersion[d:, d:])
        root = cholesky(twin.dispersion)  # its lower right block is the root of the conditional dispersion
        white = solve_triangular(x_root, zx.T, lower=True)
        predicted = (root[d:, :d] @ white).T
        codes = (
            np.vstack([solve_triangular(root[d:, d:], part.T, lower=True), (other**2).sum(axis=0)])
            for part, other in ((predicted, white), (zy, solve_triangular(y_root, zy.T, lower=True)))
        )
        x_code, y_code = (code.T for code in codes)
        return x_code, y_code

    def score(self, x_code: Tensor, y_code: Tensor, shifts: int) -> Tensor:
        """Log ratios (..., n, 1 + shifts) of the pairs of x_i and y_{i + s}, the index modulo n."""
        twin = self.twin
        partners = torch.stack([y_code.roll(-shift, -2) for shift in range(shifts + 1)], -2)
        q = (partners[..., :-1] - x_code[..., None, :-1]).square().sum(-1)
        mx, my = x_code[..., -1:], partners[..., -1]
        if math.isinf(twin.dof):
            return self._constant + (my - q) / 2
        nu, dx, dy = twin.dof, twin.x_dim, twin.y_shape[0]
        alone = (nu + dx) * torch.log1p(mx / nu) + (nu + dy) * torch.log1p(my / nu)
        return self._constant + (alone - (nu + dx + dy) * torch.log1p((mx + q) / nu)) / 2

    @cached_property
    def _constant(self) -> float:
        twin = self.twin
        information = normal_information(twin.dispersion, twin.x_dim)
        if math.isinf(twin.dof):
            return information
        dx, dy = twin.x_dim, twin.y_shape[0]
        return information + float(np.dot(gammaln((twin.dof + np.array([dx + dy, 0, dx, dy])) / 2), (1, 1, -1, -1)))


class FromOffset(Critic):
    """The log ratio of a copula plus a network, which starts at zero.

    Parameters
    ----------
    offset : CopulaOffset
        Its codes are the last columns of x and of y.
    widths : (int, int)
        Columns of x and of y before them, which the network is given.
    settings : HeadSettings
    replicates : int
    """

    def __init__(self, offset: CopulaOffset, widths: tuple[int, int], settings: HeadSettings, replicates: int) -> None:
        super().__init__()
        self.offset, self.widths = offset, widths
        x_width, y_width = widths
        self.head = HEADS[settings.head]((x_width,), (y_width,), settings.hidden, settings.layers, replicates)
        # A last layer of zeros would be drawn anew by `seeding.build`.
        self.strength = nn.Parameter(torch.zeros(replicates, 1, 1))

    def embed(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings of the network, then the codes of the offset."""
        (x, x_code), (y, y_code) = (torch.tensor_split(z, [width], -1) for z, width in zip((x, y), self.widths, strict=True))
        x, y = self.head.embed(x, y)
        return torch.cat([x, x_code], -1), torch.cat([y, y_code], -1)

    def score(self, x_code: Tensor, y_code: Tensor, shifts: int) -> Tensor:
        """Scores (replicates, n, 1 + shifts) of x_i with y_{i + s} for s = 0..shifts, the index modulo n."""
        codes = self.offset.twin.y_shape[0] + 1
        (x, x_offset), (y, y_offset) = (torch.tensor_split(z, [z.shape[-1] - codes], -1) for z in (x_code, y_code))
        return self.offset.score(x_offset, y_offset, shifts) + self.strength * self.head.score(x, y, shifts)
