"""Samples as networks take them: disjoint splits, one-to-one columns, images with channels."""

import numpy as np
import pytest
import torch

from infoplane.estimators.training.pair_splits import pair_splits

SHARES = (0.25, 0.125)


def splits_of(x: np.ndarray, y: np.ndarray, images: str = "dense") -> list[tuple[np.ndarray, np.ndarray]]:
    splits = pair_splits(x, y, SHARES, np.random.default_rng(0), images)  # type: ignore[arg-type]
    return [(one.numpy(), other.numpy()) for one, other in splits]


def test_splits_are_disjoint_and_complete_and_keep_pairs_together() -> None:
    x = np.random.default_rng(2).permutation(np.arange(80.0))[:, None]
    splits = splits_of(x, 2 * x + 1)
    assert [len(one) for one, _ in splits] == [50, 20, 10]
    assert len(np.unique(np.concatenate([one for one, _ in splits]))) == 80
    for one, other in splits:
        assert one.dtype == other.dtype == np.float32
        assert (one == other).all()  # the scale of x cancels


def test_the_scale_comes_from_the_training_split_alone() -> None:
    x = np.random.default_rng(1).normal(size=(80, 1))
    plain = splits_of(x, x)
    report_rows = np.isin(plain_order(x, plain), plain[2][0][:, 0])
    far = splits_of(np.where(report_rows[:, None], 50 * x, x), x)
    assert (far[0][0] == plain[0][0]).all()
    assert (far[1][0] == plain[1][0]).all()
    assert not (far[2][0] == plain[2][0]).any()


def plain_order(x: np.ndarray, splits: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Scaled values in the order of x; the maps increase, so ranks identify the rows."""
    scaled = np.sort(np.concatenate([one[:, 0] for one, _ in splits]))
    return scaled[np.argsort(np.argsort(x[:, 0]))]


def test_columns_keep_their_order_and_outliers_come_near() -> None:
    x = np.random.default_rng(1).normal(size=(200, 1))
    x[0] = 1e12
    both = np.concatenate([np.concatenate(pair, 1) for pair in splits_of(x, x)])
    assert both.max() < 100
    assert len(np.unique(both[:, 0])) == 200


def test_labels_become_one_hot_and_images_keep_their_shape_where_asked() -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.normal(size=(80, 5, 4)), rng.integers(3, size=80)
    assert [one.shape for one, _ in splits_of(images, labels)] == [(50, 20), (20, 20), (10, 20)]
    [(x, y), *_] = splits_of(images, labels, "auto")
    assert (x.shape, y.shape) == ((50, 1, 5, 4), (50, 3))
    assert len(np.unique(y, axis=0)) == 3
    [(x, _), *_] = splits_of(images[:, None], images, "convolutional")
    assert x.shape == (50, 1, 5, 4)
    with pytest.raises(ValueError, match=r"needs images .*; y has shape \(80, 3\)"):
        splits_of(images, labels, "convolutional")


def test_moving_to_a_device_keeps_every_pair() -> None:
    x = np.random.default_rng(0).normal(size=(80, 2))
    splits = pair_splits(x, x[:, :1], SHARES, np.random.default_rng(0))
    for before, after in zip(splits, splits.to(torch.device("meta")), strict=True):
        assert [one.shape for one in before] == [one.shape for one in after]
        assert {one.device.type for one in after} == {"meta"}


def test_constant_samples_are_refused_by_name() -> None:
    x = np.random.default_rng(0).normal(size=(80, 2))
    with pytest.raises(ValueError, match="y is constant"):
        splits_of(x, np.ones((80, 2)))
