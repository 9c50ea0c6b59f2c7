"""The baselines: estimators by the names that tables show. Each is built, and its library loaded, when first asked for."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from infoplane import estimators

from .lazy import Lazy

if TYPE_CHECKING:
    from infoplane.estimators.protocol import Estimator

Estimators = Lazy["Estimator"]


def gaussianized(estimator: "Estimator", rotations: int = 10) -> "Estimator":
    """The estimator after smooth one-to-one maps of x and of y towards normal distributions."""
    return estimators.Compressed(estimator, estimators.Gaussianizer(rotations), estimators.Gaussianizer(rotations))


def _least_norm() -> "Estimator":
    return estimators.WeightedKL(20, weights="least norm")


def _on_normal_ranks(estimator: "Estimator") -> "Estimator":
    from sklearn.preprocessing import QuantileTransformer

    ranks = QuantileTransformer(n_quantiles=5000, output_distribution="normal")
    return estimators.Compressed(estimator, ranks, ranks)


# Classical estimators on vectors: those of arXiv 2305.08013 with its settings (KSG with the k that is best there), and our own.
CLASSICAL = Estimators(
    {
        "KDE": lambda: estimators.KDE(),
        "KSG": lambda: estimators.KSG(k=1),
        "KL": lambda: estimators.KL(),
        "WKL": lambda: estimators.WeightedKL(),
        "G+WKL": lambda: gaussianized(_least_norm()),
    }
)

# From correlations alone, those of values and those of normal scores: exact on normal pairs, and on increasing maps of them.
GAUSSIAN = Estimators({"Gaussian": lambda: estimators.Gaussian(), "Gaussian copula": lambda: estimators.GaussianCopula()})

# What was tried for strong dependence: other weights, ranks, smooth maps of columns, rotations, and other corrections.
STRONG = CLASSICAL | Estimators(
    {
        "KSG 2": lambda: estimators.KSG(k=1, form=2),
        "LNC": lambda: estimators.LNC(),
        "WKL 20": _least_norm,
        "ranks+WKL 20": lambda: _on_normal_ranks(_least_norm()),
        "columns+WKL 20": lambda: gaussianized(_least_norm(), rotations=0),
        "G+KL": lambda: gaussianized(estimators.KL()),
        "G+KSG": lambda: gaussianized(estimators.KSG(k=1)),
        "G+KDE": lambda: gaussianized(estimators.KDE()),
    }
)

# For 9 to 14 columns in all and many rows: more neighbours, whose weights cancel two orders of the bias in x, y and the pair.
MANY_COLUMNS = Estimators(
    {"G+WKL 160": lambda: gaussianized(estimators.WeightedKL(160, weights="second order"))},
)

# Critics, all with the same settings; the others of the family differ only in their objective.
NEURAL = Estimators(
    {"MINE": lambda: estimators.MINE(), "InfoNCE": lambda: estimators.InfoNCE(), "NWJ": lambda: estimators.NWJ()}
)
MORE_NEURAL = Estimators(
    {"JS": lambda: estimators.JensenShannon(), "SMILE": lambda: estimators.SMILE(), "f-DIME": lambda: estimators.FDIME()}
)

# A critic that starts from the log ratio of a copula.
FROM_COPULA = Estimators({"Copula critic": lambda: estimators.CopulaCritic()})

# Vector fields, all with the same settings.
FIELDS = Estimators(
    {
        "MINDE": lambda: estimators.MINDE(),
        "MMG": lambda: estimators.MMG(),
        "InfoBridge": lambda: estimators.InfoBridge(),
        "FMMI": lambda: estimators.FMMI(),
    }
)

# MINE on images takes fewer steps than in arXiv 2305.08013 (50,000), for time; tables mark where more steps would have helped.
IMAGE_MINE = Estimators({"MINE": lambda: estimators.MINE(batch_size=256, max_steps=1500)})


# Critics of large images. Of the settings tried on pictures of 2 bits, these gave the largest bounds on held-out pairs.
_STRIDED: dict[str, Any] = {
    "critic": "strided",
    "head": "separable",
    "layers": 1,
    "negatives": 63,
    "learning_rate": 2e-3,
    "max_steps": 600,
}
STRIDED = Estimators(
    {
        "MINE": lambda: estimators.MINE(**_STRIDED),
        # Its bound stays near 0 for many steps, so no patience ends its training.
        "NWJ": lambda: estimators.NWJ(**_STRIDED, patience=None),
    }
)


def _pca(estimator: "Estimator", dim: int) -> "Estimator":
    from sklearn.decomposition import PCA

    codes = PCA(dim, svd_solver="full")
    return estimators.Compressed(estimator, codes, codes)


def on_images(code_dimension: int) -> Estimators:
    """Raw KSG, and estimators on codes; codes have as many dimensions as the images have parameters."""

    def on_codes(name: str) -> "Estimator":
        autoencoder = estimators.Autoencoder(code_dimension)
        return estimators.Compressed(CLASSICAL[name], autoencoder, autoencoder)

    return Estimators(
        {
            # All pixels have one unit: scaling each by itself would enlarge those that hardly ever change.
            "raw KSG": lambda: estimators.KSG(k=1, standardize="side"),
            "PCA+KDE": lambda: _pca(estimators.KDE(), code_dimension),
            **{f"AE+{name}": partial(on_codes, name) for name in CLASSICAL},
        }
    )


def on_noisy_images(code_dimension: int, name: str, both: bool = True) -> Estimators:
    """The estimator of a name on codes that restore the noisy images, and on codes that restore the clean ones.

    The autoencoders take fewer steps than by default, for time. Y may be a vector, which needs no code; then not `both` do.
    """

    def on_codes(target: str) -> "Estimator":
        autoencoder = estimators.Autoencoder(code_dimension, max_steps=1500, target=target)
        return estimators.Compressed((CLASSICAL | AUTOMATIC)[name], autoencoder, autoencoder if both else None)

    return Estimators({f"AE+{name}": lambda: on_codes("X"), f"denoising AE+{name}": lambda: on_codes("y")})


# Estimators that take labels, or atoms among floats, by how many of X and Y are labels.
MIXED: Mapping[int, Estimators] = {
    0: Estimators(
        {
            "Gaussian copula": lambda: estimators.GaussianCopula(),
            "Histogram": lambda: estimators.Histogram(),
            "KSG": lambda: estimators.KSG(k=1),
            "Mixed KSG": lambda: estimators.MixedKSG(),
        }
    ),
    1: CLASSICAL.only(("KDE", "KL", "WKL"))
    | Estimators(
        {
            "Histogram": lambda: estimators.Histogram(),
            "Ross": lambda: estimators.Ross(),
            "Mixed KSG": lambda: estimators.MixedKSG(),
        }
    ),
    2: Estimators(
        {
            "Plug-in": lambda: estimators.PlugIn(),
            "Plug-in, uncorrected": lambda: estimators.PlugIn(correct=False),
            "Chao-Shen": lambda: estimators.ChaoShen(),
            "NSB": lambda: estimators.NSB(),
            "Dirichlet mixture": lambda: estimators.DirichletMixture(),
            "Mixed KSG": lambda: estimators.MixedKSG(),
        }
    ),
}

# `estimate_mi` itself.
AUTOMATIC = Estimators({"auto": lambda: estimators.Automatic()})
CALIBRATED = AUTOMATIC | Estimators({"auto, fast": lambda: estimators.Automatic(fast=True)})


def automatic_on_codes(code_dimension: int) -> Estimators:
    """`estimate_mi` on codes, which have as many dimensions as the images have parameters."""

    def on_codes() -> "Estimator":
        autoencoder = estimators.Autoencoder(code_dimension)
        return estimators.Compressed(AUTOMATIC["auto"], autoencoder, autoencoder)

    return Estimators({"AE+auto": on_codes})


_AGAIN = ", training "


def trained_again(code_dimension: int, name: str) -> Estimators:
    """The estimator of a name on codes of two further trainings, from other images and other random numbers."""

    def on_codes(training: int) -> "Estimator":
        autoencoder = estimators.Autoencoder(code_dimension, random_state=training)
        return estimators.Compressed((CLASSICAL | AUTOMATIC)[name], autoencoder, autoencoder)

    return Estimators({f"AE+{name}{_AGAIN}{training}": partial(on_codes, training) for training in (2, 3)})


def is_trained_again(label: str) -> bool:
    """Whether a label is that of a further training: it shows how much trainings differ, and is nothing to choose.

    >>> is_trained_again("AE+auto, training 3"), is_trained_again("AE+auto")
    (True, False)
    """
    return _AGAIN in label


CODE_SIZES = ("true - 1", "true", "true + 1", "true + 2", "auto")


def of_code_sizes(dimension: int, names: tuple[str, ...]) -> Estimators:
    """Estimators on codes of a component less than the images have parameters, of as many, of more, and of a size found.

    Labels are like "WKL, true + 1".
    """

    def on_codes(name: str, size: str) -> "Estimator":
        steps = {label: step for step, label in enumerate(CODE_SIZES[:-1], -1)}
        components = dimension + steps[size] if size in steps else "auto"
        autoencoder = estimators.Autoencoder(components)
        return estimators.Compressed(CLASSICAL[name], autoencoder, autoencoder)

    return Estimators({f"{name}, {size}": partial(on_codes, name, size) for name in names for size in CODE_SIZES})


# On random pairs: those that a person may take for unknown data.
ON_RANDOM_PAIRS = GAUSSIAN | CLASSICAL | Estimators({"Mixed KSG": lambda: estimators.MixedKSG()}) | CALIBRATED

BASELINES = GAUSSIAN | Estimators({"Histogram": lambda: estimators.Histogram()}) | CLASSICAL | NEURAL | MORE_NEURAL

# Every baseline that needs no codes of images, by name.
NAMED = STRONG | MANY_COLUMNS | BASELINES | FROM_COPULA | FIELDS | MIXED[0] | MIXED[1] | MIXED[2] | CALIBRATED
