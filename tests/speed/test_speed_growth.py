"""How the time grows with the number of pairs, from ten thousand to a million, as rows and as a figure."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.figures.style import COLUMN, curve_style, house_style, new_figure, save
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KDE, KSG, WeightedKL

from .table import Table
from .timing import seconds

pytestmark = pytest.mark.slow

HUNDRED_THOUSAND, MILLION = 100_000, 1_000_000
SIZES = (10_000, 30_000, HUNDRED_THOUSAND, 300_000, MILLION)
GROWTH = {"KSG": (KSG(), 1.15), "WKL": (WeightedKL(), 1.15), "KDE": (KDE(), 1.7)}


@pytest.fixture(scope="module")
def growth(request: pytest.FixtureRequest) -> dict[str, list[float]]:
    """The seconds of each estimator at all sizes, which become a figure where a table is made."""
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(MILLION, rng=0)
    found: dict[str, list[float]] = {}
    for name, (estimator, _) in GROWTH.items():
        estimator.estimate(x[:11_000], y[:11_000])
        rounds = [1 if name == "KDE" and n > HUNDRED_THOUSAND else 3 for n in SIZES]
        works = [partial(estimator.estimate, x[:n], y[:n]) for n in SIZES]
        found[name] = [seconds(work, some) for work, some in zip(works, rounds, strict=True)]
    page: Path | None = request.config.getoption("--table", default=None)
    if page:
        draw(found, page.parent / "figures" / f"{page.stem}-growth")
    return found


@house_style()
def draw(found: dict[str, list[float]], stem: Path) -> None:
    figure, panels = new_figure(1, 1, COLUMN, 2.8)
    for name, taken in found.items():
        panels[0, 0].loglog(SIZES, taken, **(curve_style(name) | {"label": f"{name}: exponent {exponent(taken):.2f}"}))
    panels[0, 0].set(xlabel="pairs, of 2 + 2 columns", ylabel="seconds")
    panels[0, 0].legend()
    stem.parent.mkdir(parents=True, exist_ok=True)
    save(figure, stem)


def exponent(taken: list[float]) -> float:
    """That of n in the time, by least squares in logarithms."""
    return float(np.polyfit(np.log(SIZES), np.log(taken), 1)[0])


@pytest.mark.parametrize("name", GROWTH)
def test_exponent(table: Table, growth: dict[str, list[float]], name: str) -> None:
    for n, taken in zip(SIZES, growth[name], strict=True):
        table.part(f"{name}, 2+2", f"n={n:,}", taken)
    work = f"exponent of n in the time of {name}, 10,000 to 1,000,000, 2+2"
    table.at_most(work, exponent(growth[name]), GROWTH[name][1], "")


@pytest.mark.parametrize(("n", "bar"), [(HUNDRED_THOUSAND, 4.0), (MILLION, 90.0)])
def test_kde(table: Table, growth: dict[str, list[float]], n: int, bar: float) -> None:
    table.at_most(f"leave-one-out-ML KDE MI, n={n:,}, 2+2", growth["KDE"][SIZES.index(n)], bar)
