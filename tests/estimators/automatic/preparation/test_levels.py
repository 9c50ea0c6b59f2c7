"""Which numbers of few levels become labels."""

import numpy as np
import pytest

from infoplane.estimators.automatic.preparation.columns import Variable
from infoplane.estimators.automatic.preparation.levels import as_labels_where_right, with_levels_as_labels

RNG = np.random.default_rng(0)


def levels(count: int, name: str = "x", automatic: bool = True) -> Variable:
    return Variable(name, RNG.permutation(np.arange(600) % count)[:, None] * 1.5, automatic=automatic)


NUMBERS = Variable("y", RNG.normal(size=(600, 1)), automatic=True)
LABELS = Variable("y", np.empty((600, 0)), RNG.integers(0, 20, 600))
RARE = Variable("x", np.where(np.arange(600) < 5, 2, np.arange(600) % 2)[:, None] * 1.0, automatic=True)


@pytest.mark.parametrize(
    ("x", "y", "labels"),
    [
        (levels(5), NUMBERS, (True, False)),
        (levels(2), NUMBERS, (True, False)),
        (levels(29), NUMBERS, (True, False)),
        (levels(31), NUMBERS, (False, False)),  # 19 rows each
        (levels(70), NUMBERS, (False, False)),
        (levels(5, automatic=False), NUMBERS, (False, False)),
        (RARE, NUMBERS, (False, False)),
        (RARE, LABELS, (True, True)),
        (levels(10), levels(30), (True, True)),  # two rows a pair
        (levels(10), levels(31), (False, False)),
        (levels(2), levels(31), (True, True)),
        (levels(31), LABELS, (False, True)),
        (levels(12), LABELS, (True, True)),
    ],
)
def test_the_rule(x: Variable, y: Variable, labels: tuple[bool, bool]) -> None:
    for first, second, expected in ((x, y, labels), (y, x, labels[::-1])):
        found = as_labels_where_right(first, second)
        assert tuple(one.labels is not None for one in found) == expected


def test_levels_beside_numbers() -> None:
    both = Variable("x", np.hstack([levels(3).numbers, levels(2).numbers, NUMBERS.numbers]))
    found = with_levels_as_labels(both)
    assert found.labels is not None
    assert (int(found.labels.max()) + 1, found.numbers.shape[1]) == (6, 1)
    for unchanged in (
        Variable("x", np.hstack([levels(13).numbers, NUMBERS.numbers])),  # 46 rows a level
        Variable("x", levels(7).numbers),  # one column alone
        NUMBERS,
        LABELS,
    ):
        assert with_levels_as_labels(unchanged) is unchanged


def test_columns_of_few_levels_alone_are_one_label() -> None:
    found = with_levels_as_labels(Variable("x", np.hstack([levels(2).numbers, levels(3).numbers])))
    assert found.labels is not None
    assert (int(found.labels.max()) + 1, found.numbers.shape[1]) == (6, 0)
