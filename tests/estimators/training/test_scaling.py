"""Scales: one per column, one per channel; outliers come closer."""

import numpy as np
import pytest

from infoplane.estimators.training.scaling import shrink_outliers, standardisation


def test_columns_have_a_scale_each_and_constant_ones_are_left() -> None:
    sample = np.random.default_rng(0).normal(3, [1, 50, 0], (4000, 3))
    mean, scale = standardisation(sample)
    assert mean == pytest.approx(sample.mean(axis=0))
    assert scale == pytest.approx([*sample[:, :2].std(axis=0), 1])


def test_the_pixels_of_a_channel_share_a_scale() -> None:
    images = np.random.default_rng(0).normal(0, 1, (10, 3, 4, 5)) * np.array([1.0, 10, 100])[:, None, None]
    mean, scale = standardisation(images)
    assert mean.shape == (3, 4, 5)
    assert scale.shape == (3, 1, 1)
    assert ((images - mean) / scale).std(axis=(0, 2, 3)) == pytest.approx(1)
    assert standardisation(images[:, 0])[1].shape == (1, 1)


def test_a_constant_sample_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="Y is constant over the rows to train on"):
        standardisation(np.ones((5, 2)), "Y")


def test_outliers_shrink_by_asinh_of_quartiles() -> None:
    reference = np.column_stack([np.arange(5.0), np.full(5, 7.0)])  # quartiles 1, 2, 3; and a column without spread
    sample = np.array([[2.0, 7.0], [3.0, 8.0], [-1e12, 7.0]])
    expected = np.arcsinh([[0.0, 0.0], [1.0, 1.0], [-1e12 - 2, 0.0]])
    assert shrink_outliers(sample, reference) == pytest.approx(expected)
