"""KSG of other packages on the same data, where they are installed: they are no dependencies. One core each.

The values are compared where the algorithm is the same: KSG 1 with k = 5, of columns as they are or of unit variance.
"""

import importlib
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
import pytest
from sklearn.feature_selection import mutual_info_regression

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG
from tests.speed.table import Table
from tests.speed.timing import in_turns

pytestmark = pytest.mark.slow

N = 20_000
RIVALS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "scikit-learn": lambda _, x, y: mutual_info_regression(
        x, y.ravel(), n_neighbors=5, discrete_features=False, random_state=0
    ),
    "ennemi": lambda module, x, y: module.estimate_mi(y.ravel(), x.ravel(), k=5),
    "npeet-plus": lambda module, x, y: module.mi(x, y, k=5, base=np.e),
    "infomeasure": lambda module, x, y: module.mutual_information(x, y, approach="ksg", k=5, noise_level=0),
}
UNIT_VARIANCE = {"scikit-learn", "ennemi"}
ONE_COLUMN = {"scikit-learn", "ennemi"}


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("name", RIVALS)
def test_ksg(table: Table, name: str, d: int) -> None:
    if d > 1 and name in ONE_COLUMN:
        pytest.skip(f"{name} takes one column of y")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = None if name == "scikit-learn" else installed(name)
        x, y = CorrelatedNormal.with_mutual_information(1.0, d, d).sample(N, rng=0)
        ours = KSG(5, standardize="columns" if name in UNIT_VARIANCE else "none")
        found: dict[str, float] = {}

        def mine() -> None:
            found["ours"] = ours.estimate(x, y).nats

        def theirs() -> None:
            found["rival"] = float(np.ravel(RIVALS[name](module, x, y))[0])

        mine()
        taken, rival = in_turns([mine, theirs], 3)
    assert found["rival"] == pytest.approx(found["ours"], abs=1e-6)
    work = f"KSG 1, k=5, n={N:,}, {d}+{d}, of processor; rival: {name} {version(name)}"
    table.faster(work, taken.processor, rival.processor, None, on_the_wall=False)


def installed(name: str) -> Any:
    try:
        return importlib.import_module(name.replace("-", "_"))
    except ImportError:
        pytest.skip(f"{name} is not installed")
