"""Noisy networks, their layers, exact truths for them, and the information plane.

Names load when first used, so that importing this module does not load torch.
"""

import lazy_loader

if __name__ == "bottleneck":  # in a checkout, pandas takes this folder for the package Bottleneck, which it can do without
    raise ImportError("This is infoplane.bottleneck: import it by its full name.")

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "binning": ["binned_information"],
        "classifier": ["Training", "evaluate"],
        "companions": ["gradient_snr", "neighbour_similarity"],
        "data": ["Images", "digits", "idx_images"],
        "ib_curve": ["input_cap", "label_entropy"],
        "linear_gaussian": ["convolution_matrix", "linear_information"],
        "mixture_information": ["input_information", "label_information", "layer_information"],
        "networks": ["convolutional_network", "dense_network", "twelve_bit_network"],
        "noise": ["GaussianNoise", "randomness"],
        "plane": ["InformationPlane", "PlaneRow", "measured_epochs", "write_rows"],
        "propagation": ["propagated_information"],
        "quantised": ["exact_information", "quantise"],
        "scalar_channels": ["binary_channel_information", "chain_information", "hypercube_information"],
        "taps": ["Taps", "layer_names"],
    },
)
