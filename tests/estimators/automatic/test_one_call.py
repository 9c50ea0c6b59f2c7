"""`estimate_mi`: every kind of data gets an estimator that fits it, and a reason."""

import numpy as np
import pandas as pd
import pytest
import torch

from infoplane.distributions import CorrelatedNormal, correlated_uniform
from infoplane.estimators import KL, KSG, Compressed, MixedKSG, PlugIn, estimate_mi
from infoplane.estimators.one_call import Measurement, suitable_estimator

RNG = np.random.default_rng(0)
X = RNG.normal(size=(400, 2))
LABELS = RNG.integers(0, 3, 400)


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [
        (LABELS, LABELS // 2, PlugIn),
        (X[:, :1], LABELS, KSG),
        (LABELS, X, KL),
        (np.maximum(X, 0), X, MixedKSG),
        (X[:100], X[:100] + 1, KSG),
        (X, X + 1, Compressed),
    ],
)
def test_the_estimator_follows_the_kind_of_data(x: np.ndarray, y: np.ndarray, kind: type) -> None:
    estimator, reason = suitable_estimator(x, y)
    assert type(estimator) is kind
    assert reason.endswith(".")


def test_where_the_rules_change() -> None:
    """At 200 samples, beyond 14 columns in all, and where more than 5 % of the rows repeat another one."""
    wide = RNG.normal(size=(400, 15))
    assert isinstance(suitable_estimator(X[:200], X[200:])[0], Compressed)
    assert isinstance(suitable_estimator(X[:199], X[200:399])[0], KSG)
    assert isinstance(suitable_estimator(wide[:, :7], wide[:, 7:14])[0], Compressed)
    assert type(suitable_estimator(wide[:, :7], wide[:, 7:])[0]).__name__ == "MINE"
    assert isinstance(suitable_estimator(wide[:, :7], LABELS)[0], KL)
    for repeated, kind in ((0, Compressed), (19, KSG), (21, MixedKSG)):
        x = X.copy()
        x[400 - repeated :] = x[0]
        assert isinstance(suitable_estimator(x, X + 1)[0], kind)
        assert isinstance(suitable_estimator(X + 1, x)[0], kind)


def test_a_measurement_prints_its_error_and_reason() -> None:
    assert str(Measurement(0.25, estimator=KSG(), reason="so.")) == f"0.250 nats by {KSG()}: so."
    assert str(Measurement(0.25, 0.0625, estimator=KSG(), reason="so.")) == f"0.250 ± 0.062 nats by {KSG()}: so."


def test_many_columns_and_images_go_to_a_trained_critic() -> None:
    assert type(suitable_estimator(RNG.normal(size=(50, 30)), X[:50])[0]).__name__ == "MINE"
    assert type(suitable_estimator(RNG.normal(size=(50, 8, 8)), X[:50])[0]).__name__ == "MINE"


def test_arrays_frames_series_and_tensors_give_one_number() -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(500, 0)
    expected = estimate_mi(x, y)
    assert expected.nats == expected.estimator.estimate(x, y).nats
    for form in (pd.DataFrame, torch.tensor, lambda a: a[:, 0], lambda a: pd.Series(a[:, 0]), lambda a: a[:, 0].tolist()):
        assert estimate_mi(form(x), form(y)).nats == expected.nats
    assert abs(expected.nats - 1) < 4 * expected.stderr + 0.05
    assert str(expected).startswith(f"{expected.nats:.3f} ± ")
    assert "n = 500" in str(expected)


def test_strings_are_labels() -> None:
    strings = np.array(["a", "b", "c"])[LABELS]
    assert estimate_mi(strings, LABELS).nats == estimate_mi(LABELS, LABELS).nats


def test_strong_dependence() -> None:
    assert estimate_mi(*correlated_uniform(6.0, 2, 2, 0).sample(3000, 0)).nats == pytest.approx(6.0, abs=0.3)
