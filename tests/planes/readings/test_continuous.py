"""I(L;Y) for numbers Y against known values: the bound holds, and is near."""

import math

import numpy as np
import pytest
from sklearn.decomposition import PCA

from infoplane.planes.readings.labels import label_information

N = 900
RNG = np.random.default_rng(0)
HIDDEN = RNG.standard_normal((N, 2))


@pytest.mark.parametrize(("correlation", "change"), [(0.0, np.exp), (0.9, np.exp)])
def test_normal_pairs(correlation: float, change: object) -> None:
    rng = np.random.default_rng(1)
    layer = rng.standard_normal((N, 8))
    y = correlation * layer[:, :3].sum(axis=1) / math.sqrt(3) + math.sqrt(1 - correlation**2) * rng.standard_normal(N)
    reading = label_information(layer, change(y), 0)  # type: ignore[operator]
    true = -0.5 * math.log(1 - correlation**2)
    assert true - 0.08 < reading.nats < true + 3 * reading.stderr + 0.005
    assert reading.upper == pytest.approx(math.log(N))


def test_several_columns() -> None:
    y = 0.8 * HIDDEN + 0.6 * RNG.standard_normal((N, 2))
    reading = label_information(HIDDEN @ RNG.standard_normal((2, 6)), y, 0)
    true = -math.log(1 - 0.64)
    assert true - 0.15 < reading.nats < true + 3 * reading.stderr


def test_what_no_linear_map_sees() -> None:
    """The size of the error, and one of two branches."""
    x = RNG.standard_normal(N)
    spread = label_information(x[:, None], np.exp(x) * RNG.standard_normal(N), 0)
    assert 0.2 < spread.nats < 0.5
    branches = label_information(x[:, None], RNG.choice([-1, 1], N) * (2 + x) + 0.1 * RNG.standard_normal(N), 0)
    assert branches.nats > 0.5


def test_images_by_a_compressor_or_without_one() -> None:
    images = (HIDDEN @ RNG.standard_normal((2, 36))).reshape(N, 6, 6) + 0.01 * RNG.standard_normal((N, 6, 6))
    layer = HIDDEN + 0.5 * RNG.standard_normal((N, 2))
    true = math.log(1 + 1 / 0.25)  # of HIDDEN, which the images show
    flat = _Flat(PCA(2))
    for compressor in (None, flat):
        reading = label_information(layer, images, 0, y_compressor=compressor)
        assert "y was compressed" in reading.flags
        assert true - 0.25 < reading.nats < true + 3 * reading.stderr
    assert not hasattr(flat.transformer, "components_")  # it is a copy that is fitted


class _Flat:
    """A PCA of images."""

    def __init__(self, transformer: PCA) -> None:
        self.transformer = transformer

    def fit_transform(self, images: np.ndarray) -> np.ndarray:
        return self.transformer.fit_transform(images.reshape(len(images), -1))


def test_a_value_near_the_cap_is_flagged() -> None:
    y = RNG.standard_normal((300, 3))
    reading = label_information(y + 1e-4 * RNG.standard_normal((300, 3)), y, 0)
    assert "near its cap" in reading.flags
    assert reading.nats < math.log(100)


def test_constant_targets_read_zero() -> None:
    assert label_information(HIDDEN, np.full(N, 2.5), 0, discrete=False).nats == 0
