"""A user's own distribution, found by name."""

import math
import pickle
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import run_cell
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.storage.keys import cell_id
from infoplane.benchmarks.suites.protocol import Cell, Task
from infoplane.benchmarks.user_suites.distribution import GROUP, LoadedDistribution, distribution
from infoplane.distributions import CorrelatedNormal, Distribution, PointwiseDistribution
from infoplane.estimators import Gaussian

from .conftest import SIGNS


@pytest.mark.parametrize("spec", ["my.py:SharedSign", "my:SharedSign", "my.py:SharedSign()", "my.py:bmi_task", "my.py:BmiTask"])
def test_from_a_file(spec: str, project: Path) -> None:
    found = distribution(spec)
    assert isinstance(found, Distribution)
    assert found.mutual_information == math.log(2)
    assert (found.x_shape, found.y_shape) == ((1,), (1,))
    x, y = found.sample(50, rng=0)
    assert x.shape == y.shape == (50, 1)
    assert (np.sign(x) == np.sign(y)).all()
    np.testing.assert_array_equal(x, found.sample(50, rng=0)[0])


def test_arguments(project: Path) -> None:
    assert distribution("my.py:SharedSign(flip=0.5)").mutual_information == pytest.approx(0.0, abs=1e-12)
    assert distribution("my.py:SharedSign(flip=0.5)") != distribution("my.py:SharedSign")


def test_the_density_is_found_only_where_there_is_one(project: Path) -> None:
    assert not isinstance(distribution("my.py:SharedSign"), PointwiseDistribution)
    found = distribution("my.py:KnownSign(0.25)")
    assert isinstance(found, PointwiseDistribution)
    values = found.pointwise_mutual_information(*found.sample(20_000, rng=0))
    assert values.mean() == pytest.approx(found.mutual_information, abs=0.03)


def test_names_of_infoplane_need_no_module() -> None:
    """They are the objects that suites hold, so their rows are shared."""
    found = distribution("CorrelatedNormal(1, 1, (0.5,))")
    assert found == CorrelatedNormal(1, 1, (0.5,))
    assert distribution("infoplane.distributions:CorrelatedNormal(1, 1, (0.5,))") == found
    assert distribution("CorrelatedNormal.with_mutual_information(1.0, 2, 2)").mutual_information == pytest.approx(1.0)


def test_it_is_known_by_content(project: Path) -> None:
    before = distribution("my.py:SharedSign")
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    for name in ("my.py", "helper.py"):
        shutil.copy(project / name, elsewhere / name)
    moved = distribution("elsewhere/my.py:SharedSign")
    assert identity(moved) == identity(before)
    assert str(project) not in identity(before)
    (elsewhere / "helper.py").write_text("LN2 = 0.7\n")
    edited = distribution("elsewhere/my.py:SharedSign")
    assert identity(edited) != identity(before)
    assert edited.mutual_information == 0.7
    cells = [Cell(Task("sign", one), "G", Gaussian(), 60, 0) for one in (before, moved, edited)]
    assert cell_id(cells[0]) == cell_id(cells[1]) != cell_id(cells[2])


def test_an_edit_during_the_run_is_an_error(project: Path) -> None:
    found = distribution("my.py:SharedSign")
    (project / "helper.py").write_text("LN2 = 0.7\n")
    with pytest.raises(RuntimeError, match=r"my\.py or a file it imports changed since the run began"):
        found.sample(3)


def test_a_worker_loads_it_from_its_file(project: Path, tmp_path: Path) -> None:
    """It travels as a name and not as code; a cell runs on it."""
    found = distribution("my.py:SharedSign")
    sent = pickle.loads(pickle.dumps(found))
    assert isinstance(sent, LoadedDistribution)
    assert set(vars(sent)) == {"name", "source", "arguments", "location", "folder"}
    row = run_cell(Cell(Task("sign", sent), "G", Gaussian(), 60, 0), tmp_path)
    assert (row.status, row.true_mi) == ("ok", math.log(2))
    assert "my" not in sys.modules


def test_a_published_distribution_by_its_bare_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "packages"
    metadata = place / "signs-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: signs\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\nshared-sign = shared_signs:SharedSign\n", encoding="utf-8")
    (place / "shared_signs.py").write_text(SIGNS.replace("from helper import LN2", "LN2 = 0.5"), encoding="utf-8")
    monkeypatch.syspath_prepend(str(place))
    monkeypatch.delitem(sys.modules, "shared_signs", raising=False)
    assert distribution("shared-sign").mutual_information == 0.5
    assert distribution("shared-sign(flip=0.5)").mutual_information < 0
    with pytest.raises(UserError, match=r"'signs' names no distribution: .*infoplane\.distributions: .*shared-sign"):
        distribution("signs")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("my.py:number", "my.py:number is no distribution: 3 has no sample and no mutual_information"),
        ("my.py:SharedSing", r"There is no distribution in my\.py called 'SharedSing'\. Did you mean SharedSign"),
        ("my.py:SharedSign(flop=1)", "cannot be made"),
        ("my.py:SharedSign(flip=x)", "is not a literal"),
        ("no.py:SharedSign", r"There is no file no\.py"),
        ("CorrelatedNormal(1, 1, (2.0,))", "cannot be made"),
    ],
)
def test_mistakes_raise_errors_with_a_remedy(spec: str, message: str, project: Path) -> None:
    with pytest.raises(UserError, match=message):
        distribution(spec)
