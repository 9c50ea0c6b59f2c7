"""Lazy mappings, and suites that load nothing before they are asked for."""

import subprocess
import sys

import pytest

from infoplane.benchmarks.suites.lazy import Lazy
from infoplane.benchmarks.suites.registry import DESCRIPTIONS, SUITES


def fails() -> int:
    raise AssertionError("built")


def test_names_build_nothing() -> None:
    lazy = Lazy({"a": fails, "b": fails})
    assert list(lazy) == ["a", "b"]
    assert len(lazy) == 2
    assert "a" in lazy
    assert "c" not in lazy
    assert list(lazy.only(["b"]) | Lazy({"c": fails})) == ["b", "c"]
    with pytest.raises(AssertionError, match="built"):
        lazy["a"]
    with pytest.raises(KeyError):
        lazy["c"]


def test_each_value_is_built_once_and_shared() -> None:
    built = []
    lazy = Lazy({"a": lambda: built.append("a") or object()})
    both = lazy | Lazy({"b": lambda: object()})
    assert lazy["a"] is lazy["a"] is both["a"] is lazy.only(["a"])["a"]
    assert built == ["a"]


def test_the_second_mapping_wins() -> None:
    both = Lazy({"a": lambda: 1, "b": lambda: 2}) | Lazy({"b": lambda: 3})
    assert dict(both) == {"a": 1, "b": 3}


def test_suites_have_their_names_and_descriptions() -> None:
    assert list(SUITES) == list(DESCRIPTIONS)
    for name, suite in SUITES.items():
        assert suite.name == name
        assert suite.description == DESCRIPTIONS[name]
    assert str(len(SUITES["bmi-v1"].tasks)) in DESCRIPTIONS["bmi-v1"]
    assert str(len(SUITES["bmi-v2"].tasks)) in DESCRIPTIONS["bmi-v2"]


def test_listing_the_suites_loads_no_estimator() -> None:
    code = (
        "import sys; from infoplane.benchmarks.cli.listing import list_; list_();"
        "print(sorted({'torch', 'numba', 'pandas', 'matplotlib', 'sklearn', 'scipy.stats'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "bmi-v1" in done.stdout
    assert done.stdout.strip().endswith("[]")
