"""Run a network in training or in evaluation mode for a while, and leave every flag as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn


@contextmanager
def in_mode(model: nn.Module, training: bool) -> Iterator[None]:
    """Training or evaluation mode inside the context; afterwards every module has its own flag again.

    Examples
    --------
    >>> from torch import nn
    >>> from infoplane.planes.models.modes import in_mode
    >>> model = nn.Sequential(nn.Dropout())
    >>> with in_mode(model, training=False):
    ...     inside = model[0].training
    >>> inside, model[0].training
    (False, True)
    """
    flags = {module: module.training for module in model.modules()}
    model.train(training)
    try:
        yield
    finally:
        for module, flag in flags.items():
            module.training = flag
