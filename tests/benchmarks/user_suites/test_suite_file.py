"""Suites as files, and suites on other distributions."""

from pathlib import Path

import pytest

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.protocol import Suite
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.benchmarks.user_suites.on_distributions import on_distributions
from infoplane.benchmarks.user_suites.suite_file import suite_from

from .conftest import TOML


def keys(suite: Suite) -> set[str]:
    return set(keyed(suite.cells()))


def test_toml(project: Path) -> None:
    suite = suite_from("mine.toml")
    assert (suite.name, suite.stem, suite.description) == ("mine.toml", "mine", "Shared signs, bent and straight.")
    assert [task.id for task in suite.tasks] == ["sign", "some-signs", "normal"]
    assert suite.groups.keys() == {"sign", "signs", "normal"}
    (grid,) = suite.grids
    assert list(grid.estimators) == ["Gaussian", "KSG(k=4)", "first_columns"]
    assert (grid.sizes, grid.replicates) == ((60, 120), 2)
    assert len(keys(suite)) == 3 * 3 * 2 * 2


def test_python(project: Path) -> None:
    suite = suite_from("mine.py")
    assert [task.id for task in suite.tasks] == ["sign-0", "sign-1", "sign-2"]
    assert list(suite.grids[0].estimators) == ["Pearson"]
    assert suite.tasks[0].true_mi > suite.tasks[1].true_mi > suite.tasks[2].true_mi


def test_grids_of_their_own(project: Path) -> None:
    more = '\n[[grids]]\ntasks = "*sign*"\n[[grids]]\ntasks = ["normal"]\nestimators = ["Gaussian"]\nreplicates = 5\n'
    (project / "mine.toml").write_text(TOML + more)
    first, second = suite_from("mine.toml").grids
    assert ([task.id for task in first.tasks], first.replicates) == (["sign", "some-signs"], 2)
    assert ([task.id for task in second.tasks], second.replicates, list(second.estimators)) == (["normal"], 5, ["Gaussian"])


def test_rows_are_kept_by_content(project: Path) -> None:
    """More sizes, another order and another folder leave the keys as they are; an edit of the distribution does not."""
    before = keys(suite_from("mine.toml"))
    (project / "mine.toml").write_text(TOML.replace("[60, 120]", "[240, 120, 60]"))
    assert keys(suite_from("mine.toml")) > before
    other = project / "other"
    other.mkdir()
    for name in ("my.py", "helper.py"):
        (other / name).write_text((project / name).read_text())
    (other / "renamed.toml").write_text(TOML.replace(', "my.py:first_columns"', ""))
    moved = keys(suite_from("other/renamed.toml"))
    assert moved < before
    (other / "helper.py").write_text("LN2 = 0.7\n")
    edited = keys(suite_from(str(other / "renamed.toml")))
    assert len(edited & before) == len(moved) / 3  # the normal distribution is as it was


def test_a_task_of_infoplane_has_the_rows_of_its_suite(project: Path) -> None:
    text = "sizes = [5000]\nreplicates = 10\nestimators = ['KSG', 'G+WKL']\n[distributions]\n"
    (project / "mine.toml").write_text(f'{text}normal-2x2-1 = "CorrelatedNormal.with_mutual_information(1.0, 2, 2, 1)"')
    assert keys(suite_from("mine.toml")) <= keys(SUITES["lowdim"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sizes", "size", r"mine\.toml: There is no entry 'size'\. Did you mean sizes"),
        ("[60, 120]", "60", "`sizes` must list numbers of pairs, like"),
        ("[60, 120]", "[1]", "`sizes` must list numbers of pairs, like"),
        ("= 2", "= 0", "`replicates` must be a number from 1 on; got 0"),
        ('"Gaussian"', '"Gausian"', "'Gausian' names no estimator"),
        ('"my.py:SharedSign"', '"my.py:Shared"', r"There is no distribution in my\.py called 'Shared'"),
        ('"my.py:SharedSign"', "3", "sign must be a text that names it"),
        ('family = "signs"', 'famly = "signs"', "There is no entry of some-signs 'famly'"),
        ('family = "signs"', 'preprocess = "ranks"', "must be none or zscore; got 'ranks'"),
        ("[distributions]", "[distributions", "this is no TOML"),
        ("[distributions]", "[[grids]]\ntasks = 3\n[distributions]", "`tasks` of a grid must be a pattern or a list.*got 3"),
        ("[distributions]", "[[grids]]\ntasks = [3]\n[distributions]", r"must be a pattern or a list of them.*got \[3\]"),
        ("[distributions]", "[[grids]]\ntasks = []\n[distributions]", r"must be a pattern or a list of them.*got \[\]"),
        ("sign =", '"sign#3" =', "'sign#3' cannot name a task: `compare` makes such names"),
        ("sign =", '"sign, y shuffled" =', "'sign, y shuffled' cannot name a task"),
        ("sign =", '"sign, as drawn" =', "'sign, as drawn' cannot name a task"),
        ("[distributions]", "[[grids]]\ntasks = 'nor-*'\n[distributions]", r"no task matches nor-\*"),
        ("[distributions]", "[[grids]]\ntasks = 'normal'\n[distributions]", "no grid takes the tasks sign, some-signs"),
    ],
)
def test_mistakes_are_named(old: str, new: str, message: str, project: Path) -> None:
    (project / "mine.toml").write_text(TOML.replace(old, new, 1))
    with pytest.raises(UserError, match=message):
        suite_from("mine.toml")


