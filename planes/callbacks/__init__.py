"""Record a plane from the training loops of other libraries: Lightning, skorch, Hugging Face; and scalars for TensorBoard.

A library is imported when its callback is first used, and is no dependency of this package.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "hugging_face": ["HuggingFacePlane"],
        "lightning_loop": ["LightningPlane"],
        "skorch_net": ["SkorchPlane"],
        "tensorboard": ["tensorboard_sink"],
    },
)
