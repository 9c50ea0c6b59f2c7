"""A user's own estimator, found by name."""

import sys
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from infoplane.benchmarks.candidates.answers import as_estimate
from infoplane.benchmarks.candidates.loading import GROUP, candidate
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import run_cell
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.execution.worker_process import WorkerProcess
from infoplane.benchmarks.storage.identity import identity
from infoplane.estimators import Estimate
from tests.benchmarks.small_runs import make_cells

SOURCE = """
from dataclasses import dataclass
import numpy as np

def covariance(x, y):
    return float(np.mean(x * y))

@dataclass
class Half:
    share: float = 0.5
    def estimate(self, x, y, rng=None):
        return self.share

half = Half(0.25)

class Needy:
    def __init__(self, k): ...
    def estimate(self, x, y, rng=None): ...

number = 3
"""
X = np.ones((4, 1))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my_estimator.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "value"), [("covariance", 1.0), ("Half", 0.5), ("half", 0.25)])
def test_functions_classes_and_objects(file: Path, name: str, value: float) -> None:
    found = candidate(f"{file}:{name}")
    assert found.estimate(X, X, rng=0).nats == value


def test_modules() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 1))
    assert (
        candidate("infoplane.estimators.gaussian.canonical_correlations:Gaussian")
        .estimate(x, x + rng.normal(size=(50, 1)), rng=0)
        .nats
        > 0
    )


