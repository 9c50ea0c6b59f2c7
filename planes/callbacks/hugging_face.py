"""A plane from the Trainer of Hugging Face's transformers.

trainer = Trainer(model, args, callbacks=[HuggingFacePlane(InformationPlane(model, tokens, labels, layers))], ...)
"""

from typing import Any

from transformers import TrainerCallback

from .recorder import PlaneRecorder


class HuggingFacePlane(PlaneRecorder, TrainerCallback):
    """Records the plane before the training and after each epoch, with the last numbers of the trainer's log.

    Parameters and attributes are those of `PlaneRecorder`.
    """

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        """Epoch 0, unless the training is resumed."""
        if state.is_world_process_zero and state.global_step == 0:
            self.record(model, 0, {})

    def on_epoch_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        """The epoch that has ended."""
        if state.is_world_process_zero:
            logged = state.log_history[-1] if state.log_history else {}
            self.record(model, round(state.epoch), {name: logged[name] for name in logged if name != "step"})
