"""The information plane of a physics-informed network, beside its phases: fitting, diffusion, total diffusion.

The network solves the viscous Burgers equation on -1 < x < 1, 0 < t < 1. The viscosity nu = 0.1 / pi gives a steep slope and no
shock:

    u_t + u u_x = nu u_xx,    u(x, 0) = -sin(pi x),    u(-1, t) = u(1, t) = 0.

u = -sin(pi x) + t (1 - x^2) N(x, t) satisfies the conditions for any network N. So the loss is only the weighted residual,
mean (w_i r_i)^2 over points i, with the weights of `ResidualAttention`.

The network is deterministic, so I(X;L) of its layers is infinite. So Gaussian noise is added when a layer is read; the
training has no noise. The plane shows what an observer with this resolution sees. Each layer gets its own noise, so a deeper
layer may have a larger I(X;L) than the layer before it. I(L;Y) is what regressors find at points that they have not seen.
Compress-then-estimate, the method of arXiv 2305.08013, is beside it.

References: S. J. Anagnostopoulos, J. D. Toscano, N. Stergiopulos, G. E. Karniadakis, Residual-based attention and connection
to information bottleneck theory in PINNs, arXiv 2307.00379, and Learning in PINNs: phase transition, total diffusion, and
generalization, arXiv 2403.18494; for the solution, J. D. Cole, On a quasi-linear parabolic equation
occurring in aerodynamics, Quarterly of Applied Mathematics 9 (1951).
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import roots_hermite
from torch import Tensor, nn

from infoplane.benchmarks.analysis.planes import phases, summary
from infoplane.benchmarks.figures.planes import pinn_phases
from infoplane.planes import (
    GaussianNoise,
    InformationPlane,
    Recorded,
    ResidualAttention,
    gradient_snr,
    measured_epochs,
    over_seeds,
    randomness,
    residual_homogeneity,
)

VISCOSITY = 0.1 / math.pi
STD = 0.1  # of the noise when layers are read; activations lie in (-1, 1)
LAYERS = ("hidden1", "hidden2", "hidden3")
WIDTH = 20
POINTS, SHOWN, BATCHES = 1_000, 1_000, 10  # points in training, points on the plane, batches of the gradient SNR


class Solution(nn.Module):
    """u(x, t) of shape (n, 1) at points (n, 2): zero at the walls x = -1 and 1, and -sin(pi x) at t = 0."""

    def __init__(self) -> None:
        super().__init__()
        for name, before in zip(LAYERS, (2, WIDTH, WIDTH), strict=True):
            self.add_module(name, nn.Sequential(nn.Linear(before, WIDTH), nn.Tanh()))
        self.head = nn.Linear(WIDTH, 1)

    def forward(self, points: Tensor) -> Tensor:
        values = points
        for layer in self.children():
            values = layer(values)
        x, t = points.split(1, dim=1)
        return t * (1 - x.square()) * values - torch.sin(math.pi * x)


class Residual(nn.Module):
    """u_t + u u_x - nu u_xx of a solution, (n, 1) at points (n, 2)."""

    def __init__(self, solution: nn.Module, viscosity: float = VISCOSITY) -> None:
        super().__init__()
        self.solution, self.viscosity = solution, viscosity

    def forward(self, points: Tensor) -> Tensor:
        points = points.detach().requires_grad_()
        u = self.solution(points)
        (first,) = torch.autograd.grad(u.sum(), points, create_graph=True)
        u_x, u_t = first.split(1, dim=1)
        (second,) = torch.autograd.grad(u_x.sum(), points, create_graph=True)
        return u_t + u * u_x - self.viscosity * second[:, :1]


def exact_solution(points: NDArray[np.float64], viscosity: float = VISCOSITY, nodes: int = 140) -> NDArray[np.float64]:
    """u (n, 1) at points (n, 2) with t > 0: Cole's heat integrals by Gauss-Hermite quadrature."""
    z, weights = roots_hermite(nodes)
    x, t = points.T
    start = x[:, None] - 2 * np.sqrt(viscosity * t)[:, None] * z
    heat = weights * np.exp(-(1 + np.cos(np.pi * start)) / (2 * np.pi * viscosity))
    return (-(heat * np.sin(np.pi * start)).sum(1) / heat.sum(1))[:, None]


