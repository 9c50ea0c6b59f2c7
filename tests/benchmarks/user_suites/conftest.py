"""A folder with a distribution of a user's, and suites as files."""

from pathlib import Path

import pytest

SIGNS = '''
from dataclasses import dataclass

import numpy as np
from helper import LN2


@dataclass(frozen=True)
class SharedSign:
    """Two normals that share their sign, but for some pairs."""

    flip: float = 0.0
    x_shape = y_shape = (1,)

    @property
    def mutual_information(self):
        keep = 1 - self.flip
        return LN2 + sum(p * float(np.log(p)) for p in (self.flip, keep) if p > 0)

    def sample(self, n, rng=None):
        rng = np.random.default_rng(rng)
        x, y = rng.standard_normal((2, n, 1))
        signs = np.where(rng.random((n, 1)) < self.flip, -1.0, 1.0)
        return x, np.copysign(y, x) * signs


class KnownSign(SharedSign):
    def pointwise_mutual_information(self, x, y):
        with np.errstate(divide="ignore"):
            return (LN2 + np.log(np.where(np.sign(x) == np.sign(y), 1 - self.flip, self.flip)))[:, 0]


class BmiTask:
    """As the tasks of bmi are: no shapes, and a seed instead of a generator."""

    id, dim_x, dim_y = "sign", 1, 1
    mutual_information = LN2

    def sample(self, n_points, seed):
        x, y = np.random.default_rng(seed).standard_normal((2, n_points))
        return x, np.copysign(y, x)


bmi_task = BmiTask()
number = 3


def first_columns(x, y):
    return -0.5 * np.log(1 - np.corrcoef(x[:, 0], y[:, 0])[0, 1] ** 2)
'''
HELPER = "import math\nLN2 = math.log(2)\n"
TOML = """
description = "Shared signs, bent and straight."
sizes = [60, 120]
replicates = 2
estimators = ["Gaussian", "KSG(k=4)", "my.py:first_columns"]

[distributions]
sign = "my.py:SharedSign"
some-signs = { distribution = "my.py:SharedSign(flip=0.25)", family = "signs" }
normal = "CorrelatedNormal.with_mutual_information(1.0, 1, 1)"
"""
PYTHON = """
suite = {
    "sizes": [60],
    "replicates": 2,
    "estimators": {"Pearson": "Gaussian()"},
    "distributions": {f"sign-{k}": f"my.py:SharedSign(flip={k / 10})" for k in range(3)},
}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with my.py, helper.py, mine.toml and mine.py."""
    for name, text in {"my.py": SIGNS, "helper.py": HELPER, "mine.toml": TOML, "mine.py": PYTHON}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
