"""infoplane measures mutual information, proves how well it measures it, and draws information planes of neural networks.

    import infoplane

    infoplane.estimate_mi(x, y)

The most used names are here; all others are in `infoplane.estimators`, `infoplane.distributions` and `infoplane.planes`.
A name is loaded when it is first used, so importing infoplane is fast.
"""

from .extras import attach

__version__ = "0.2.0"

_ESTIMATORS = [
    "Autoencoder",
    "Compressed",
    "Estimate",
    "Gaussian",
    "GaussianCopula",
    "Gaussianizer",
    "InfoNCE",
    "KDE",
    "KL",
    "KSG",
    "MINE",
    "Measurement",
    "MixedKSG",
    "WeightedKL",
    "certified_lower_bound",
    "compare_mi",
    "estimate_mi",
    "mutual_info",
    "on_device",
    "pairwise_mi",
    "permutation_test",
]
_PLANES = ["GaussianNoise", "InformationPlane", "layer_information"]

__getattr__, __dir__, __all__ = attach(
    __name__,
    submodules=["benchmarks", "distributions", "estimators", "planes"],
    submod_attrs={"estimators": _ESTIMATORS, "planes": _PLANES},
)
__all__ += ["__version__"]
