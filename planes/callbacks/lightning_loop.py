"""A plane from a Lightning trainer.

trainer = Trainer(callbacks=[LightningPlane(InformationPlane(module, x, y, layers))])
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

try:
    from lightning.pytorch import Callback
except ImportError:  # the same callback under the older name of the package
    from pytorch_lightning import Callback

from .recorder import PlaneRecorder, Planned


class LightningPlane(Callback):
    """Records the plane before the training and after each epoch, with the metrics that the module logs.

    Parameters
    ----------
    plane, epochs, path
        As for `PlaneRecorder`.
    """

    def __init__(self, plane: Planned, epochs: Collection[int] | None = None, path: str | Path | None = None) -> None:
        self.recorder = PlaneRecorder(plane, epochs, path)

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Epoch 0, unless the training is resumed."""
        if trainer.is_global_zero and trainer.current_epoch == 0:
            self.recorder.record(pl_module, 0, {})

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        """The epoch that has ended."""
        if trainer.is_global_zero:
            self.recorder.record(pl_module, trainer.current_epoch + 1, trainer.callback_metrics)
