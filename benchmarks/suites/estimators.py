"""The estimators every candidate is compared with, by the names tables show."""

from collections.abc import Mapping

from sklearn.decomposition import PCA
from sklearn.preprocessing import QuantileTransformer

from infoplane.estimators import (
    FDIME,
    KDE,
    KL,
    KSG,
    LNC,
    MINE,
    NWJ,
    SMILE,
    Autoencoder,
    Compressed,
    Estimator,
    Gaussian,
    GaussianCopula,
    Gaussianizer,
    Histogram,
    InfoNCE,
    JensenShannon,
    MixedKSG,
    PlugIn,
    Ross,
    WeightedKL,
)

LEAST_NORM = WeightedKL(20, weights="least norm")


def gaussianized(estimator: Estimator, rotations: int = 10) -> Compressed:
    """The estimator behind a smooth one-to-one map of either side towards normal."""
    return Compressed(estimator, Gaussianizer(rotations), Gaussianizer(rotations))


# Classical estimators on vectors: the paper's with its settings (KSG: the k that serves it best there), and our own.
CLASSICAL: Mapping[str, Estimator] = {
    "KDE": KDE(),
    "KSG": KSG(k=1),
    "KL": KL(),
    "WKL": WeightedKL(),
    "G+WKL": gaussianized(LEAST_NORM),
}

# What was tried for strong dependence, step by step: weights, ranks, smooth columns, rotations; and other remedies.
STRONG: Mapping[str, Estimator] = {
    **CLASSICAL,
    "KSG 2": KSG(k=1, form=2),
    "LNC": LNC(),
    "WKL 20": LEAST_NORM,
    "ranks+WKL 20": Compressed(LEAST_NORM, *(QuantileTransformer(n_quantiles=5000, output_distribution="normal"),) * 2),
    "columns+WKL 20": gaussianized(LEAST_NORM, rotations=0),
    "G+KL": gaussianized(KL()),
    "G+KSG": gaussianized(KSG(k=1)),
    "G+KDE": gaussianized(KDE()),
}

# Critics, with one setting for all; the rest of the family differs in objective alone.
NEURAL: Mapping[str, Estimator] = {"MINE": MINE(), "InfoNCE": InfoNCE(), "NWJ": NWJ()}
MORE_NEURAL: Mapping[str, Estimator] = {"JS": JensenShannon(), "SMILE": SMILE(), "f-DIME": FDIME()}

# MINE on images: steps chosen to fit the suite's time (the paper takes 50,000); tables mark where more would have gained.
IMAGE_MINE: Mapping[str, Estimator] = {"MINE": MINE(batch_size=256, max_steps=1500)}


def on_images(code_dimension: int) -> Mapping[str, Estimator]:
    """Raw KSG and the compressed estimators, with codes of as many dimensions as the images have parameters."""
    pca, autoencoder = PCA(code_dimension, svd_solver="full"), Autoencoder(code_dimension)
    return {
        # Pixels share one unit: scaling them one by one would blow up those that hardly ever change.
        "raw KSG": KSG(k=1, standardize="side"),
        "PCA+KDE": Compressed(KDE(), pca, pca),
        **{f"AE+{name}": Compressed(estimator, autoencoder, autoencoder) for name, estimator in CLASSICAL.items()},
    }


# What takes labels, or atoms among floats, by how many of the two sides are labels.
MIXED: Mapping[int, Mapping[str, Estimator]] = {
    0: {"Gaussian copula": GaussianCopula(), "Histogram": Histogram(), "KSG": KSG(k=1), "Mixed KSG": MixedKSG()},
    1: {
        **{name: CLASSICAL[name] for name in ("KDE", "KL", "WKL")},
        "Histogram": Histogram(),
        "Ross": Ross(),
        "Mixed KSG": MixedKSG(),
    },
    2: {"Plug-in": PlugIn(), "Plug-in, uncorrected": PlugIn(correct=False), "Mixed KSG": MixedKSG()},
}

BASELINES: Mapping[str, Estimator] = {
    "Gaussian": Gaussian(),
    "Gaussian copula": GaussianCopula(),
    "Histogram": Histogram(),
    **CLASSICAL,
    **NEURAL,
    **MORE_NEURAL,
}
