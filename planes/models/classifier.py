"""Train a classifier one epoch at a time, so that it can be evaluated between epochs, stopped, and resumed.

The randomness of an epoch (order of the rows, dropout, noise) follows from the seed and the number of the epoch. So a run that
is resumed from a checkpoint gives the same numbers as a run that never stopped.
"""

from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .modes import in_mode
from .noise import randomness

_CHUNK = 2048  # rows evaluated at a time


class Training:
    """The training of a classifier: it minimises the cross-entropy with Adam.

    Parameters
    ----------
    model : nn.Module
        Returns logits or log-probabilities (n, classes). It is changed in place.
    x : array (n, *shape)
    y : array (n,) of int
        Class labels.
    learning_rate : float
        Of Adam.
    batch_size : int
        Rows in a step.
    seed : int
    fused : bool
        Whether one kernel does the whole step of Adam. This halves the time of a small network and changes the rounding.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes import Training, dense_network, evaluate, randomness
    >>> with randomness(0):
    ...     model = dense_network((2, 2))
    >>> x, y = np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([0, 1])
    >>> training = Training(model, x, y, learning_rate=0.1, batch_size=2)
    >>> for epoch in range(30):
    ...     loss = training.run_epoch()
    >>> evaluate(model, x, y, 0)[1]  # accuracy
    1.0
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
        """One pass over the data in random order; return the mean loss in nats.

        Raises
        ------
        ArithmeticError
            If the loss is infinite or NaN.
        """
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
        """Everything that is needed to resume the training."""
        return {"epoch": self.epoch, "model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Resume from a `state_dict`."""
        self.epoch = state["epoch"]
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])


@torch.no_grad()
def evaluate(model: nn.Module, x: ArrayLike, y: ArrayLike, *seed: int) -> tuple[float, float]:
    """Mean cross-entropy (nats) and accuracy in evaluation mode; the noise of the network follows from `seed`.

    Afterwards every module is in the mode that it was in.
    """
    inputs, labels = _inputs(x), torch.as_tensor(y, dtype=torch.int64)
    with in_mode(model, training=False), randomness(*seed):
        scores: Tensor = torch.cat([model(part) for part in inputs.split(_CHUNK)])
    return float(cross_entropy(scores, labels)), float((scores.argmax(1) == labels).double().mean())


def _inputs(x: ArrayLike) -> Tensor:
    tensor = torch.as_tensor(x, dtype=torch.float32)
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor
