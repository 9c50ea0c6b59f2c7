"""Every kind of `everyday`: the right value is in the interval, and the interval is no wider than the data ask for."""

import pytest

from infoplane.estimators import estimate_mi

from .everyday import ON_RANKS, WITH_LABELS, WITH_TWINS, Kind, np


def check(kind: Kind, n: int, seed: int) -> None:
    x, y = kind.draw(n, np.random.default_rng(seed))
    found = estimate_mi(x, y, rng=seed)
    assert found.lower <= kind.most, found
    assert found.upper >= kind.least, found
    assert found.upper - found.lower <= kind.widest, found


@pytest.mark.parametrize("kind", ON_RANKS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("which", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_ranks(kind: Kind, which: int) -> None:
    check(kind, kind.sizes[which], which)


@pytest.mark.parametrize("kind", WITH_TWINS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("which", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_twins(kind: Kind, which: int) -> None:
    check(kind, kind.sizes[which], which)


@pytest.mark.parametrize("kind", WITH_LABELS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("which", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_labels(kind: Kind, which: int) -> None:
    check(kind, kind.sizes[which], which)
