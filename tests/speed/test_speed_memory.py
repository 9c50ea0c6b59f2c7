"""How much memory estimates of many pairs need beside the pairs."""

import subprocess
import sys

import pytest

from .table import Table

pytestmark = pytest.mark.slow

THOUSAND, MILLION = 1000, 1_000_000
SCRIPT = """
import re
from pathlib import Path
import numpy as np
from infoplane.benchmarks.suites.estimators import CLASSICAL
from infoplane.estimators import KDE, KSG
from infoplane.estimators.kernels.kernel_sums import log_densities
def memory(field):
    return int(re.search(field + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
rng = np.random.default_rng(0)
x, y = rng.normal(size=({n}, {d})), rng.normal(size=({n}, {d}))
def work(x, y):
    {code}
work(x[:1000], y[:1000])
before = memory("VmRSS")
work(x, y)
print((memory("VmHWM") - before) / 1024)
"""


@pytest.mark.parametrize(
    ("name", "code", "n", "d", "bar"),
    [
        ("KSG", "KSG().estimate(x, y)", 100 * THOUSAND, 2, 100),
        ("KSG", "KSG().estimate(x, y)", MILLION, 2, 400),
        ("KSG", "KSG().estimate(x, y)", 10 * MILLION, 1, 3000),
        ("G+WKL", "CLASSICAL['G+WKL'].estimate(x, y)", MILLION, 2, 400),
        ("KDE", "KDE().estimate(x, y)", 100 * THOUSAND, 2, 400),
        (
            "seven leave-one-out densities",
            "log_densities(np.hstack([x, y]), np.geomspace(0.2, 0.4, 7))",
            100 * THOUSAND,
            2,
            100,
        ),
    ],
)
def test_memory(table: Table, name: str, code: str, n: int, d: int, bar: float) -> None:
    """Peak memory of a new process, less what it holds after a small run with the large samples in memory.

    ru_maxrss would not do: it starts at the peak of the process that started this one.
    """
    script = SCRIPT.format(code=code, n=n, d=d)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    table.at_most(f"memory growth, {name}, n={n:,}, {d}+{d}", float(done.stdout), bar, "MB", on_the_wall=False)
