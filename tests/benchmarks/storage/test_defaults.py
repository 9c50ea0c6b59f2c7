"""The defaults of the classes whose names are in keys.

A parameter at its default is left out of a key. So a changed default changes the meaning of every committed row whose key
leaves it out: give the class a new `numbers_version` with it, and then correct this table.
"""

import dataclasses
import inspect

import pytest

import infoplane.distributions
import infoplane.estimators
from infoplane.benchmarks.storage.identity import SEEDED_AS, identity

_TRAINING = {
    "learning_rate": 0.005,
    "batch_size": 256,
    "max_steps": 2000,
    "patience": 10,
    "select": 0.1,
    "report": 0.2,
    "max_seconds": None,
    "device": "auto",
    "progress": False,
}
_FIELD = _TRAINING | {
    "learning_rate": 0.002,
    "max_steps": 8000,
    "patience": None,
    "hidden": 128,
    "blocks": 3,
    "nodes": 50,
    "lowest": -6.0,
    "highest": 10.0,
}
_HEAD = _TRAINING | {"hidden": 64, "layers": 3, "negatives": 7, "head": "concatenated"}
_CRITIC = _HEAD | {"critic": "auto"}
DEFAULTS = {
    "Autoencoder": {
        "n_components": 2,
        "code": "normal",
        "max_steps": 4000,
        "batch_size": 128,
        "learning_rate": 0.005,
        "validation_fraction": 0.1,
        "patience": None,
        "max_seconds": None,
        "random_state": None,
        "device": "auto",
        "progress": False,
        "target": "X",
    },
    "Automatic": {"fast": False},
    "Compressed": {"x": None, "y": None},
    "CopulaCritic": _HEAD | {"report": 1 / 3},
    "DirichletMixture": {"draws": 200},
    "DoE": _TRAINING | {"max_steps": 1000, "transforms": 2, "hidden": 64},
    "FInformation": _CRITIC | {"clip": "auto"},
    "FDIME": _CRITIC | {"divergence": "GAN"},
    "FMMI": _FIELD,
    "FlowMI": _TRAINING | {"max_steps": 1000, "transforms": 2, "hidden": 64},
    "FrenzelPompe": {"k": 5, "standardize": "columns"},
    "Gaussian": {"correct": True},
    "GaussianCopula": {"correct": True},
    "Gaussianizer": {"rotations": 10, "random_state": 0},
    "Histogram": {"bins": None, "equal": "mass", "correct": True},
    "InfoBridge": _FIELD,
    "InfoNCE": _CRITIC,
    "JensenShannon": _CRITIC,
    "KDE": {"bandwidth": "ml", "shared": True, "whiten": True},
    "KL": {"k": 1, "whiten": True, "dimensions": None},
    "KSG": {"k": 5, "standardize": "columns", "form": 1},
    "LNC": {"k": 10},
    "LatentMI": _TRAINING | {"learning_rate": 0.003, "report": 0.5, "n_components": 8, "k": 3, "hidden": 128},
    "MINDE": _FIELD,
    "MINE": _CRITIC | {"ema": 0.01},
    "MMG": _FIELD,
    "MixedKSG": {"k": 5, "standardize": "columns"},
    "NWJ": _CRITIC,
    "PlugIn": {"correct": True},
    "PublishedAutoencoder": {
        "n_components": 2,
        "augment": "none",
        "rows": 6000,
        "batch_size": 250,
        "max_steps": 4000,
        "learning_rate": 0.001,
        "random_state": None,
    },
    "Ross": {"k": 5, "standardize": "columns"},
    "SMILE": _CRITIC | {"tau": 5.0},
    "SlicedMI": {"slices": 100, "estimator": "made by a factory"},
    "WeightedKL": {"k": 5, "whiten": True, "weights": "published", "dimensions": None},
    "AntiPCA": {"dim": 32},
    "BinarySymmetricChannel": {"as_labels": False},
    "CappedNormal": {"cap": 0.5},
    "ClassChannel": {"background": 0.0, "reading_error": 0.0, "source": "made by a factory", "tiles": None},
    "ConcentricNormals": {"spread": 0.01},
    "CorrelatedBump": {"size": 32},
    "Coupling": {"strength": 0.5, "bend": 1.0},
    "CorrelatedNormal": {"correlations": (), "rotation_seed": None},
    "EllipseImage": {"size": 32},
    "GaussianBump": {"size": 16},
    "GivenImages": {"zero": 0, "one": 1},
    "HalfAtoms": {"correlation": 0.9, "flip": 0.1, "weight": 0.5},
    "Independent": {"shuffled": False},
    "LatentNormal": {"alpha": 0.0, "beta_x": 0.0, "beta_y": 0.0, "pairs": 0, "strength": 0.0, "eta": 0.0, "noise": 1.0},
    "Pushforward": {"x": "infoplane.distributions.Identity()", "y": "infoplane.distributions.Identity()"},
    "QuantisedUniform": {"last": None, "x_dim": 1},
    "RareEventChannel": {"cells": 1, "last": None},
    "RectangleEdges": {"size": 32},
    "RectangleImage": {"size": 32},
    "Ring": {"inner": 1.0, "outer": 2.0},
    "RoundedNormal": {"decimals": 1},
    "ScikitDigits": {"zero": 0, "one": 1, "enlarged": 1},
    "SmoothedDiscreteUniform": {"width": 2.0},
    "SphereImage": {"size": 64, "channels": 1, "dtype": "float32"},
    "Spiral": {"plane": (0, 1)},
    "StrokeImage": {"size": 32},
    "TexturedRectangleImage": {"size": 64, "channels": 1, "dtype": "float32"},
    "Wave": {"shift": 5.0, "frequency": 3.0},
    "WrappedNormal": {"period": 4.0},
}
# Of the numbers of the committed rows, where not 1.
VERSIONS = {"Autoencoder": 2, "Automatic": 5, "FrenzelPompe": 2, "KSG": 2, "LNC": 2, "MixedKSG": 2, "Ross": 2}
CLASSES = {
    name: kind
    for package in (infoplane.estimators, infoplane.distributions)
    for name in package.__all__
    if isinstance(kind := getattr(package, name), type) and (dataclasses.is_dataclass(kind) or hasattr(kind, "get_params"))
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_are_those_of_the_committed_rows(name: str) -> None:
    signature = inspect.signature(CLASSES[name]).parameters
    found = {key: parameter.default for key, parameter in signature.items() if parameter.default is not parameter.empty}
    assert {key: _plain(default) for key, default in found.items()} == DEFAULTS[name]
    assert getattr(CLASSES[name], "numbers_version", 1) == VERSIONS.get(name, 1)


def test_every_class_with_defaults_is_listed() -> None:
    with_defaults = {
        name
        for name, kind in CLASSES.items()
        if any(parameter.default is not parameter.empty for parameter in inspect.signature(kind).parameters.values())
    }
    # Which no key holds.
    results = {"DivergenceEstimate", "Estimate", "Measurement", "MIDifference", "PairwiseMI", "PermutationTest"}
    assert with_defaults - results == set(DEFAULTS)


def test_seeds_are_kept_for_current_versions_alone() -> None:
    for version in SEEDED_AS:
        name, number = version.rsplit(".", 1)[-1].split("@")
        assert VERSIONS[name] == int(number)


def _plain(default: object) -> object:
    """Numbers and strings as they are; other objects by their identity."""
    if type(default).__name__ == "_HAS_DEFAULT_FACTORY_CLASS":
        return "made by a factory"
    return default if isinstance(default, int | float | str | tuple | None) else identity(default)