def test_an_edit_makes_a_new_estimator(file: Path) -> None:
    before = candidate(f"{file}:covariance")
    assert identity(before) == identity(candidate(f"{file}:covariance"))
    file.write_text(SOURCE.replace("np.mean(x * y)", "np.mean(x * y) + 1"), encoding="utf-8")
    after = candidate(f"{file}:covariance")
    assert identity(before) != identity(after)
    assert after.estimate(X, X).nats == 2.0


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with files, their helpers, and a package; all return the number of one helper."""
    for name, text in {
        "helper.py": "from constants import VALUE",
        "constants.py": "VALUE = 1.0",
        "mine.py": "import helper\ndef f(x, y):\n    return helper.VALUE",
        "late.py": "def f(x, y):\n    from helper import VALUE\n    return VALUE",
        "pack/__init__.py": "",
        "pack/inner.py": "from . import other\nfrom .deep.est import f\ndef g(x, y):\n    return other.VALUE",
        "pack/other.py": "from helper import VALUE",
        "whole/__init__.py": "def f(x, y):\n    from .inside import VALUE\n    return VALUE",
        "whole/inside.py": "from helper import VALUE",
        "pack/deep/est.py": "from ..other import VALUE\ndef f(x, y):\n    return VALUE",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SPECS = ["mine.py:f", "late.py:f", "pack.inner:g", "pack.inner:f", "pack.deep.est:f", "whole:f", "mine:f"]


@pytest.mark.parametrize("spec", SPECS)
def test_files_and_packages_of_the_same_folder_are_imported(spec: str, project: Path) -> None:
    assert candidate(spec).estimate(X, X).nats == 1.0


@pytest.mark.parametrize("spec", SPECS)
def test_an_edited_helper_makes_a_new_estimator(spec: str, project: Path) -> None:
    before = candidate(spec)
    assert before.estimate(X, X).nats == 1.0
    (project / "constants.py").write_text("VALUE = 2.0")
    after = candidate(spec)
    assert identity(before) != identity(after)
    assert after.estimate(X, X).nats == 2.0
    (project / "constants.py").write_text("VALUE = 1.0")
    assert identity(before) == identity(candidate(spec))


def test_importing_a_module_of_a_package_counts_the_package(project: Path) -> None:
    before = candidate("pack.deep.est:f")
    (project / "pack" / "__init__.py").write_text("# edited")
    assert candidate("pack.deep.est:f") != before


@pytest.mark.parametrize("text", ["from . import helper", "from ..helper import VALUE", "from .pack.other import VALUE"])
def test_relative_imports_of_a_file_fail_with_a_sentence(text: str, project: Path) -> None:
    (project / "relative.py").write_text(f"{text}\ndef f(x, y):\n    return 1.0")
    with pytest.raises(UserError, match="ImportError: attempted relative import"):
        candidate("relative.py:f")


def test_a_relative_import_beyond_the_package_fails_with_a_sentence(project: Path) -> None:
    (project / "pack" / "beyond.py").write_text("from ...helper import VALUE\ndef f(x, y):\n    return 1.0")
    with pytest.raises(UserError, match="ImportError: attempted relative import beyond top-level package"):
        candidate("pack.beyond:f")


def test_a_file_that_is_not_imported_does_not_count(project: Path) -> None:
    before = candidate("mine.py:f")
    (project / "pack" / "other.py").write_text("VALUE = 3")
    assert candidate("mine.py:f") == before


def test_two_folders_may_have_helpers_of_one_name(project: Path) -> None:
    other = project / "elsewhere"
    other.mkdir()
    (other / "helper.py").write_text("VALUE = 5.0")
    (other / "late.py").write_text((project / "late.py").read_text())
    first, second = candidate("late.py:f"), candidate("elsewhere/late.py:f")
    assert [found.estimate(X, X).nats for found in (first, second, first)] == [1.0, 5.0, 1.0]


def test_loading_leaves_the_process_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, modules = list(sys.path), set(sys.modules)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for spec in SPECS:
        candidate(spec).estimate(X, X)
    assert sys.path == path
    assert {name for name in set(sys.modules) - modules if name.partition(".")[0] not in sys.stdlib_module_names} == set()
    assert not list(project.rglob("__pycache__"))
    assert sys.dont_write_bytecode is False


def test_a_module_that_the_user_imported_is_not_replaced(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = ModuleType("helper")
    monkeypatch.setitem(sys.modules, "helper", theirs)
    assert candidate("late.py:f").estimate(X, X).nats == 1.0
    assert sys.modules["helper"] is theirs


@pytest.mark.parametrize("spec", ["mine.py:f", "pack.inner:g"])
def test_worker_processes_load_it_too(spec: str, project: Path, tmp_path: Path) -> None:
    worker = WorkerProcess()
    row = worker.call(run_cell, make_cells(candidate(spec), 1)[0], tmp_path, limits=Limits(60))
    worker.close()
    assert (row.status, row.message, row.nats) == ("ok", "", 1.0)


def test_an_edit_during_the_run_is_an_error(project: Path) -> None:
    found = candidate("mine.py:f")
    (project / "constants.py").write_text("VALUE = 2.0")
    with pytest.raises(RuntimeError, match=r"mine\.py or a file it imports changed since the run began"):
        found.estimate(X, X)


@pytest.mark.parametrize(
    "result",
    [
        *(0.5, np.float32(0.5), np.array(0.5), np.array([0.5]), np.array([[0.5]]), [0.5], Fraction(1, 2), Estimate(0.5)),
        torch.tensor(0.5, requires_grad=True),
        torch.tensor([[0.5]]),
    ],
    ids=repr,
)
def test_one_number_in_any_form_is_an_estimate(result: object) -> None:
    assert as_estimate(result).nats == 0.5


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (np.zeros((2, 3)), r"returned 6 numbers \(shape \(2, 3\)\): return one, the MI in nats\."),
        ([], r"returned 0 numbers \(shape \(0,\)\)"),
        (None, "returned None, which is not a number: return the MI in nats."),
        ("0.5", "returned '0.5', which is not a number"),
        (True, "returned True, which is not a number"),
        ({"mi": 0.5}, "returned {'mi': 0.5}, which is not a number"),
        ([[1.0], [1.0, 2.0]], r"returned \[\[1.0\], \[1.0, 2.0\]\], which is not a number"),
        ("x" * 100, "returned 'x{58}…, which"),
    ],
)
def test_other_results_are_refused(result: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        as_estimate(result)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages with one distribution, `tiny`, that publishes an estimator."""
    place = tmp_path / "packages"
    metadata = place / "tiny-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\ntiny-mi = tiny_mi:half\nother = tiny_mi:covariance\n")
    (metadata / "top_level.txt").write_text("tiny_mi\n", encoding="utf-8")
    (place / "tiny_mi.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(place))
    monkeypatch.delitem(sys.modules, "tiny_mi", raising=False)
    return place


def test_a_published_estimator_by_its_bare_name(installed: Path) -> None:
    found = candidate("tiny-mi")
    assert (found.location, found.name) == ("tiny_mi", "half")
    assert found.estimate(X, X).nats == 0.25
    assert found == candidate("tiny_mi:half")
    with pytest.raises(UserError, match=r"under infoplane\.estimators: .*other, tiny-mi"):
        candidate("tiny")


def test_another_version_of_a_package_is_a_new_estimator(installed: Path) -> None:
    before = candidate("tiny-mi")
    metadata = installed / "tiny-1.0.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text().replace("1.0", "1.1"), encoding="utf-8")
    assert identity(before) != identity(candidate("tiny-mi"))


def test_a_name_that_two_packages_publish(installed: Path) -> None:
    twin = installed / "twin-1.0.dist-info"
    twin.mkdir()
    (twin / "METADATA").write_text("Metadata-Version: 2.1\nName: twin\nVersion: 1.0\n", encoding="utf-8")
    (twin / "entry_points.txt").write_text(f"[{GROUP}]\ntiny-mi = tiny_mi:covariance\n", encoding="utf-8")
    with pytest.raises(UserError, match="tiny_mi:covariance or tiny_mi:half"):
        candidate("tiny-mi")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("nothing", "names no estimator: write file.py:Name"),
        ("{file}:", "names no estimator: write file.py:Name"),
        (":covariance", "names no estimator: write file.py:Name"),
        ("missing.py:f", "There is no file missing.py"),
        ("{folder}:f", "is a folder: name a file in it"),
        ("{folder}/notes.txt:f", "is no Python file"),
        ("no_such_module:f", "does not import"),
        ("{file}:covarianse", "Did you mean covariance"),
        ("{file}:Needy", "cannot be made without arguments"),
        ("{file}:number", "neither an object with `estimate` nor a function"),
    ],
)
def test_mistakes_raise_errors_with_a_remedy(file: Path, spec: str, message: str) -> None:
    (file.parent / "notes.txt").write_text("no code", encoding="utf-8")
    with pytest.raises(UserError, match=message):
        candidate(spec.format(file=file, folder=file.parent))


@pytest.mark.parametrize("text", ["import nothing_of_the_kind", "raise SystemExit('nothing_of_the_kind')"])
def test_a_file_that_does_not_import(text: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="nothing_of_the_kind"):
        candidate(f"{path}:f")
