"""A physics-informed network at a shock: its error, and its residuals at the points of the training and at new points.

The equation and the network of `physics_informed`, with the published viscosity nu = 0.01 / pi. After t = 1 / pi the solution
falls from nearly 1 to nearly -1 in a layer of a few nu at x = 0. Of 1,000 points spread evenly few lie in that layer, so a
network can have small residuals at all of them and a wrong shock between them. Four trainings:

    even                points spread evenly
    near                half of the points near x = 0, with a Laplace distribution of scale 0.03
    near, decay         the same, and a learning rate that falls to zero along half a cosine
    4,000 even, decay   four times as many points spread evenly, and that learning rate

All have the weights of `ResidualAttention`. New points are spread evenly.

`python -m examples.burgers_shock` trains for some minutes on one core, and writes rows and a table into the folder of results.

Reference: S. J. Anagnostopoulos, J. D. Toscano, N. Stergiopulos, G. E. Karniadakis, Residual-based attention and connection to
information bottleneck theory in PINNs, arXiv 2307.00379.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from examples.physics_informed import Residual, Solution, exact_solution, relative_error, weighted
from infoplane.benchmarks.analysis.tables import general, markdown
from infoplane.benchmarks.storage.atomic import write_text
from infoplane.benchmarks.studies import groups
from infoplane.planes import ResidualAttention, randomness

VISCOSITY = 0.01 / math.pi
COLUMNS = ("training", "seed", "step", "residual2", "residual2_new", "error")
FILE, PAGE = Path("studies", "burgers-shock.csv"), Path("tables", "burgers-shock.md")  # in the folder of results
_NEW = 5_000  # points
_SCALE = 0.03  # of the points near x = 0
_RATE = 3e-3


@dataclass(frozen=True)
class Shock:
    """How a network is trained.

    Parameters
    ----------
    points : int
    near : bool
        Whether half of the points lie near x = 0.
    decay : bool
        Whether the learning rate falls to zero.
    steps, every : int
        Steps of Adam, and how many of them lie between two lines.
    seed : int
    """

    points: int = 1_000
    near: bool = False
    decay: bool = False
    steps: int = 4_000
    every: int = 500
    seed: int = 0


TRAININGS = {
    "even": Shock(),
    "near": Shock(near=True),
    "near, decay": Shock(near=True, decay=True),
    "4,000 even, decay": Shock(4_000, decay=True),
}


def points_of(training: Shock) -> NDArray[np.float64]:
    """The points (n, 2) of the training: x and t."""
    rng = np.random.default_rng(training.seed)
    points = rng.uniform((-1, 0), (1, 1), (training.points, 2))
    if training.near:
        half = training.points // 2
        points[:half, 0] = np.clip(rng.laplace(0, _SCALE, half), -1, 1)
    return points


def curve(training: Shock) -> Iterator[tuple[int, float, float, float]]:
    """Train, and yield the step, the mean squared residual at the points and at new points, and the relative error."""
    new = np.random.default_rng([training.seed, 1]).uniform((-1, 0), (1, 1), (_NEW, 2))
    solved = exact_solution(new, VISCOSITY)
    x, others = (torch.as_tensor(points, dtype=torch.float32) for points in (points_of(training), new))
    with randomness(training.seed):
        solution = Solution()
    residual, attention = Residual(solution, VISCOSITY), ResidualAttention()
    optimiser = torch.optim.Adam(solution.parameters(), lr=_RATE)
    for step in range(training.steps + 1):
        values = residual(x)
        if step % training.every == 0:
            at_points, at_new = (float(found.detach().square().mean()) for found in (values, residual(others)))
            yield step, at_points, at_new, relative_error(solution, new, solved)
        for group in optimiser.param_groups:
            group["lr"] = _RATE * (0.5 + 0.5 * math.cos(math.pi * step / training.steps) if training.decay else 1)
        optimiser.zero_grad()
        weighted(values, attention(values)).backward()
        optimiser.step()


def shipped() -> pd.DataFrame:
    """The committed rows."""
    return groups.shipped(FILE)


def page(rows: pd.DataFrame) -> str:
    """The Markdown page: a line for each recorded step of each training."""
    lines = [
        [row.training, f"{row.step:,}", *(general(value, 2) for value in (row.residual2, row.residual2_new, row.error))]
        for row in rows.itertuples()
    ]
    return "\n\n".join(
        [
            "# A physics-informed network at a shock",
            "Burgers equation of viscosity 0.01 / pi, 1,000 points where no number is named, seed 0. Mean squared residual at "
            f"the points of the training and at {_NEW:,} new points, and the relative L2 error at these. Made by "
            "`python -m examples.burgers_shock`.",
            markdown(["points", "step", "residual² at points", "at new points", "relative error"], lines),
        ]
    )


def main(output: Path = Path("results")) -> pd.DataFrame:
    """Train each, print the curves as they come, and write rows and page; return the rows."""
    lines = []
    for name, training in TRAININGS.items():
        print(f"{name}\n  step  residual^2  at new points  relative error")
        for step, *values in curve(training):
            print(f"{step:6d}  {values[0]:10.2e}  {values[1]:13.2e}  {values[2]:14.4f}", flush=True)
            lines.append((name, training.seed, step, *values))
    rows = pd.DataFrame(lines, columns=list(COLUMNS))
    groups.write(rows, output / FILE)
    write_text(output / PAGE, page(rows))
    return rows


if __name__ == "__main__":
    main()
