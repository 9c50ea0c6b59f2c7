"""The number of checks, eigendecompositions and copies: no more than needed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.preprocessing import StandardScaler

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import (
    KDE,
    KL,
    KSG,
    LNC,
    Compressed,
    Estimate,
    Estimator,
    FrenzelPompe,
    Gaussian,
    GaussianCopula,
    Histogram,
    MixedKSG,
    SlicedMI,
    WeightedKL,
    estimate_mi,
    permutation_test,
)
from infoplane.estimators.density import kde
from infoplane.estimators.neighbours import balls, kozachenko_leonenko
from infoplane.estimators.samples import pairing
from infoplane.estimators.validation import as_vectors

X, Y = CorrelatedNormal.with_mutual_information(1.0, 2, 3).sample(300, rng=0)
LABELS = (X[:, 0] > 0).astype(int)

BY_SVD = PCA(2, svd_solver="full")  # the default solver decomposes covariances itself

Spy = Callable[[Any, str], list[tuple[Any, ...]]]


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Spy:
    """`spy(module, name)` records the arguments of every call of that function."""

    def watch(place: Any, name: str) -> list[tuple[Any, ...]]:
        calls: list[tuple[Any, ...]] = []
        function = getattr(place, name)

        def recorded(*args: Any, **kwargs: Any) -> Any:
            calls.append(args)
            return function(*args, **kwargs)

        monkeypatch.setattr(place, name, recorded)
        return calls

    return watch


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the samples that are checked, in order."""
    names: list[str] = []
    real = pairing.read

    def read(values: Any, name: str = "x", **settings: Any) -> Any:
        names.append(name)
        return real(values, name, **settings)

    monkeypatch.setattr(pairing, "read", read)
    return names


@pytest.mark.parametrize(
    "estimator",
    [
        *(KSG(), KSG(form=2), MixedKSG(), LNC(), KL(), WeightedKL(), KDE("scott"), Gaussian(), GaussianCopula(), Histogram(2)),
        SlicedMI(slices=3),
    ],
    ids=repr,
)
def test_one_check_an_estimate(estimator: Estimator, checked: list[str]) -> None:
    estimator.estimate(X, Y)
    assert checked == ["x", "y"]


def test_one_check_where_one_estimator_calls_another(checked: list[str]) -> None:
    KSG().estimate(LABELS, Y)  # which is Ross
    Histogram().estimate(X, LABELS)  # which is PlugIn
    estimate_mi(LABELS, Y > 0)  # which counts
    assert checked == [*"xyxyxy"]


def test_codes_are_checked_once_and_samples_too(checked: list[str]) -> None:
    """Any class can be a transformer, so its output is checked like a sample."""
    Compressed(KDE("scott"), PCA(2), PCA(2)).estimate(X, Y)
    assert checked == ["x", "y", "the code of x", "the code of y"]


def test_a_conditional_estimate_checks_each_sample_once(checked: list[str]) -> None:
    FrenzelPompe().estimate(X, Y, LABELS)
    assert checked == ["x", "y", "z"]


def test_permutations_are_not_checked_again(checked: list[str]) -> None:
    permutation_test(KSG(), X, Y, 7)
    permutation_test(SlicedMI(KL(), 2), X, Y, 7)
    assert checked == [*"xyxy"]


def test_somebody_elses_estimator_checks_for_itself() -> None:
    class Theirs:
        def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Estimate:
            return Estimate(float(len(x)), details={"drawn": rng.random()})

    found = Compressed(Theirs()).estimate(X, Y, rng=0)
    assert found.nats == len(X)
    assert found.details["drawn"] == np.random.default_rng(0).random()
    assert permutation_test(Theirs(), X, Y, 3).p_value == 1


def test_bad_codes_are_refused() -> None:
    class Broken:
        def __init__(self, code: np.ndarray) -> None:
            self.code = code

        def fit(self, X: Any) -> "Broken":
            return self

        def transform(self, X: Any) -> np.ndarray:
            return self.code

    for code, message in (
        (np.full((300, 1), np.nan), r"300 of 300 rows have missing values \(the code of x in 300\)"),
        (np.ones((299, 1)), "got 300 rows of x and 299 of the code of x"),
        (np.full((300, 1), np.inf), "the code of x has infinite values in 300 of 300 rows"),
    ):
        with pytest.raises(ValueError, match=message):
            Compressed(KSG(), FrozenEstimator(Broken(code))).estimate(X, Y)


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        (lambda: Compressed(KDE(), BY_SVD, BY_SVD).estimate(X, Y), 3),  # the pair, x and y
        (lambda: KDE("scott", shared=False).estimate(X, Y), 3),
        (lambda: KL().estimate(X, Y), 3),
        (lambda: KL().estimate(X, LABELS), 3),  # two classes and all
        (lambda: KDE(whiten=False).estimate(X, Y), 0),
        (lambda: KSG().estimate(X, Y), 0),
    ],
    ids=["compressed KDE", "KDE", "KL", "KL beside labels", "without whitening", "KSG"],
)
def test_each_covariance_is_decomposed_once(estimate: Callable[[], Estimate], expected: int, spy: Spy) -> None:
    calls = spy(np.linalg, "eigh")
    estimate()
    assert len(calls) == expected
    assert len({call[0].tobytes() for call in calls}) == expected


def test_samples_in_double_precision_are_not_copied(spy: Spy) -> None:
    """What the kernels work on is the caller's own memory, for as long as nothing is scaled or whitened."""
    counted = spy(balls, "count_within")
    KSG(standardize="none").estimate(X, Y)
    assert [np.shares_memory(points, own) for (points, *_), own in zip(counted, (X, Y), strict=True)] == [True, True]
    searched = spy(kozachenko_leonenko, "neighbour_distances")
    KL(whiten=False).estimate(X, Y)
    assert [np.shares_memory(points, own) for (points, *_), own in zip(searched[1:], (X, Y), strict=True)] == [True, True]
    summed = spy(kde, "log_densities")
    Compressed(KDE(0.5, whiten=False)).estimate(X, Y)
    assert [np.shares_memory(points, own) for (points, *_), own in zip(summed[1:], (X, Y), strict=True)] == [True, True]
    counted.clear()
    permutation_test(KSG(standardize="none"), X, Y, 5)
    assert [np.shares_memory(points, X) for points, *_ in counted] == [True, False] + 5 * [True, False]


def test_checks_copy_only_what_they_must() -> None:
    images, numbers, labels = X.reshape(150, 2, 2), np.arange(6).reshape(3, 2), np.arange(20) % 2
    for same in (X, images, X.astype(np.float32), labels):
        assert np.shares_memory(pairing.as_sample(same), same)
    assert np.shares_memory(as_vectors(images), images)
    assert not np.shares_memory(pairing.as_sample(numbers), numbers)


@pytest.mark.parametrize(
    "transformer",
    [StandardScaler(copy=False), FrozenEstimator(StandardScaler(copy=False).fit(X.copy())), PCA(2, copy=False)],
    ids=["scaler", "frozen scaler", "PCA"],
)
def test_transformers_that_write_to_their_input_get_a_copy(transformer: Any) -> None:
    x, before = X.copy(), X.copy()
    estimate = Compressed(KSG(), transformer).estimate(x, Y)
    np.testing.assert_array_equal(x, before)
    careful = Compressed(KSG(), PCA(2) if isinstance(transformer, PCA) else StandardScaler())
    assert estimate.nats == pytest.approx(careful.estimate(x, Y).nats, abs=1e-12)
