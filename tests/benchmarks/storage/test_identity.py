"""Equal text if and only if equal content."""

import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator

from infoplane.benchmarks.storage.identity import RENAMED, _content, identity
from infoplane.benchmarks.storage.keys import cell_id
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.estimators import KL, KSG, Autoencoder, Compressed


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
        for grid in suite.grids:
            for content in (*grid.estimators.values(), *(task.distribution for task in grid.tasks)):
                assert " at 0x" not in identity(content)


def test_equal_in_another_process() -> None:
    code = "from itertools import islice; from infoplane.benchmarks.suites.registry import SUITES;"
    code += "from infoplane.benchmarks.storage.keys import cell_id;"
    code += "print([cell_id(cell) for cell in islice(SUITES['smoke'].cells(), 5)])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([cell_id(cell) for cell in islice(SUITES["smoke"].cells(), 5)])


@dataclass(frozen=True)
class Foreign:
    function: Any = None


def test_other_peoples_code_has_a_hash_of_its_source() -> None:
    assert "Foreign#" in identity(Foreign())
    assert "test_no_addresses#" in identity(replace(Foreign(), function=test_no_addresses))


def times(factor: float) -> Any:
    return lambda value: factor * value


def test_functions_of_one_name_differ() -> None:
    alike = [lambda x: x + 1, lambda x: x + 2, lambda x: x - 1, times(2.0), times(3.0), partial(max, 1), partial(max, 2), max]
    assert len(set(map(identity, alike))) == len(alike)
    assert identity(times(2.0)) == identity(times(2.0))
    assert identity(partial(max, 1)) == identity(partial(max, 1))


def test_content_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(TypeError, match="make it a dataclass"):
        identity(object())


def test_defaults_are_left_out() -> None:
    assert identity(KL()) == "infoplane.estimators.KL()"
    assert identity(KL(k=7)) == "infoplane.estimators.KL(k=7)"
    assert identity(PCA(2)) == "sklearn.decomposition.PCA(n_components=2)"
    assert identity(Foreign()).endswith("(function=None)")  # its default may change with its source


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1, 2.5, "a", None), "[1, 2.5, 'a', None]"),
        ({"b", "a"}, "{'a', 'b'}"),
        ({"a": (1,), "b": 2}, "{'a': [1], 'b': 2}"),
        (np.float64(0.5), "0.5"),
        (np.int64(3), "3"),
        (KSG, "infoplane.estimators.KSG"),
        (len, "builtins.len"),
    ],
)
def test_plain_values(value: object, text: str) -> None:
    assert identity(value) == text


def test_the_shape_and_the_type_of_an_array_count() -> None:
    zeros = [np.zeros(4), np.zeros((2, 2)), np.zeros(4, dtype=np.int64), np.zeros(8, dtype=np.float32)]
    assert len(set(map(identity, zeros))) == 4
    assert identity(np.arange(6.0)[::2]) == identity(np.array([0.0, 2.0, 4.0]))


def test_a_renamed_parameter_keeps_its_old_name_in_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RENAMED, "infoplane.estimators.KL", {"k": "neighbours"})
    assert identity(KL(k=7)) == "infoplane.estimators.KL(neighbours=7)"


def test_corrected_numbers_make_a_new_estimator(monkeypatch: pytest.MonkeyPatch) -> None:
    before = identity(KSG(k=7)), identity(KL())
    monkeypatch.setattr(KSG, "numbers_version", 3)
    assert (identity(KSG(k=7)), identity(KL())) == ("infoplane.estimators.KSG@3(k=7)", before[1])
    monkeypatch.setattr(KSG, "numbers_version", 1)
    assert identity(KSG(k=7)) == "infoplane.estimators.KSG(k=7)" != before[0]


def test_what_a_frozen_transformer_has_learnt_counts() -> None:
    sample = np.random.default_rng(0).normal(size=(50, 4))
    one, same, other = PCA(2).fit(sample), PCA(2).fit(sample), PCA(2).fit(2 * sample)
    assert identity(FrozenEstimator(one)) == identity(FrozenEstimator(same))
    assert identity(FrozenEstimator(one)) != identity(FrozenEstimator(other))
    assert identity(one) == identity(other)  # not frozen, it will be fitted again
    networks = [Autoencoder(max_steps=steps, random_state=0).fit(sample) for steps in (2, 3)]
    for network in networks:
        network.max_steps = 3
    assert identity(FrozenEstimator(networks[0])) != identity(FrozenEstimator(networks[1]))


def test_an_object_that_contains_itself_has_an_identity() -> None:
    sample = np.random.default_rng(0).normal(size=(50, 4))
    fitted = PCA(2).fit(sample)
    fitted.itself_ = [fitted]
    assert "itself" in _content(fitted, ())
    assert identity(FrozenEstimator(fitted)) == identity(FrozenEstimator(fitted))


def test_what_a_console_defines_is_told_by_its_instructions() -> None:
    """There is no file to hash."""

    def defined(result: float) -> list[str]:
        names: dict[str, Any] = {"__name__": "__console__"}
        exec(f"class Mine:\n def estimate(self, x, y): return (lambda: {result})()\ndef mine(x, y): return {result}", names)
        return [identity(names["Mine"]()), identity(names["mine"])]

    assert defined(1.0) == defined(1.0)
    assert not set(defined(1.0)) & set(defined(2.0))
