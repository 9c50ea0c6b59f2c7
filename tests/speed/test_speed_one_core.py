"""What a slow laptop takes: commands and an estimate on one core, with one thread, imports included, in processor time."""

import sys
from pathlib import Path

import pytest

from infoplane.benchmarks.storage.database import Store

from .table import Table
from .timing import of_command

pytestmark = pytest.mark.slow

_MINUTE = 60.0
_COMMAND = "import sys; from infoplane.command import main; sys.argv = ['infoplane', *sys.argv[1:]]; main()"
_ESTIMATE = """
from infoplane import estimate_mi
from infoplane.distributions import CorrelatedNormal
estimate_mi(*CorrelatedNormal.with_mutual_information(1.0, {d}, {d}).sample(1000, rng=0), rng=0)
"""


def in_a_new_folder(folder: Path, *arguments: str) -> float:
    return of_command([sys.executable, "-c", _COMMAND, *arguments], one_core=True, folder=folder).processor


def test_smoke(table: Table, tmp_path: Path) -> None:
    """All that `make smoke` runs, from an empty store."""
    taken = in_a_new_folder(tmp_path, "run", "smoke") + in_a_new_folder(tmp_path, "table", "smoke")
    table.at_most("one core: `make smoke`", taken, _MINUTE)


def test_plane(table: Table, tmp_path: Path) -> None:
    taken = in_a_new_folder(tmp_path, "plane")
    limit = "each evaluation reads six layers of two parts of the data by learnt bounds, some seconds; the rest is training."
    table.at_most("one core: `infoplane plane`", taken, _MINUTE, limit=limit)


@pytest.mark.parametrize("d", [1, 4])
def test_estimate(table: Table, d: int) -> None:
    taken = of_command([sys.executable, "-c", _ESTIMATE.format(d=d)], one_core=True).processor
    table.at_most(f"one core: a program that calls `estimate_mi`, n=1,000, {d}+{d}", taken, _MINUTE)


@pytest.mark.long
def test_bench(table: Table, tmp_path: Path) -> None:
    """On all cores."""
    work = "`make bench` from an empty store, set-up aside"
    whole = of_command([sys.executable, "-c", _COMMAND, "run", "images", "--store", str(tmp_path)])
    with Store(tmp_path / "rows.sqlite") as store:
        taken = dict(store.read("SELECT estimator, SUM(seconds) FROM rows GROUP BY estimator ORDER BY SUM(seconds) DESC"))
    for estimator, seconds in taken.items():
        table.part(f"{work}, on the wall of its worker", estimator, seconds)
    table.part(work, "of processors, with training", whole.processor)
    first, second = list(taken)[:2]
    cells = sum(taken.values())
    limit = f"of the seconds of the cells, {first} takes {taken[first] / cells:.0%} and {second} {taken[second] / cells:.0%}."
    table.at_most(work, whole.wall, 600.0, limit=limit)
