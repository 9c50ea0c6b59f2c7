"""A plane from a Lightning trainer.

trainer = Trainer(callbacks=[LightningPlane(InformationPlane(module, x, y, layers))])
"""

from typing import Any

try:
    from lightning.pytorch import Callback
except ImportError:  # the same callback under the older name of the package
    from pytorch_lightning import Callback

from .recorder import PlaneRecorder


class LightningPlane(PlaneRecorder, Callback):
    """Records the plane before the training and after each epoch, with the metrics that the module logs.

    Parameters and attributes are those of `PlaneRecorder`.
    """

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Epoch 0, unless the training is resumed."""
        if trainer.is_global_zero and trainer.current_epoch == 0:
            self.record(pl_module, 0, {})

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        """The epoch that has ended."""
        if trainer.is_global_zero:
            self.record(pl_module, trainer.current_epoch + 1, trainer.callback_metrics)
