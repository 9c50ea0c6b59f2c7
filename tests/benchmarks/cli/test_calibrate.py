"""`infoplane calibrate` on made-up rows whose errors are known multiples of their signs."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage.database import Store
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import Row
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.estimators.automatic.calibration import Calibration
from tests.benchmarks.cli.test_app import called, infoplane

FAMILIES = ("normal", "wiggly", "smoothed-uniform", "exponential-sum", "rare-event", "swiss-roll")


def row_of(cell: Cell, number: int) -> Row:
    """A value with an error of the scale of its sign. Rare events miss by far; another method measured swiss rolls."""
    true_mi = cell.task.true_mi
    sign = 0.02 + 0.01 * (number % 7)
    error = sign * float(np.random.default_rng(number).normal()) - (5.0 if cell.task.family == "rare-event" else 0.0)
    details = {"lower": 0.0, "upper": math.inf}
    if cell.task.family != "swiss-roll":
        details = {"sign_a": sign, "sign_b": 0.001, "lower": 0.0, "upper": 20.0}
    return failed_row(cell, "ok", "")._replace(nats=true_mi + error, true_mi=true_mi, details=json.dumps(details))


@pytest.fixture(scope="module", autouse=True)
def no_committed_rows() -> Iterator[None]:
    """The rows of these tests alone: signs of the committed rows have other names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("infoplane.benchmarks.analysis.results.combined", lambda stored, suite: stored)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a store of rows of a few families."""
    path = tmp_path_factory.mktemp("checkout")
    (path / "estimators" / "automatic").mkdir(parents=True)
    cells = [cell for cell in SUITES["calibration"].cells() if cell.n == 1000 and cell.task.family in FAMILIES]
    rows = [row_of(cell, number) for number, cell in enumerate(keyed(cells).values())]
    with Store(path / ".infoplane" / "rows.sqlite") as store:
        store.add(*rows[1:], rows[0]._replace(status="error", nats=None))
    return path


FILES = ("estimators/automatic/calibration.json", "results/tables/calibrated-intervals.md")


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    return called("calibrate", folder=folder)


def test_files(printed: str, folder: Path) -> None:
    text, (file, page) = printed, (folder / name for name in FILES)
    assert "cells have no row yet" in text
    for path in (file, page):
        assert f"Wrote {path.relative_to(folder)}." in text
    found = json.loads(file.read_text())
    assert sorted(found) == ["fast", "full"]
    for one in found.values():
        assert sorted(one["down"]) == sorted(one["up"]) == ["a", "b"]
        assert one["levels"] == [0.5, 0.8, 0.9, 0.95, 0.99]
        assert one["factors"] == sorted(one["factors"])
        # The error is normal, and the sign a is its standard deviation: an interval of 95 % has arms of two of them.
        calibration = Calibration(**one)
        arms = calibration.factor(0.95) * np.array(calibration.scales({"a": 0.05, "b": 0.001}))
        assert arms.mean() == pytest.approx(2.1 * 0.05, rel=0.25)
    lines = {line.split("|")[1].strip(): line for line in page.read_text().splitlines() if line.startswith("| ")}
    assert "apart" in lines["rare-event"]
    assert " 0 % " in lines["rare-event"]
    assert " 100 % " in lines["swiss-roll"]
    assert " inf " in lines["swiss-roll"]
    assert "all (5)" in lines
    assert "other (3)" in lines
    assert "elliptical (2)" in lines
    assert "Cells that gave no value, which are in no line: 1." in page.read_text()


@pytest.mark.slow  # the tests of the study say so of the calibration itself
def test_the_same_rows_give_the_same_files(printed: str, folder: Path, tmp_path: Path) -> None:
    assert "Wrote" in printed
    called("calibrate", "--output", str(tmp_path), "--page", str(tmp_path / "page.md"), folder=folder)
    for again, name in zip(("calibration.json", "page.md"), FILES, strict=True):
        assert (tmp_path / again).read_bytes() == (folder / name).read_bytes()


def test_what_is_missing_is_said_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    assert "There is no folder estimators/automatic: run this in the checkout" in infoplane(
        "calibrate", folder=tmp_path, code=2
    )
    text = infoplane("calibrate", "--output", ".", folder=tmp_path, code=2)
    assert "There are no rows of calibration yet: `infoplane run calibration` makes them." in text
    assert not (tmp_path / "calibration.json").exists()
