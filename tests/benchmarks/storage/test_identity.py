"""Equal text if and only if equal content."""

import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA

from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.estimators import KL, KSG, Compressed


@given(arrays(float, 3), arrays(float, 3))
def test_arrays_by_content(a: np.ndarray, b: np.ndarray) -> None:
    assert (identity(a) == identity(b)) == (a.tobytes() == b.tobytes())


@given(st.recursive(st.integers() | st.floats(allow_nan=False) | st.text(), st.tuples), st.integers())
def test_stable_within_and_distinct_from_its_pair(value: object, other: int) -> None:
    assert identity(value) == identity(value)
    assert identity((value, other)) != identity((value, other + 1))


def test_every_parameter_counts_and_long_arrays_are_not_elided() -> None:
    assert identity(KSG(k=1)) != identity(KSG(k=2))
    assert identity(Compressed(KL(), PCA(2))) != identity(Compressed(KL(), PCA(3)))
    assert identity(Compressed(KL(), PCA(2))) == identity(Compressed(KL(), PCA(2)))
    long = np.zeros(10_000)
    other = long.copy()
    other[5000] = 1e-300
    assert identity(long) != identity(other)


def test_no_addresses() -> None:
    for suite in SUITES.values():
        for cell in suite.cells():
            assert " at 0x" not in identity(cell.estimator) + identity(cell.task.distribution)


def test_equal_in_another_process() -> None:
    code = "from infoplane.benchmarks.suites.registry import SUITES; from infoplane.benchmarks.storage.keys import cell_id;"
    code += "print([cell_id(cell) for cell in SUITES['smoke'].cells()][:5])"
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1


@dataclass(frozen=True)
class Foreign:
    function: Any = None


def test_foreign_code_is_known_by_its_source() -> None:
    assert "Foreign#" in identity(Foreign())
    assert "test_no_addresses#" in identity(replace(Foreign(), function=test_no_addresses))


def times(factor: float) -> Any:
    return lambda value: factor * value


def test_functions_of_one_name_are_told_apart() -> None:
    alike = [lambda x: x + 1, lambda x: x + 2, lambda x: x - 1, times(2.0), times(3.0), partial(max, 1), partial(max, 2), max]
    assert len(set(map(identity, alike))) == len(alike)
    assert identity(times(2.0)) == identity(times(2.0))
    assert identity(partial(max, 1)) == identity(partial(max, 1))


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(TypeError, match="make it a dataclass"):
        identity(object())
