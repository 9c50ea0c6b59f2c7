"""A hundred thousand pairs, a million and ten million: seconds, memory, and how the time grows with n, as a figure."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import KDTree

from infoplane import estimate_mi
from infoplane.benchmarks.figures.style import COLUMN, curve_style, house_style, new_figure, save
from infoplane.benchmarks.suites.estimators import CLASSICAL
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KDE, KSG, WeightedKL
from infoplane.estimators.neighbours.scaling import scaled
from infoplane.estimators.protocol import Estimator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="timings want the machine to themselves: make speed"),
]

MILLION = 1_000_000
SIZES = (10_000, 30_000, 100_000, 300_000, MILLION)
GROWTH = {"KSG": (KSG(), 1.15), "WKL": (WeightedKL(), 1.15), "KDE": (KDE(), 1.7)}


def pairs(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(1.0, d, d).sample(n, rng=0)


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median wall time."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def waits() -> float:
    """The share of its time that a single thread waits for a processor: whether others use the machine."""
    wall, processor = time.perf_counter(), time.process_time()
    while time.process_time() < processor + 0.5:
        pass
    return 1 - (time.process_time() - processor) / (time.perf_counter() - wall)


def judge(table: list[str], work: str, taken: float, bar: float, rival: float | None = None) -> None:
    """Add a row, and assert the bar unless others use the machine."""
    versus = f"{rival:.2f} s | {rival / taken:.1f}x" if rival else "|"
    table.append(f"| {work} | {taken:.2f} s | {versus} | | {bar:g} s |")
    if taken > bar and (waiting := waits()) > 0.1:
        pytest.skip(f"{taken:.2f} s is not judged: others use the machine (a single thread waits {waiting:.0%} of its time)")
    assert taken <= bar


@pytest.mark.parametrize(("d", "bar"), [(2, 1.5), (4, 6.0)])
def test_ksg_against_the_tree_of_scipy(table: list[str], d: int, bar: float) -> None:
    """Both use all cores; the rival finds the same neighbours and counts."""
    x, y = scaled("columns", *pairs(MILLION, d))
    joint = np.hstack([x, y])
    KSG().estimate(x[:1000], y[:1000])

    def rival() -> None:
        radii = np.nextafter(KDTree(joint).query(joint, k=6, p=np.inf, workers=-1)[0][:, -1], 0)
        for points in (x, y):
            KDTree(points).query_ball_point(points, radii, p=np.inf, workers=-1, return_length=True)

    rival_seconds = seconds(rival, 1) if d == 2 else None  # in more columns it takes many minutes
    taken = seconds(lambda: KSG().estimate(x, y), 3)
    judge(table, f"KSG, n=1,000,000, {d}+{d}; rival: scipy's tree on all cores", taken, bar, rival_seconds)


@pytest.mark.parametrize(
    ("name", "estimator", "n", "d", "bar"),
    [
        ("G+WKL", CLASSICAL["G+WKL"], MILLION, 2, 4.0),
        ("KSG", KSG(), 10 * MILLION, 1, 12.0),
        ("leave-one-out-ML KDE MI", KDE(), 100_000, 2, 4.0),
        ("leave-one-out-ML KDE MI", KDE(), MILLION, 2, 90.0),
    ],
)
def test_seconds(table: list[str], name: str, estimator: Estimator, n: int, d: int, bar: float) -> None:
    x, y = pairs(n, d)
    estimator.estimate(x[:11_000], y[:11_000])
    judge(table, f"{name}, n={n:,}, {d}+{d}", seconds(lambda: estimator.estimate(x, y), 3 if n <= MILLION else 1), bar)


@pytest.mark.parametrize(("fast", "bar"), [(True, 2.0), (False, 15.0)])
def test_estimate_mi(table: list[str], fast: bool, bar: float) -> None:
    x, y = pairs(MILLION, 1)
    estimate_mi(x[:11_000], y[:11_000], rng=0, fast=fast)
    taken = seconds(lambda: estimate_mi(x, y, rng=0, fast=fast), 1)
    judge(table, f"estimate_mi{', fast' if fast else ''}, n=1,000,000, 1+1", taken, bar)


@pytest.mark.parametrize(
    ("name", "code", "n", "d", "bar"),
    [
        ("KSG", "KSG()", MILLION, 2, 400),
        ("G+WKL", "CLASSICAL['G+WKL']", MILLION, 2, 400),
        ("KDE", "KDE()", 100_000, 2, 400),
        ("KSG", "KSG()", 10 * MILLION, 1, 3000),
    ],
)
def test_memory(table: list[str], name: str, code: str, n: int, d: int, bar: float) -> None:
    """Peak memory of a new process, less what it holds after a small run with the large samples in memory."""
    script = f"""
import re
from pathlib import Path
import numpy as np
from infoplane.benchmarks.suites.estimators import CLASSICAL
from infoplane.estimators import KDE, KSG
def memory(field):
    return int(re.search(field + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
rng = np.random.default_rng(0)
x, y = rng.normal(size=({n}, {d})), rng.normal(size=({n}, {d}))
estimator = {code}
estimator.estimate(x[:1000], y[:1000])
before = memory("VmRSS")
estimator.estimate(x, y)
print((memory("VmHWM") - before) / 1024)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    growth = float(done.stdout)
    table.append(f"| memory growth, {name}, n={n:,}, {d}+{d} | {growth:.0f} MB | | | | {bar:g} MB |")
    assert growth <= bar


@pytest.fixture(scope="module")
def growth(request: pytest.FixtureRequest) -> Iterator[dict[str, list[float]]]:
    """The seconds of each estimator at all sizes, which become a figure beside the table."""
    found: dict[str, list[float]] = {}
    yield found
    path: Path | None = request.config.getoption("--table", default=None)
    if path is None or not found:
        return
    with house_style():
        figure, panels = new_figure(1, 1, COLUMN, 2.8)
        for name, taken in found.items():
            panels[0, 0].loglog(SIZES, taken, **(curve_style(name) | {"label": f"{name}: exponent {slope(taken):.2f}"}))
        panels[0, 0].set(xlabel="pairs, of 2 + 2 columns", ylabel="seconds")
        panels[0, 0].legend()
        save(figure, path.with_name(f"{path.stem}-growth"))


def slope(taken: list[float]) -> float:
    """The exponent of n in the time, by least squares in logarithms."""
    return float(np.polyfit(np.log(SIZES), np.log(taken), 1)[0])


@pytest.mark.parametrize("name", GROWTH)
def test_growth(table: list[str], growth: dict[str, list[float]], name: str) -> None:
    estimator, bar = GROWTH[name]
    x, y = pairs(MILLION, 2)
    estimator.estimate(x[:11_000], y[:11_000])
    growth[name] = [seconds(lambda n=n: estimator.estimate(x[:n], y[:n]), 3 if n < MILLION else 1) for n in SIZES]
    found = slope(growth[name])
    table.append(f"| exponent of n in the time of {name}, 10,000 to 1,000,000, 2+2 | {found:.2f} | | | | {bar:g} |")
    if found > bar and waits() > 0.1:
        pytest.skip(f"{found:.2f} is not judged: others use the machine")
    assert found <= bar