def main(
    steps: int = 4_000,
    evaluations: int = 30,
    output: Path = Path("results"),
    seeds: Sequence[int] = (0, 1, 2),
    method: Literal["bounds", "compress", "both"] = "both",
) -> Recorded:
    """Train and record for each seed; write planes/physics-informed.csv and figures/pinn_phases; return the rows."""
    recorded = over_seeds(lambda seed: run(seed, steps, evaluations, method), seeds)
    frame = recorded.frame()
    written = [summary.write(frame, output / "planes" / "physics-informed.csv")]
    written += pinn_phases.draw(frame, output / "figures")
    for seed, one in frame.groupby("seed"):
        print(f"Seed {seed}: {phases.phases_remark(one)}")
        print(*(f"  {layer}: I(X;L) {recorded.compression(layer, seed=seed)}" for layer in LAYERS), sep="\n")
    print(phases.phases_remark(frame), *recorded.remarks(), "Wrote", *written, sep="\n")
    return recorded


def run(seed: int, steps: int, evaluations: int, method: Literal["bounds", "compress", "both"]) -> InformationPlane:
    """Train one network, and record its plane."""
    rng = np.random.default_rng(seed)
    points, shown = (rng.uniform((-1, 0), (1, 1), (n, 2)) for n in (POINTS, SHOWN))
    solved = exact_solution(shown)
    x = torch.as_tensor(points, dtype=torch.float32)
    with randomness(seed):
        solution = Solution()
    residual, attention = Residual(solution), ResidualAttention()
    optimiser = torch.optim.Adam(residual.parameters(), lr=3e-3)
    taps = {name: (name, GaussianNoise(STD)) for name in LAYERS}
    plane = InformationPlane(solution, shown, solved, taps, method=method, seed=seed)
    recorded = measured_epochs(steps, evaluations)
    print(f"seed {seed}\n  step  residual^2  relative error  homogeneity  gradient SNR of", ", ".join(LAYERS))
    for step in range(steps + 1):
        values = residual(x)
        weights = attention(values)
        if step in recorded:
            batches = list(zip(x.chunk(BATCHES), weights.chunk(BATCHES), strict=True))
            snr = gradient_snr(residual, batches, weighted, [f"solution.{name}" for name in LAYERS], seed)
            ratios = dict(zip(LAYERS, snr.values(), strict=True))
            loss, error = float(values.detach().square().mean()), relative_error(solution, shown, solved)
            even = residual_homogeneity(values)
            plane.record(
                step, **{phases.LOSS: loss, pinn_phases.ERROR: error, phases.HOMOGENEITY: even, "gradient SNR": ratios}
            )
            said = (f"{ratio:9.3f}" for ratio in ratios.values())
            print(f"{step:6d}  {loss:10.2e}  {error:14.2e}  {even:11.2f} ", *said, flush=True)
        optimiser.zero_grad()
        weighted(values, weights).backward()
        optimiser.step()
    return plane


def weighted(residual: Tensor, weights: Tensor) -> Tensor:
    """The loss: mean square of the weighted residual."""
    return (weights * residual).square().mean()


@torch.no_grad()
def relative_error(solution: nn.Module, points: NDArray[np.float64], solved: NDArray[np.float64]) -> float:
    """|u - exact u| / |exact u| in the Euclidean norm over the points."""
    found = solution(torch.as_tensor(points, dtype=torch.float32)).numpy()
    return float(np.linalg.norm(found - solved) / np.linalg.norm(solved))


if __name__ == "__main__":
    main()
