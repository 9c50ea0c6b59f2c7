"""Noisy networks, their layers, exact truths for them, and the information plane.

Names load when first used, so that importing this module does not load torch.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "exact.binning": ["binned_information"],
        "models.classifier": ["Training", "evaluate"],
        "recording.diagnostics": ["gradient_snr", "neighbour_similarity"],
        "models.data": ["Images", "digits", "idx_images"],
        "exact.ib_curve": ["input_cap", "label_entropy"],
        "exact.linear_gaussian": ["convolution_matrix", "linear_information"],
        "exact.mixture_information": ["input_information", "label_information", "layer_information"],
        "models.networks": ["convolutional_network", "dense_network", "twelve_bit_network"],
        "models.noise": ["GaussianNoise", "randomness"],
        "recording.information_plane": ["InformationPlane", "PlaneRow", "measured_epochs", "write_rows"],
        "exact.propagation": ["propagated_information"],
        "exact.quantised_networks": ["exact_information", "quantise"],
        "exact.scalar_channels": ["binary_channel_information", "chain_information", "hypercube_information"],
        "recording.taps": ["Taps", "layer_names"],
    },
)
