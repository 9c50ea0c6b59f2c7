"""Record a plane from the training loops of other libraries: Lightning, skorch, Hugging Face; and scalars for TensorBoard.

A library is imported when its callback is first used, and no extra of this package installs it.
"""

from infoplane.extras import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "hugging_face": ["HuggingFacePlane"],
        "lightning_loop": ["LightningPlane"],
        "skorch_net": ["SkorchPlane"],
        "tensorboard": ["tensorboard_sink"],
    },
)
