"""Estimators of mutual information: (x, y) in, nats out.

Names load when first used, so that importing this module needs neither torch nor numba.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "autoencoder": ["Autoencoder"],
        "choice": ["Measurement", "estimate_mi"],
        "compressed": ["Compressed"],
        "conditional": ["FrenzelPompe"],
        "dispatch": ["on_device"],
        "doe": ["DoE"],
        "f_dime": ["FDIME"],
        "flow_mi": ["FlowMI"],
        "gaussian": ["Gaussian"],
        "gaussian_copula": ["GaussianCopula"],
        "gaussianization": ["Gaussianizer"],
        "histogram": ["Histogram"],
        "info_nce": ["InfoNCE"],
        "jensen_shannon": ["SMILE", "JensenShannon"],
        "kde": ["KDE"],
        "kozachenko_leonenko": ["KL", "WeightedKL"],
        "ksg": ["KSG"],
        "latent_mi": ["LatentMI"],
        "local_correction": ["LNC"],
        "mine": ["MINE"],
        "mixed_ksg": ["MixedKSG"],
        "nwj": ["NWJ"],
        "permutation": ["PermutationTest", "permutation_test"],
        "plug_in": ["PlugIn"],
        "protocol": ["ConditionalEstimator", "Estimate", "Estimator"],
        "ross": ["Ross"],
        "sliced": ["SlicedMI"],
        "training": ["TrainingDivergedError"],
    },
)
