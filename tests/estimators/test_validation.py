"""The checks of samples."""

import numpy as np
import pandas as pd
import pytest
import torch

from infoplane.estimators.validation import as_pair, as_sample, check_k, continuous_pair, need_samples

GOOD = np.arange(12.0).reshape(6, 2)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.arange(5.0), r"reshape a single column to \(n, 1\)"),
        (np.array([["a", "b"]]), "must hold real numbers"),
        (np.array(["a", None], dtype=object), "mixes strings with other values"),
        (np.array([], dtype=str), "samples in rows"),
        (np.array([[1 + 2j]]), "must hold real numbers"),
        (np.float64(3), "samples in rows"),
        (np.empty((0, 2)), "samples in rows"),
        (np.empty((3, 0)), "no columns"),
        (np.array([[1.0], [np.nan], [np.inf]]), "infinite values in 2 of 3 rows"),
        (np.ma.masked_array([[1.0], [2.0]], mask=[[False], [True]]), "masked values"),
    ],
)
def test_bad_samples_are_refused_with_the_remedy(values: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        as_sample(values)


def test_frames_tensors_and_strings_are_taken() -> None:
    frame = pd.DataFrame(GOOD, columns=["a", "b"])
    assert (as_sample(frame) == GOOD).all()
    assert (as_sample(torch.tensor(GOOD, requires_grad=True)) == GOOD).all()
    for strings in (["no", "yes", "no"], pd.Series(["no", "yes", "no"]), pd.Categorical(["no", "yes", "no"])):
        assert as_sample(strings).tolist() == [0, 1, 0]


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="6 rows of x and 5 of y"):
        as_pair(GOOD, GOOD[:5])


def test_labels_are_distinguished_from_numbers() -> None:
    assert as_sample(np.array([True, False])).dtype == np.int64
    assert as_sample(np.array([[1, 2], [3, 4]])).dtype == np.float64
    assert as_sample(GOOD.astype(np.float32)).dtype == np.float32


def test_numbers_of_neighbours() -> None:
    for good in (1, np.int64(7)):
        check_k(good, "KSG")
    check_k(3, "LNC", least=3)
    for bad in (0, 2.0, "5", -1, True):
        with pytest.raises(ValueError, match=f"KSG needs an integer k >= 1; got {bad!r}."):
            check_k(bad, "KSG")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"LNC needs an integer k >= 3; got 2\."):
        check_k(2, "LNC", least=3)


def test_numbers_of_samples() -> None:
    """In all; or in the smallest class, if exactly one of the two is labels."""
    labels = np.array([0, 0, 0, 0, 5, 5])
    need_samples(GOOD, GOOD, 5, "KSG")
    need_samples(labels, labels, 5, "PlugIn")
    need_samples(GOOD, labels, 1, "KL")
    with pytest.raises(ValueError, match=r"^KSG needs more than 6 samples; got 6\. Lower k or draw more samples\.$"):
        need_samples(GOOD, GOOD, 6, "KSG")
    for pair in ((GOOD, labels), (labels, GOOD)):
        with pytest.raises(ValueError, match=r"^KL needs more than 2 samples in class 5; got 2\. Merge classes\. More!$"):
            need_samples(*pair, 2, "KL", remedy="More!")


def test_labels_and_constants_are_refused_where_a_density_is_needed() -> None:
    with pytest.raises(ValueError, match="KSG needs continuous variables, but y holds class labels"):
        continuous_pair(GOOD, np.arange(6), "KSG")
    with pytest.raises(ValueError, match="x is constant over its 6 samples"):
        continuous_pair(np.ones((6, 2)), GOOD, "KSG")
