"""The Estimate, and what the harness reads from an estimator."""

import copy
import dataclasses
import json
import math
import pickle

import joblib
import numpy as np
import pytest
from sklearn.decomposition import PCA

from infoplane import estimators as public
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
    Automatic,
    ChaoShen,
    Compressed,
    CopulaCritic,
    DirichletMixture,
    DoE,
    Estimate,
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
    PermutationTest,
    PlugIn,
    Ross,
    SlicedMI,
    WeightedKL,
    estimate_mi,
    permutation_test,
)
from infoplane.estimators.protocol import MUTUAL_INFORMATION, Details, WarmUp, quantity_of

DRAW = np.random.default_rng(0)
X, Y = DRAW.normal(size=(2, 120, 1))
LABELS = DRAW.integers(0, 2, 120)
TRAINED = (MINE, NWJ, InfoNCE, JensenShannon, SMILE, FDIME, CopulaCritic, DoE, FlowMI, LatentMI, MINDE, MMG, InfoBridge, FMMI)
NUMBERS: list[Estimator] = [
    *(KDE("scott"), KL(), KSG(), LNC(), Gaussian(), GaussianCopula(), Histogram(), MixedKSG(), WeightedKL()),
    *(Compressed(KSG(), PCA(1)), SlicedMI(slices=2), Automatic(fast=True)),
    *(kind(max_steps=2) for kind in TRAINED),
    FInformation(kind="TV", max_steps=2),
]
RESULTS = {
    **{repr(estimator): lambda estimator=estimator: estimator.estimate(X, Y, rng=0) for estimator in NUMBERS},
    "Ross()": lambda: Ross().estimate(LABELS, Y),
    "PlugIn()": lambda: PlugIn().estimate(LABELS, LABELS),
    "ChaoShen()": lambda: ChaoShen().estimate(LABELS, LABELS),
    "NSB()": lambda: NSB().estimate(LABELS, LABELS),
    "DirichletMixture()": lambda: DirichletMixture().estimate(LABELS, LABELS, rng=0),
    "FrenzelPompe()": lambda: FrenzelPompe().estimate(X, Y, LABELS),
    "estimate_mi": lambda: estimate_mi(X, Y),
    "permutation_test": lambda: permutation_test(Gaussian(), X, Y, 5, rng=0),
    "Estimate": lambda: Estimate(1.0),
}


def test_every_estimator_is_in_the_table() -> None:
    kinds = {name for name in public.__all__ if hasattr(getattr(public, name), "estimate")}
    assert kinds - {"Estimator", "ConditionalEstimator", "PermutationTest"} == {name.split("(")[0] for name in RESULTS} - {
        *("estimate_mi", "permutation_test", "Estimate")
    }


@pytest.mark.parametrize("name", RESULTS)
def test_results_can_be_pickled_copied_hashed_and_made_a_dict(name: str) -> None:
    result = RESULTS[name]()
    for same in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), copy.copy(result)):
        assert type(same) is type(result)
        assert same == result
        assert dataclasses.asdict(same).keys() == {field.name for field in dataclasses.fields(result)}
    estimate = result.estimate if isinstance(result, PermutationTest) else result
    as_dict = dataclasses.asdict(estimate)
    assert json.loads(json.dumps({key: as_dict[key] for key in ("nats", "details")})) == {
        "nats": estimate.nats,
        "details": dict(estimate.details),
    }
    assert type(copy.deepcopy(estimate).details) is Details
    assert isinstance(estimate.ceiling, float | None)


def test_results_cross_processes() -> None:
    jobs = (joblib.delayed(estimator.estimate)(X, Y) for estimator in (KL(), Gaussian(), KSG()))
    assert joblib.Parallel(n_jobs=2)(jobs) == [estimator.estimate(X, Y) for estimator in (KL(), Gaussian(), KSG())]


def test_units_and_interval() -> None:
    estimate = Estimate(-math.log(2), stderr=0.1)
    assert float(estimate) == -math.log(2)
    assert estimate.bits == -1
    low, high = estimate.interval(0.95)
    assert (low + high) / 2 == pytest.approx(-math.log(2))
    assert (high - low) / 2 == pytest.approx(0.1959964, abs=1e-6)


def test_interval_refusals() -> None:
    with pytest.raises(ValueError, match="no standard error"):
        Estimate(1.0).interval()
    for level in (0, 1, 95):
        with pytest.raises(ValueError, match="between 0 and 1"):
            Estimate(1.0, 0.1).interval(level)


def test_details_cannot_be_changed() -> None:
    """Neither in place, nor by way of the mapping that they were made from."""
    given = {"k": 1.0}
    details = Estimate(1.0, details=given).details
    given["k"] = 2.0
    for change in (
        lambda: details.__setitem__("k", 3.0),
        lambda: details.__delitem__("k"),
        lambda: details.update(k=3.0),
        lambda: details.__ior__({"k": 3.0}),
        lambda: details.setdefault("new", 3.0),
        lambda: details.pop("k"),
        lambda: details.popitem(),
        lambda: details.clear(),
    ):
        with pytest.raises(TypeError, match="change a copy"):
            change()
    assert details == {"k": 1.0}


def test_equal_estimates_have_equal_hashes() -> None:
    assert hash(Estimate(1.0, details={"a": 1.0, "b": 2.0})) == hash(Estimate(1.0, details={"b": 2.0, "a": 1.0}))


def test_recorded_details_hold_ceiling_and_convergence_where_they_apply() -> None:
    assert Estimate(1.0, details={"k": 2}).recorded_details() == {"k": 2.0}
    recorded = Estimate(1.0, None, {"steps": 3}, ceiling=4, converged=False).recorded_details()
    assert json.dumps(recorded) == '{"ceiling": 4.0, "converged": 0.0, "steps": 3.0}'


def test_ceiling_and_convergence_are_fields() -> None:
    for name in ("KSG()", "Ross()", "Compressed(KSG(), PCA(1))"):
        result = RESULTS.get(name, lambda: Compressed(KSG(), PCA(1)).estimate(X, Y))()
        assert result.nats < result.ceiling
        assert "ceiling" not in result.details
        assert result.converged is None
    for estimator in NUMBERS:
        if isinstance(estimator, (*TRAINED, FInformation)):
            result = RESULTS[repr(estimator)]()
            assert isinstance(result.converged, bool)
            assert "converged" not in result.details
            assert (result.ceiling is None) == isinstance(estimator, DoE | FlowMI)


def test_optional_members() -> None:
    assert quantity_of(KSG()) == MUTUAL_INFORMATION
    assert quantity_of(SlicedMI()) == "sliced mutual information"
    assert isinstance(MINE(), WarmUp)
    assert not isinstance(KSG(), WarmUp)
