"""The estimators of arXiv 2305.08013 by the names that tables show, and the compressors that stand before them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from infoplane import estimators
from infoplane.benchmarks.suites.estimators import CLASSICAL, IMAGE_MINE, NEURAL, Estimators

if TYPE_CHECKING:
    from infoplane.estimators.protocol import Estimator

# The four of the paper that need no training, with its settings, then KSG and our own for comparison.
ON_VECTORS = (
    CLASSICAL.only(["KDE"])
    | Estimators({"KDE LSQ": lambda: estimators.KDE(bandwidth="lsq")})
    | CLASSICAL.only(("KL", "WKL", "KSG", "G+WKL"))
)
ON_LABELS = ON_VECTORS.only(("KDE", "KDE LSQ", "KL", "WKL"))
NEIGHBOURS = ON_VECTORS.only(("KL", "WKL", "KSG", "G+WKL"))
WEIGHTED = ON_VECTORS.only(("WKL", "G+WKL"))
MINE = NEURAL.only(["MINE"])
MINE_ON_IMAGES = IMAGE_MINE
RAW = Estimators({"raw KSG": lambda: estimators.KSG(k=1, standardize="side")})


def autoencoder(dim: int, chosen: Estimators = ON_VECTORS) -> Estimators:
    """Estimators on codes of our autoencoder."""
    return _compressed("AE+", lambda: estimators.Autoencoder(dim), chosen)


def published_autoencoder(dim: int, augment: str, chosen: Estimators = ON_VECTORS) -> Estimators:
    """Estimators on codes of the paper's autoencoder."""
    return _compressed("paper AE+", lambda: estimators.PublishedAutoencoder(dim, augment=augment), chosen)


def principal_components(dim: int, chosen: Estimators = ON_VECTORS) -> Estimators:
    """Estimators on principal components."""

    def components() -> Any:
        from sklearn.decomposition import PCA

        return PCA(dim, svd_solver="full")

    return _compressed("PCA+", components, chosen)


def _compressed(prefix: str, compressor: Callable[[], Any], chosen: Estimators) -> Estimators:
    def behind(name: str) -> "Estimator":
        codes = compressor()
        return estimators.Compressed(chosen[name], codes, codes)

    return Estimators({f"{prefix}{name}": partial(behind, name) for name in chosen})
