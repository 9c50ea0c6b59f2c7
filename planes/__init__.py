"""Noisy networks, the exact information of their layers, and the information plane.

A name is loaded when it is first used, so importing this package does not load torch.
"""

from infoplane.extras import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "exact.binning": ["binned_information"],
        "exact.ib_curve": ["ib_curve", "input_cap", "label_entropy"],
        "exact.linear_gaussian": ["convolution_matrix", "linear_information"],
        "exact.mixture_information": ["input_information", "label_information", "layer_information"],
        "exact.pairwise_bounds": ["pairwise_bounds"],
        "exact.propagation": ["propagated_information"],
        "exact.quantised_networks": ["exact_information", "quantise"],
        "exact.scalar_channels": ["binary_channel_information", "chain_information", "hypercube_information"],
        "models.classifier": ["Training", "evaluate"],
        "models.data": ["Images", "digits", "idx_images", "npz_images"],
        "models.networks": ["convolutional_network", "dense_network", "twelve_bit_network"],
        "models.noise": ["GaussianNoise", "randomness"],
        "models.twelve_bits": ["twelve_bits"],
        "readings.compression": ["compression"],
        "recording.diagnostics": ["gradient_snr"],
        "recording.epochs": ["measured_epochs"],
        "recording.information_plane": ["InformationPlane"],
        "recording.neighbours": ["neighbour_persistence", "neighbour_similarity"],
        "recording.recorded": ["Recorded", "read_plane"],
        "recording.residuals": ["ResidualAttention", "residual_homogeneity"],
        "recording.seeds": ["over_seeds"],
        "tapping.alphabet": ["Alphabet"],
        "tapping.inputs": ["Inputs"],
        "tapping.passes": ["layer_passes", "layer_values"],
        "tapping.samples": ["read_samples"],
        "tapping.taps": ["Taps"],
        "tapping.wrappers": ["layer_names"],
        "rows.files": ["read_rows", "write_rows"],
        "rows.row": ["PlaneRow"],
    },
)
