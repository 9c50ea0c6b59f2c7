"""What is a label and what is a number among targets of networks."""

import numpy as np
import pytest

from infoplane.planes.readings.targets import read_targets

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("y", "labels"),
    [
        (RNG.permutation(np.arange(600) % 120), True),
        ((np.arange(600) % 120)[:, None], True),
        (np.arange(600), False),  # every integer once: a regression on counts
        (RNG.normal(size=600), False),
        (RNG.integers(3, size=600).astype(float), True),  # by the rule of the package
        (RNG.integers(100, size=600).astype(float), False),
        (np.eye(120)[np.arange(600) % 120], True),
        (RNG.integers(2, size=(600, 3)), True),
        (RNG.integers(2, size=(600, 12)), False),
        (RNG.normal(size=(600, 2)), False),
        (RNG.normal(size=(20, 4, 4)), False),
        (np.array(["cat", "dog"] * 300), True),
        (RNG.integers(2, size=600) > 0, True),
    ],
)
def test_kinds(y: np.ndarray, labels: bool) -> None:
    found = read_targets(y)
    assert (found.dtype == np.int64) == labels
    assert found.shape == ((len(y),) if labels else (y.shape if y.ndim > 1 else (len(y), 1)))
    if labels:
        assert sorted(set(found)) == list(range(found.max() + 1))


def test_what_is_read_once_reads_the_same_again() -> None:
    for y in (np.arange(600) % 120, RNG.normal(size=(600, 2))):
        once = read_targets(y)
        assert np.array_equal(read_targets(once), once)


def test_discrete_overrules() -> None:
    counts = np.arange(30)
    assert read_targets(counts, True).dtype == np.int64
    assert read_targets(counts % 3, False).dtype == np.float64
