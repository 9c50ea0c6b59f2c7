"""Every kind of `everyday`: the right value is in the interval, and the interval is no wider than the data ask for.

The default run takes neighbour counts on ranks, which are quick, and a few kinds of the other paths.
"""

import pytest

from infoplane.estimators import estimate_mi

from .everyday_kinds import ON_RANKS, WITH_LABELS, WITH_TWINS, Kind, np

DEFAULT = ("rounded", "bootstrap", "outlier", "coin_beside_a_number_without_dependence")
CASES = [
    pytest.param(kind, which, marks=() if which == 0 and (kind in ON_RANKS or kind.name in DEFAULT) else pytest.mark.slow)
    for kind in (*ON_RANKS, *WITH_TWINS, *WITH_LABELS)
    for which in (0, 1)
]


@pytest.mark.parametrize(("kind", "which"), CASES, ids=lambda value: value.name if isinstance(value, Kind) else str(value))
def test_the_interval_holds_the_right_value(kind: Kind, which: int) -> None:
    x, y = kind.draw(kind.sizes[which], np.random.default_rng(which))
    found = estimate_mi(x, y, rng=which)
    assert found.lower <= kind.most
    assert found.upper >= kind.least
    assert found.upper - found.lower <= kind.widest
