"""The transformers follow the conventions of scikit-learn, by its own checks."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import TransformerMixin, clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from infoplane.estimators import Autoencoder, Gaussianizer

# The checks use samples of 10 rows and more: the splits take half of them.
QUICK = Autoencoder(1, max_steps=2, batch_size=4, validation_fraction=0.5, random_state=0, device="cpu")
ROUNDING = "encodes in float32, whose matrix products round by the number and place of the rows; the check asks for 1e-7"
EXPECTED_FAILURES = {
    "Gaussianizer": {},
    "Autoencoder": {"check_methods_subset_invariance": ROUNDING, "check_methods_sample_order_invariance": ROUNDING},
}
TRANSFORMERS = [Gaussianizer(2), QUICK]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("transformer", TRANSFORMERS, ids=lambda one: type(one).__name__)
def test_passes_the_checks_of_scikit_learn(transformer: TransformerMixin) -> None:
    results = check_estimator(transformer, on_skip=None, on_fail=None)
    assert len(results) > 40
    failed = {result["check_name"]: result["exception"] for result in results if result["status"] == "failed"}
    expected = EXPECTED_FAILURES[type(transformer).__name__]
    assert not {name: error for name, error in failed.items() if name not in expected}


def test_rounding_is_all_that_the_expected_failures_hide() -> None:
    x = np.random.default_rng(0).normal(size=(40, 3))
    fitted = clone(QUICK).fit(x)
    whole = fitted.transform(x)
    assert np.concatenate([fitted.transform(row[None]) for row in x]) == pytest.approx(whole, abs=1e-5)
    assert fitted.transform(x[::-1])[::-1] == pytest.approx(whole, abs=1e-5)


@pytest.mark.parametrize("transformer", TRANSFORMERS, ids=lambda one: type(one).__name__)
def test_fit_transform_is_fit_then_transform_also_for_data_frames(transformer: TransformerMixin) -> None:
    frame = pd.DataFrame(np.random.default_rng(3).uniform(size=(60, 2)), columns=["length", "width"])
    for output in ("default", "pandas"):
        one, other = (clone(transformer).set_output(transform=output) for _ in range(2))
        at_once, in_two = one.fit_transform(frame), other.fit(frame).transform(frame)
        assert type(at_once) is type(in_two)
        assert (np.asarray(at_once) == np.asarray(in_two)).all()
    assert list(at_once.columns) == list(in_two.columns) == list(one.get_feature_names_out())
    with pytest.raises(ValueError, match="feature names should match"):
        one.transform(frame.rename(columns={"length": "height"}))


def test_output_columns_are_named_and_counted() -> None:
    x = np.random.default_rng(0).normal(size=(60, 3))
    assert list(Gaussianizer().fit(x).get_feature_names_out()) == ["gaussianizer0", "gaussianizer1", "gaussianizer2"]
    fitted = clone(QUICK).set_params(n_components=2).fit(x)
    assert list(fitted.get_feature_names_out()) == ["autoencoder0", "autoencoder1"]
    pipeline = make_pipeline(StandardScaler(), Gaussianizer(1)).fit(x)
    assert len(pipeline.get_feature_names_out()) == 3
    assert pipeline.inverse_transform(pipeline.transform(x)) == pytest.approx(x, abs=1e-8)
