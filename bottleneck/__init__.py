"""Noisy networks, their layers, exact truths for them, and the information plane.

Names load when first used, so that importing this module does not load torch.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "binning": ["binned_information"],
        "ib_curve": ["input_cap", "label_entropy"],
        "linear_gaussian": ["convolution_matrix", "linear_information"],
        "mixture_information": ["input_information", "label_information", "layer_information"],
        "propagation": ["propagated_information"],
        "quantised": ["exact_information", "quantise"],
        "scalar_channels": ["binary_channel_information", "chain_information", "hypercube_information"],
    },
)
