"""Sides as networks take them: disjoint parts, one-to-one columns, images with channels."""

import numpy as np
import pytest

from infoplane.estimators.training.parts import three_parts

SHARES = (0.25, 0.25)


def parts_of(x: np.ndarray, y: np.ndarray, images: str = "dense") -> list[tuple[np.ndarray, np.ndarray]]:
    parts = three_parts(x, y, SHARES, np.random.default_rng(0), "MINE", images)  # type: ignore[arg-type]
    return [(one.numpy(), other.numpy()) for one, other in parts]


def test_parts_are_disjoint_whole_and_keep_pairs_together() -> None:
    x = np.arange(80.0)[:, None]
    parts = parts_of(x, 2 * x)
    assert [len(one) for one, _ in parts] == [40, 20, 20]
    assert len(np.unique(np.concatenate([one for one, _ in parts]))) == 80
    for one, other in parts:
        assert one.dtype == np.float32
        assert (np.argsort(one[:, 0]) == np.argsort(other[:, 0])).all()


def test_the_order_of_a_column_stays_and_an_outlier_is_tamed() -> None:
    x = np.random.default_rng(1).normal(size=(200, 1))
    x[0] = 1e12
    both = np.concatenate([np.concatenate(pair, 1) for pair in parts_of(x, x)])
    assert both.max() < 100
    assert len(np.unique(both[:, 0])) == 200


def test_shapes() -> None:
    rng = np.random.default_rng(0)
    images, labels = rng.normal(size=(80, 5, 4)), rng.integers(3, size=80)
    assert [one.shape for one, _ in parts_of(images, labels)] == [(40, 20), (20, 20), (20, 20)]
    [(x, y), *_] = parts_of(images, labels, "auto")
    assert (x.shape, y.shape) == ((40, 1, 5, 4), (40, 3))
    [(x, _), *_] = parts_of(images[:, None], images, "convolutional")
    assert x.shape == (40, 1, 5, 4)
    with pytest.raises(ValueError, match="needs images"):
        parts_of(images, labels, "convolutional")