def test_objects_that_workers_cannot_load_are_refused(project: Path) -> None:
    text = "from my import SharedSign\nfrom infoplane.distributions import CorrelatedNormal as C\n"
    rest = "'sizes': [60], 'replicates': 1, 'estimators': ['Gaussian']}"
    (project / "mine.py").write_text(f"{text}suite = {{'distributions': {{'normal': C(1, 1)}}, {rest}")
    assert suite_from("mine.py").tasks[0].true_mi == 0
    (project / "mine.py").write_text(f"{text}suite = {{'distributions': {{'sign': SharedSign()}}, {rest}")
    with pytest.raises(UserError, match="sign must be a text that names it, like 'my"):
        suite_from("mine.py")
    (project / "mine.py").write_text("suite = 3")
    with pytest.raises(UserError, match="`suite` must be a dict"):
        suite_from("mine.py")


def test_a_suite_on_other_distributions(project: Path) -> None:
    suite = on_distributions(["my.py:SharedSign", "SymmetricChannel(5, 0.3)"])
    assert suite.name == "--distribution my.py:SharedSign --distribution 'SymmetricChannel(5, 0.3)'"
    estimators = {
        task.id: {label for grid in suite.grids if task in grid.tasks for label in grid.estimators} for task in suite.tasks
    }
    assert "G+WKL" in estimators["SharedSign"] and "Plug-in" not in estimators["SharedSign"]
    of_labels = {"Plug-in", "Plug-in, uncorrected", "Chao-Shen", "NSB", "Dirichlet mixture", "Mixed KSG", "auto"}
    assert estimators["SymmetricChannel(5, 0.3)"] == of_labels
    named = on_distributions(["my.py:SharedSign"], SUITES["smoke"])
    assert named.name == "smoke --distribution my.py:SharedSign"
    assert "/" not in named.stem and " " not in named.stem


def test_an_argument_does_not_make_a_name_of_compare(project: Path) -> None:
    (project / "named.py").write_text("from my import SharedSign\n\n\ndef named(name):\n    return SharedSign()\n")
    assert on_distributions(["named.py:named('a')"]).tasks[0].id == "named('a')"
    with pytest.raises(UserError, match=r"cannot name a task: .* Give it another name, in a suite file"):
        on_distributions(["named.py:named('#3')"])


@pytest.mark.parametrize(
    ("specs", "suite", "message"),
    [
        (["my.py:SharedSign", "my:SharedSign"], None, "Two distributions have one name"),
        (["SymmetricChannel(5, 0.3)"], "lowdim", "lowdim runs no estimator on labels and labels"),
        (["bump_images(2.0)"], None, "has images, which need compressors"),
    ],
)
def test_distributions_that_no_suite_suits(specs: list[str], suite: str | None, message: str, project: Path) -> None:
    with pytest.raises(UserError, match=message):
        on_distributions(specs, SUITES[suite] if suite else None)
