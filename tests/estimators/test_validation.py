"""The checks of read samples and of parameters."""

import numpy as np
import pytest

from infoplane.estimators.validation import check_k, continuous_pair, need_samples

GOOD = np.arange(12.0).reshape(6, 2)


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
        with pytest.raises(ValueError, match=r"^KL needs more than 2 samples in class 5; got 2\. Merge classes, .*\. More!$"):
            need_samples(*pair, 2, "KL", remedy="More!")


def test_labels_and_constants_are_refused_where_a_density_is_needed() -> None:
    with pytest.raises(ValueError, match="KSG needs continuous variables, but y holds class labels"):
        continuous_pair(GOOD, np.arange(6), "KSG")
    with pytest.raises(ValueError, match="x is constant over its 6 samples"):
        continuous_pair(np.ones((6, 2)), GOOD, "KSG")
    with pytest.raises(ValueError, match=r"^x has 1 sample, which shows no dependence: draw more samples\.$"):
        continuous_pair(GOOD[:1], GOOD[:1], "KSG")
