"""Lazy mappings, and suites that load nothing before they are asked for."""

import pickle
import subprocess
import sys
from dataclasses import replace

import pytest

from infoplane.benchmarks.suites.lazy import Lazy, Once
from infoplane.benchmarks.suites.protocol import Grid, Suite, Task
from infoplane.benchmarks.suites.registry import DESCRIPTIONS, SUITES
from infoplane.benchmarks.suites.tasks_families import mixed_tasks
from infoplane.distributions import CorrelatedNormal


def fails() -> int:
    raise AssertionError("built")


def test_names_build_nothing() -> None:
    lazy = Lazy({"a": fails, "b": fails})
    assert list(lazy) == ["a", "b"]
    assert len(lazy) == 2
    assert "a" in lazy
    assert "c" not in lazy
    assert list(lazy.only(["b"]) | Lazy({"c": fails})) == ["b", "c"]
    with pytest.raises(AssertionError, match="built"):
        lazy["a"]
    with pytest.raises(KeyError):
        lazy["c"]


def test_each_value_is_built_once_and_shared() -> None:
    built = []
    lazy = Lazy({"a": lambda: built.append("a") or object()})
    both = lazy | Lazy({"b": lambda: object()})
    assert lazy["a"] is lazy["a"] is both["a"] is lazy.only(["a"])["a"]
    assert built == ["a"]


def test_the_second_mapping_wins() -> None:
    both = Lazy({"a": lambda: 1, "b": lambda: 2}) | Lazy({"b": lambda: 3})
    assert dict(both) == {"a": 1, "b": 3}


def test_suites_have_their_names_and_descriptions() -> None:
    assert list(SUITES) == list(DESCRIPTIONS)
    for name, suite in SUITES.items():
        assert suite.name == name
        assert suite.description == DESCRIPTIONS[name]
    assert str(len(SUITES["bmi-v1"].tasks)) in DESCRIPTIONS["bmi-v1"]
    assert str(len(SUITES["bmi-v2"].tasks)) in DESCRIPTIONS["bmi-v2"]


def modules_after(call: str) -> tuple[str, set[str]]:
    """What a new process prints, and the modules that it has loaded."""
    code = f"{call}; import sys; print('|'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *shown, modules = done.stdout.splitlines()
    return "\n".join(shown), set(modules.split("|"))


def test_listing_the_suites_builds_no_distribution_and_no_estimator() -> None:
    shown, modules = modules_after("from infoplane.benchmarks.cli.listing import list_; list_()")
    assert "bmi-v1" in shown
    assert not {"torch", "numpy", "numba", "pandas", "matplotlib", "sklearn", "scipy"} & modules
    ours = {name for name in modules if name.startswith(("infoplane.distributions.", "infoplane.estimators."))}
    assert ours <= {
        "infoplane.distributions.f_information",
        "infoplane.distributions.f_information.kinds",
        "infoplane.distributions.random",
        "infoplane.distributions.random.kinds",
        "infoplane.estimators.protocol",
    }


def test_a_table_of_committed_rows_builds_no_distribution_and_no_estimator() -> None:
    call = "from infoplane.benchmarks.cli.table import table; table('code-size')"
    heavy = {"torch", "numba", "matplotlib", "sklearn", "scipy.stats", "scipy.optimize"}
    shown, modules = modules_after(call)
    if heavy & modules:  # it may be the first since the code has changed
        shown, modules = modules_after(call)
    assert "G+WKL" in shown
    assert not heavy & modules


def test_cells_build_no_distribution_and_no_estimator() -> None:
    task = Task("a", Once(fails), training=Once(fails))  # type: ignore[arg-type]
    (cell,) = Suite("mine", "", (Grid((task.renamed(group="g"),), Lazy({"E": fails}), (10,), 1),)).cells()  # type: ignore[arg-type]
    assert (cell.task.id, cell.task.group, cell.label, cell.n) == ("a", "g", "E", 10)
    assert len({cell, cell}) == 1
    for read in (lambda: cell.task.distribution, lambda: cell.task.training, lambda: cell.estimator):
        with pytest.raises(AssertionError, match="built"):
            read()


def test_what_is_built_once_is_shared_by_copies_and_kept_by_pickles() -> None:
    built: list[str] = []
    task = Task("a", Once(lambda: built.append("a") or CorrelatedNormal(1, 1)))
    assert task.renamed(family="f").distribution is task.distribution
    assert pickle.loads(pickle.dumps(task)) == task
    assert replace(task, id="b").distribution is task.distribution
    assert built == ["a"]


def test_a_field_without_a_default_must_be_given() -> None:
    with pytest.raises(TypeError, match="distribution"):
        Task("a")  # type: ignore[call-arg]
    assert Task("a", CorrelatedNormal(1, 1)).training is None


def test_labels_are_counted_as_the_distributions_have_them() -> None:
    for labels, tasks in mixed_tasks().items():
        assert {(task.distribution.x_shape, task.distribution.y_shape).count(()) for task in tasks} == {labels}
