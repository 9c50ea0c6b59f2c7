"""Train a network an epoch at a time, so that it can be looked at in between, put down, and taken up again.

All that is random in an epoch (order, dropout, noise) follows from the seed and the number of the epoch, so a run that is
resumed from a checkpoint gives the numbers of one that never stopped.
"""

from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .noise import randomness

_CHUNK = 2048  # rows evaluated at a time


class Training:
    """Minimise a cross-entropy by Adam.

    Parameters
    ----------
    model : nn.Module
        Gives logits or log-probabilities (n, classes); changed in place.
    x : array (n, *shape)
    y : array (n,) of int
        Class labels.
    learning_rate : float
        Of Adam.
    batch_size : int
        Rows a step.
    seed : int
    fused : bool
        Whether Adam's step is one kernel, which halves the time of a small network and rounds otherwise.
    """

    def __init__(
        self,
        model: nn.Module,
        x: ArrayLike,
        y: ArrayLike,
        *,
        learning_rate: float,
        batch_size: int,
        seed: int = 0,
        fused: bool = False,
    ) -> None:
        self.model, self.batch_size, self.seed, self.epoch = model, batch_size, seed, 0
        self.x, self.y = _inputs(x), torch.as_tensor(y, dtype=torch.int64)
        self.optimiser = torch.optim.Adam(model.parameters(), lr=learning_rate, fused=fused or None)

    def run_epoch(self) -> float:
        """One pass over the data in random order; the mean loss of its batches."""
        self.epoch += 1
        self.model.train()
        total = 0.0
        with randomness(self.seed, self.epoch):
            for rows in torch.randperm(len(self.x)).split(self.batch_size):
                loss = cross_entropy(self.model(self.x[rows]), self.y[rows])
                self.optimiser.zero_grad()
                loss.backward()
                self.optimiser.step()
                total += loss.item() * len(rows)
        mean = total / len(self.x)
        if not mean < float("inf"):
            raise ArithmeticError(f"The loss was {mean} in epoch {self.epoch}: lower the learning rate.")
        return mean

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on from here."""
        return {"epoch": self.epoch, "model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""
        self.epoch = state["epoch"]
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])


@torch.no_grad()
def evaluate(model: nn.Module, x: ArrayLike, y: ArrayLike, *seed: int) -> tuple[float, float]:
    """Mean cross-entropy (nats) and accuracy in evaluation mode; the network's noise follows from `seed`."""
    inputs, labels = _inputs(x), torch.as_tensor(y, dtype=torch.int64)
    model.eval()
    with randomness(*seed):
        scores: Tensor = torch.cat([model(part) for part in inputs.split(_CHUNK)])
    return float(cross_entropy(scores, labels)), float((scores.argmax(1) == labels).double().mean())


def _inputs(x: ArrayLike) -> Tensor:
    tensor = torch.as_tensor(x, dtype=torch.float32)
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor
