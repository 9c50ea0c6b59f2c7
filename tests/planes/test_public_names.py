"""The public names of `infoplane.planes`: they load when first used, and work beside pandas in a checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

from infoplane import planes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", planes.__all__)
def test_every_public_name_loads(name: str) -> None:
    found = getattr(planes, name)
    assert found.__name__ == name
    assert found.__module__.startswith("infoplane.planes.")
    assert found.__doc__, f"{name} has no docstring"


def test_no_name_stands_twice_and_unknown_names_raise_errors() -> None:
    assert len(planes.__all__) == len(set(planes.__all__))
    with pytest.raises(AttributeError, match="no_such_name"):
        planes.no_such_name  # noqa: B018


def test_pandas_and_planes_work_together_in_a_checkout() -> None:
    """No folder at the top of the checkout has the name of a library that pandas would import."""
    code = (
        "import pandas, numpy; pandas.DataFrame({'a': [1.0, 2.0]}).mean(); pandas.Series([1.0, 2.0, 4.0]).rolling(2).median();"
        "import infoplane.planes, infoplane.estimators, infoplane.distributions, infoplane.benchmarks;"
        "print(infoplane.planes.label_entropy([0, 1]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.startswith("0.693")
