"""What every estimator does with the containers of one sample: the same values give the same number."""

import inspect
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.preprocessing import StandardScaler

from infoplane import estimators as package
from infoplane.estimators import (
    FDIME,
    FMMI,
    KDE,
    KL,
    KSG,
    LNC,
    MINDE,
    MINE,
    MMG,
    NSB,
    NWJ,
    SMILE,
    ChaoShen,
    Compressed,
    CopulaCritic,
    DirichletMixture,
    DoE,
    Estimator,
    FInformation,
    FlowMI,
    FrenzelPompe,
    Gaussian,
    GaussianCopula,
    Histogram,
    InfoBridge,
    InfoNCE,
    JensenShannon,
    LatentMI,
    MixedKSG,
    PlugIn,
    Ross,
    SlicedMI,
    WeightedKL,
    estimate_mi,
    permutation_test,
)

# Small networks, hardly trained: the same values give the same number, whatever it is.
CRITIC: dict[str, Any] = {"max_steps": 3, "hidden": 8, "layers": 1}
FLOW: dict[str, Any] = {"max_steps": 3, "hidden": 8, "transforms": 1}
FIELD: dict[str, Any] = {"max_steps": 3, "hidden": 8, "blocks": 1, "nodes": 5}
FIELDS = [kind(**FIELD) for kind in (MINDE, MMG, InfoBridge, FMMI)]
CRITICS = [kind(**CRITIC) for kind in (MINE, NWJ, InfoNCE, SMILE, JensenShannon, FDIME, CopulaCritic)]
TRAINED = [*CRITICS, FInformation(kind="H2", **CRITIC), DoE(**FLOW), FlowMI(**FLOW), LatentMI(max_steps=3), *FIELDS]
BETWEEN_NUMBERS: list[Estimator] = [
    *(Gaussian(), GaussianCopula(), Histogram(3), KSG(), KSG(form=2), MixedKSG(), LNC(), KL(), WeightedKL(), KDE()),
    *(SlicedMI(slices=3), Compressed(KL(), StandardScaler(), StandardScaler())),
    *TRAINED,
]
BESIDE_LABELS: list[Estimator] = [Ross(), KSG(), MixedKSG(), KL(), WeightedKL(), KDE(), Histogram(3), MINE(**CRITIC), *FIELDS]

RNG = np.random.default_rng(0)
N = 120
X = RNG.normal(size=N)
Y = X + RNG.normal(size=N)
LABELS = (Y + RNG.normal(size=N) > 0).astype(int)
NAMES = [f"row {i}" for i in range(N)]
ORDER = RNG.permutation(N)
FORMS: dict[str, Any] = {
    "array (n,)": X,
    "list": X.tolist(),
    "Series": pd.Series(X),
    "Float64": pd.Series(X, dtype="Float64"),
    "frame": pd.DataFrame({"dose": X}),
    "objects": X.astype(object),
    "tensor": torch.tensor(X),
    "no value masked": np.ma.array(X, mask=np.zeros(N)),
}
HOLED = np.where(np.arange(N) % 40 == 0, np.nan, X)
MISSING: dict[str, Any] = {
    "NaN": HOLED,
    "None": [None if np.isnan(value) else value for value in HOLED],
    "NA": pd.Series(HOLED, dtype="Float64"),
    "mask": np.ma.masked_invalid(HOLED),
    "codes behind a mask": np.ma.masked_equal(np.nan_to_num(HOLED, nan=-9999), -9999),
}


def nats(estimator: Estimator, x: Any, y: Any, **how: Any) -> float:
    return estimator.estimate(x, y, rng=0, **how).nats


def test_no_estimator_is_forgotten() -> None:
    public = {name for name in package.__all__ if inspect.isclass(getattr(package, name))}
    with_estimate = {name for name in public if hasattr(getattr(package, name), "estimate")}
    tested = {type(estimator).__name__ for estimator in BETWEEN_NUMBERS + BESIDE_LABELS}
    assert with_estimate - {"Estimator", "ConditionalEstimator"} - tested == {
        "Automatic",
        "ChaoShen",
        "DirichletMixture",
        "FrenzelPompe",
        "NSB",
        "PlugIn",
    }  # test_one_call, and below


@pytest.mark.parametrize("estimator", BETWEEN_NUMBERS, ids=repr)
def test_columns_of_numbers(estimator: Estimator) -> None:
    expected = nats(estimator, X[:, None], Y[:, None])
    forms = ["array (n,)", "Series", "frame"] if estimator in TRAINED else FORMS
    for form in forms:
        assert nats(estimator, FORMS[form], Y) == pytest.approx(expected, abs=1e-6), form
    by_index = nats(estimator, pd.Series(X, NAMES), pd.DataFrame({"y": Y}, NAMES).iloc[ORDER])
    assert by_index == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("estimator", BESIDE_LABELS, ids=repr)
def test_labels_beside_numbers(estimator: Estimator) -> None:
    expected = nats(estimator, X, LABELS, discrete=(False, True))
    strings = np.array(["no", "yes"])[LABELS]
    for y in (
        LABELS,
        LABELS[:, None],
        LABELS * 1.0,
        LABELS == 1,
        strings,
        pd.Categorical(strings),
        pd.DataFrame({"y": LABELS}),
    ):
        assert nats(estimator, X, y) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("estimator", BETWEEN_NUMBERS, ids=repr)
def test_missing_values(estimator: Estimator) -> None:
    """The same for every container. No mask is lost: three of 120 rows are left out, or the estimator refuses."""
    kept = ~np.isnan(HOLED)
    expected = nats(estimator, X[kept], Y[kept])
    forms = ["NaN", "codes behind a mask"] if estimator in TRAINED else MISSING
    for form in forms:
        with pytest.raises(ValueError, match=r'3 of 120 rows have missing values \(x in 3\): give missing="drop"'):
            estimator.estimate(MISSING[form], Y)
        found = estimator.estimate(MISSING[form], Y, rng=0, missing="drop")  # type: ignore[call-arg]
        assert found.nats == pytest.approx(expected, abs=1e-6), form
        assert found.details["dropped_rows"] == 3


def test_counts_and_conditional_estimates() -> None:
    strings = np.array(["no", "yes"])[LABELS]
    few = (X > 0).astype(int)
    for estimator in (PlugIn(), ChaoShen(), NSB(), DirichletMixture()):
        expected = estimator.estimate(few, LABELS, rng=0)
        for x in (few[:, None], few * 1.0, few == 1, pd.Series(few), pd.DataFrame({"x": few}), torch.tensor(few)):
            assert estimator.estimate(x, strings, rng=0) == expected
    z = RNG.normal(size=N)
    of_numbers = FrenzelPompe().estimate(X[:, None], Y[:, None], z[:, None])
    of_labels = FrenzelPompe().estimate(X[:, None], Y[:, None], LABELS)
    for form in FORMS.values():
        assert FrenzelPompe().estimate(form, Y, pd.Series(z)) == of_numbers
        assert FrenzelPompe().estimate(form, Y, strings) == of_labels


@pytest.mark.parametrize("form", ["array (n,)", "Series", "frame"])
def test_one_call_and_test(form: str) -> None:
    for y in (Y, LABELS):
        assert estimate_mi(FORMS[form], y, fast=True).nats == estimate_mi(X[:, None], y, fast=True).nats
    null = permutation_test(KSG(), FORMS[form], Y, 3, rng=0).null
    np.testing.assert_array_equal(null, permutation_test(KSG(), X[:, None], Y, 3, rng=0).null)
