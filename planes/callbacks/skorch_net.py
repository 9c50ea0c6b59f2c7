"""A plane from a skorch net, which builds its network when `fit` begins.

net = NeuralNetClassifier(Net, callbacks=[SkorchPlane(lambda module: InformationPlane(module, x, y, layers))])
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from skorch.callbacks import Callback

from .recorder import PlaneRecorder, Planned


class SkorchPlane(Callback):
    """Records the plane before the training and after each epoch, with the losses and scores of the net's history.

    Parameters
    ----------
    plane, epochs, path
        As for `PlaneRecorder`.

    Attributes
    ----------
    recorder_ : PlaneRecorder
        From the start of the training on.
    """

    def __init__(self, plane: Planned, epochs: Collection[int] | None = None, path: str | Path | None = None) -> None:
        self.plane, self.epochs, self.path = plane, epochs, path

    def on_train_begin(self, net: Any, X: Any = None, y: Any = None, **kwargs: Any) -> None:
        """Epoch 0, unless the training goes on."""
        if not net.history:
            self.recorder_ = PlaneRecorder(self.plane, self.epochs, self.path)
            self.recorder_.record(net.module_, 0, {})

    def on_epoch_end(self, net: Any, **kwargs: Any) -> None:
        """The epoch that has ended."""
        last = {name: value for name, value in net.history[-1].items() if name not in ("dur", "batches")}
        last = {name: value for name, value in last.items() if not name.endswith(("_best", "_batch_count"))}
        self.recorder_.record(net.module_, len(net.history), last)
