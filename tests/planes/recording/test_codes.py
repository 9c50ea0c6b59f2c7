"""Codes of a sample: when it is compressed, and the share of variance that is kept."""

import numpy as np
import pytest
from sklearn.decomposition import PCA, FastICA
from sklearn.frozen import FrozenEstimator

from infoplane.planes.recording.codes import DIMENSIONS, code_of

SAMPLE = np.random.default_rng(0).standard_normal((50, 6)) * [4, 3, 2, 1, 0.5, 0.1]


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_a_sample_with_no_more_columns_than_a_code_is_its_own_code() -> None:
    code, kept = code_of(PCA(6), SAMPLE.reshape(50, 2, 3), rng())
    assert code.tolist() == SAMPLE.tolist()
    assert kept == 1.0


@pytest.mark.parametrize("frozen", [False, True])
def test_a_wider_sample_is_compressed(frozen: bool) -> None:
    pca = PCA(DIMENSIONS).fit(SAMPLE)
    code, kept = code_of(FrozenEstimator(pca) if frozen else PCA(DIMENSIONS), SAMPLE, rng())
    assert np.abs(code) == pytest.approx(np.abs(pca.transform(SAMPLE)))
    assert kept == pytest.approx(pca.explained_variance_ratio_.sum())
    assert kept < 1


def test_the_share_is_nan_where_the_compressor_does_not_state_it() -> None:
    code, kept = code_of(FastICA(2, random_state=0), SAMPLE, rng())
    assert code.shape == (50, 2)
    assert np.isnan(kept)
