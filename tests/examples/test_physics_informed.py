"""The physics-informed example: its reference solution, its residual, and a short run."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from torch import Tensor, nn

from examples import physics_informed as example


def test_reference_solves_the_equation_and_its_conditions() -> None:
    # Central differences with step h have an error of order h^2 where the solution is smooth.
    h, nu = 1e-3, example.VISCOSITY
    x, t = (grid.ravel() for grid in np.meshgrid([-0.8, -0.4, 0.3, 0.7], [0.1, 0.3, 0.6]))

    def u(dx: float = 0.0, dt: float = 0.0) -> np.ndarray:
        return example.exact_solution(np.stack([x + dx, t + dt], 1))[:, 0]

    u_t, u_x, u_xx = (u(0, h) - u(0, -h)) / (2 * h), (u(h) - u(-h)) / (2 * h), (u(h) - 2 * u() + u(-h)) / h**2
    assert np.abs(u_t + u() * u_x - nu * u_xx).max() < 1e-4
    start = np.stack([x, np.full_like(x, 1e-6)], 1)
    np.testing.assert_allclose(example.exact_solution(start)[:, 0], -np.sin(np.pi * x), atol=1e-4)
    walls = np.array([[-1.0, 0.5], [1.0, 0.5], [0.0, 0.9]])
    assert np.abs(example.exact_solution(walls)).max() < 1e-9


def test_reference_has_the_published_slope() -> None:
    # C. Basdevant et al. (1986), Spectral and finite difference solutions of the Burgers equation: with viscosity 0.01 / pi
    # the slope at x = 0 is steepest at t = 1.6037 / pi, and -152.00516 there.
    h = 1e-6
    line = np.array([[-h, 1.6037 / np.pi], [h, 1.6037 / np.pi]])
    below, above = example.exact_solution(line, 0.01 / np.pi)[:, 0]
    assert abs((above - below) / (2 * h) + 152.00516) < 0.01


def test_residual_of_a_known_field() -> None:
    class Field(nn.Module):
        def forward(self, points: Tensor) -> Tensor:
            x, t = points.split(1, dim=1)
            return t * x.square()

    points = torch.tensor([[0.5, 0.2], [-0.3, 0.9]])
    x, t = points.split(1, dim=1)
    expected = x**2 + t * x**2 * 2 * t * x - example.VISCOSITY * 2 * t
    torch.testing.assert_close(example.Residual(Field())(points), expected)


def test_any_network_keeps_the_conditions() -> None:
    solution = example.Solution()
    x = torch.linspace(-1, 1, 9)[:, None]
    start = solution(torch.cat([x, torch.zeros_like(x)], 1))
    torch.testing.assert_close(start, -torch.sin(math.pi * x), atol=1e-6, rtol=0)
    walls = solution(torch.tensor([[-1.0, 0.4], [1.0, 0.7]]))
    assert float(walls.detach().abs().max()) < 1e-6


@pytest.mark.slow
def test_short_runs_lower_the_loss_and_fill_the_plane(tmp_path: Path) -> None:
    recorded = example.main(steps=20, evaluations=2, output=tmp_path, seeds=(0,), method="bounds")
    frame = pd.read_csv(tmp_path / "planes" / "physics-informed.csv")
    assert len(frame) == len(recorded.rows)
    assert set(frame["status"]) == {"ok"}
    assert frame["epoch"].unique().tolist() == [0, 20]
    estimates = frame[frame["quantity"].isin(["I(X;L)", "I(L;Y)"])]
    assert len(estimates) == 2 * 3 * 2  # epochs, layers, quantities
    assert (estimates["value"] > 4 * estimates["stderr"].fillna(0)).all()
    inputs = estimates[estimates["quantity"] == "I(X;L)"]
    assert set(inputs["method"]) == {"noise"} and (inputs["value"] > 0.5).all()
    assert (inputs["value"] <= inputs["upper"] + 3 * inputs["stderr"]).all()
    for _, run in frame[frame["quantity"] == "loss"].set_index("epoch").groupby("seed"):
        assert run["value"][20] < run["value"][0]
    even = frame[frame["quantity"] == "homogeneity of residuals"]["value"]
    assert even.between(0.01, 1.0).all() and even.nunique() == 2
    assert not (frame["quantity"] == "H(Y)").any()  # y is continuous: there is no H(Y)
    assert (tmp_path / "figures" / "pinn_phases.png").stat().st_size > 10_000
