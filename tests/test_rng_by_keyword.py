"""Wherever a public function takes `rng` at will, it is given by name: a further array is never taken for the seed."""

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from infoplane import distributions, estimators, planes
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, estimate_mi, permutation_test


def optional() -> Iterator[tuple[str, inspect.Parameter]]:
    """The parameter `rng` of every public function and method of a public class, where it has a default."""
    for package in (estimators, distributions, planes):
        for name in package.__all__:
            value: Any = getattr(package, name)
            members = inspect.getmembers(value, inspect.isfunction) if inspect.isclass(value) else [("", value)]
            for member, function in members:
                if member.startswith("_") or not inspect.isfunction(function):
                    continue
                parameter = inspect.signature(function).parameters.get("rng")
                if parameter is not None and parameter.default is not parameter.empty:
                    yield f"{name}.{member}".rstrip("."), parameter


FOUND = dict(optional())


def test_many_functions_take_it() -> None:
    assert {
        "KSG.estimate",
        "FrenzelPompe.estimate",
        "CorrelatedNormal.sample",
        "estimate_mi",
        "input_information",
    } <= FOUND.keys()


def test_it_is_given_by_name() -> None:
    assert [name for name, parameter in FOUND.items() if parameter.kind is not parameter.KEYWORD_ONLY] == []


def test_a_third_array_is_refused() -> None:
    x, y = CorrelatedNormal(1, 1, (0.5,)).sample(50, rng=0)
    z = np.zeros(50)
    for call in (estimate_mi, KSG().estimate):
        with pytest.raises(TypeError, match="positional"):
            call(x, y, z)
    with pytest.raises(TypeError, match="positional"):
        permutation_test(KSG(), x, y, 9, z)
    with pytest.raises(TypeError, match="positional"):
        CorrelatedNormal(1, 1, (0.5,)).sample(50, 0)
