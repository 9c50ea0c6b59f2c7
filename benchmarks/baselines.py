"""The estimators every newcomer is compared with, by the names tables show."""

from collections.abc import Mapping

from sklearn.decomposition import PCA

from infoplane.estimators import KDE, KL, KSG, MINE, Autoencoder, Compressed, Estimator, Gaussian, WeightedKL

# Classical estimators on vectors, with the settings of the paper (KSG: the k that serves it best there).
CLASSICAL: Mapping[str, Estimator] = {"KDE": KDE(), "KSG": KSG(k=1), "KL": KL(), "WKL": WeightedKL()}

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


BASELINES: Mapping[str, Estimator] = {"Gaussian": Gaussian(), **CLASSICAL, **IMAGE_MINE}
