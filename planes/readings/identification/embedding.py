"""A learnt map of a layer, in which one normal noise fits all inputs.

A layer that follows a narrow noisy one lies on a curved surface, and its noise bends with it. A small network h, beside a
linear map, learns coordinates in which the distance to the mean of some passes says which input made another pass: with e_j the
mean of h over p passes of input j,

    loss = - ln softmax_j [ ln w_j - 1/2 |h(l) - e_j|^2 / (1 + 1/p) ]    at the input that made l.

For uniform inputs this is the bound on I(X;L) itself, for some of them at a time. Passes are drawn anew in each step. The map
only chooses the columns: the critics in them, and the bound, come from passes as elsewhere.

Reference: J. Snell, K. Swersky, R. Zemel, Prototypical networks for few-shot learning, NIPS 2017.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from infoplane.estimators.training.seeding import build, torch_generator

from .posterior import Floats

_WIDTH = 48
_COORDINATES = 8
_INPUTS, _ROWS, _MEAN_OF = 400, 250, 2  # in a step: inputs, rows that are assigned to them, passes of a mean
_RATE = 6e-3


class Embedding(nn.Module):
    """A map of columns (..., c), of which the first say most and have noise of variance 1, to a few coordinates."""

    def __init__(self, columns: int, spread: Tensor) -> None:
        super().__init__()
        size = min(columns, _COORDINATES)
        self.straight = nn.Linear(columns, size, bias=False)
        self.last = nn.Linear(_WIDTH, size)
        self.curved = nn.Sequential(nn.Linear(columns, _WIDTH), nn.SiLU(), nn.Linear(_WIDTH, _WIDTH), nn.SiLU(), self.last)
        self.spread = spread

    def forward(self, columns: Tensor) -> Tensor:
        return self.straight(columns) + self.curved(columns / self.spread)

    def of(self, columns: Floats) -> Floats:
        with torch.no_grad():
            return self(torch.as_tensor(columns, dtype=torch.float32)).numpy().astype(np.float64)


def embedding(
    passes: Floats, weights: Floats, rounds: int, steps: int, pays: Callable[["Embedding"], bool], rng: np.random.Generator
) -> None:
    """Learn from passes (m, n, c), at most `rounds` times `steps` steps.

    Parameters
    ----------
    passes : array (m, n, c)
    weights : array (n,)
    rounds, steps : int
    pays : callable
        It gets the map after each round, and says whether to go on.
    rng : Generator
    """
    m, n, columns = passes.shape
    given = torch.as_tensor(passes, dtype=torch.float32)
    spread = given.reshape(-1, columns).std(dim=0) + 1e-6
    model: Embedding = build(lambda: Embedding(columns, spread), torch_generator(rng))
    with torch.no_grad():
        model.straight.weight.copy_(torch.eye(*model.straight.weight.shape))
        model.last.weight.mul_(0.1)
    priors = torch.as_tensor(np.log(weights), dtype=torch.float32)
    mean_of = min(_MEAN_OF, m - 1)
    precision = 1 / (1 + 1 / mean_of)
    optimiser = torch.optim.Adam(model.parameters(), lr=_RATE, fused=True)  # one kernel: the steps are small
    for step in range(rounds * steps):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * (1 - 0.9 * (step % steps) / steps)
        inputs = torch.as_tensor(rng.permutation(n)[:_INPUTS])
        chosen = torch.as_tensor(rng.permutation(m)[: mean_of + 1, None])
        rows = torch.arange(min(_ROWS, len(inputs)))
        means = model(given[chosen[1:], inputs]).mean(dim=0)
        points = model(given[chosen[0], inputs[rows]])
        offsets = priors[inputs] - precision / 2 * (means**2).sum(dim=1)
        logits = torch.addmm(offsets, precision * points, means.T)
        loss = nn.functional.cross_entropy(logits, rows)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % steps == steps - 1 and not pays(model):
            break
