"""A suite as a file of a user's: tasks x estimators x sizes x replicates, in TOML or in Python.

    description = "Shared signs, bent and straight."
    sizes = [500, 2000]
    replicates = 10
    estimators = ["KSG", "G+WKL", "my.py:first_columns"]

    [distributions]
    shared-sign = "my.py:SharedSign"
    normal = "CorrelatedNormal.with_mutual_information(1.0, 2, 2)"

A Python file holds the same as a dict of the name `suite`, so that loops may write it. Files are named from the folder of the
suite. A table of `estimators` gives labels of one's own; a table in `distributions` may also set `family`, `group`, and
`preprocess`. `[[grids]]` with `tasks` (patterns), `estimators`, `sizes` or `replicates` run some tasks in other ways.

The rows of a suite are kept by content: tasks and estimators that an edit leaves as they are keep their rows.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from infoplane.benchmarks.analysis.comparisons.remade import refuse_made_id
from infoplane.benchmarks.candidates.loaded import Loaded
from infoplane.benchmarks.candidates.specs import spec_of
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches, unknown
from infoplane.benchmarks.suites.protocol import Grid, Suite, Task
from infoplane.distributions.protocol import Distribution
from infoplane.estimators.protocol import Estimator

from .distribution import distribution
from .estimators import estimator

_GRID = ("estimators", "sizes", "replicates")
_KEYS = ("description", "distributions", "grids", *_GRID)
_TASK = ("distribution", "family", "group", "preprocess")


def suite_from(name: str) -> Suite:
    """Read a suite.

    Parameters
    ----------
    name : str
        A path that ends in .toml or .py; the suite has this name.

    Raises
    ------
    UserError
        If there is no such file, it cannot be read, or something in it is wrong; the message says what and where.
    """
    path = Path(name).expanduser()
    if not path.is_file():
        raise UserError(f"There is no file {name}.")
    try:
        return _suite(name, _content(path), str(path.resolve().parent))
    except UserError as error:
        raise UserError(f"{name}: {error}") from None


def _content(path: Path) -> Mapping[str, Any]:
    if path.suffix == ".py":
        found: Any = Loaded(str(path.resolve()), "suite", str(path.resolve().parent), what="suite").value
        if not isinstance(found, Mapping):
            raise UserError("`suite` must be a dict with `distributions`, `estimators`, `sizes` and `replicates`.")
        return found
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"this is no TOML ({error}).") from None


def _suite(name: str, content: Mapping[str, Any], folder: str) -> Suite:
    _known(content, _KEYS, "entry")
    tasks = tuple(_task(id_, given, folder) for id_, given in _named(content.get("distributions"), "distributions").items())
    parts: Sequence[Mapping[str, Any]] = content.get("grids", [{}])
    if not isinstance(parts, Sequence) or not all(isinstance(part, Mapping) for part in parts) or not parts:
        raise UserError("`grids` are tables: write [[grids]] above each.")
    grids = tuple(_grid({**content, **part}, part, tasks, folder) for part in parts)
    left = [task.id for task in tasks if not any(task in grid.tasks for grid in grids)]
    if left:
        raise UserError(f"no grid takes the tasks {', '.join(left)}: give one that does, or leave them out.")
    return Suite(name, str(content.get("description", "")), grids)


def _grid(given: Mapping[str, Any], part: Mapping[str, Any], tasks: tuple[Task, ...], folder: str) -> Grid:
    _known(part, ("tasks", *_GRID), "entry of a grid")
    asked = part.get("tasks", "*")
    patterns = [asked] if isinstance(asked, str) else asked
    if not isinstance(patterns, Sequence) or not patterns or not all(isinstance(each, str) for each in patterns):
        raise UserError(f"`tasks` of a grid must be a pattern or a list of them, like ['normal-*']; got {asked!r}.")
    chosen = tuple(task for task in tasks if any(matches(task.id, pattern) for pattern in patterns))
    if not chosen:
        raise UserError(f"no task matches {', '.join(patterns)}.")
    sizes, replicates = given.get("sizes"), given.get("replicates", 0)
    if not isinstance(sizes, Sequence) or not sizes or not all(_is_count(size, 2) for size in sizes):
        raise UserError(f"`sizes` must list numbers of pairs, like [500, 2000]; got {sizes!r}.")
    if not _is_count(replicates, 1):
        raise UserError(f"`replicates` must be a number from 1 on; got {replicates!r}.")
    found = {label: _estimator(one, folder) for label, one in _named(given.get("estimators"), "estimators").items()}
    return Grid(chosen, found, tuple(dict.fromkeys(sizes)), replicates)


def _is_count(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _named(given: Any, what: str) -> Mapping[str, Any]:
    """Things by name: a table as it is, a list by the labels of what it names."""
    if isinstance(given, Mapping) and given:
        return {str(name): value for name, value in given.items()}
    if isinstance(given, Sequence) and not isinstance(given, str) and given and all(isinstance(one, str) for one in given):
        named = {spec_of(one).label: one for one in given}
        if len(named) < len(given):
            raise UserError(f"two of the {what} have one name: give them names of their own, as a table.")
        return named
    raise UserError(f"`{what}` must be a list of names, or a table of them; got {given!r}.")


def _task(id_: str, given: Any, folder: str) -> Task:
    rest: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {"distribution": given}
    _known(rest, _TASK, f"entry of {id_}")
    refuse_made_id(id_)
    if rest.get("preprocess", "none") not in ("none", "zscore"):
        raise UserError(f"`preprocess` of {id_} must be none or zscore; got {rest['preprocess']!r}.")
    found = _object(rest.pop("distribution", None), id_, folder, distribution, Distribution)
    return Task(id_, found, **{name: str(value) for name, value in rest.items()})  # type: ignore[arg-type]


def _estimator(given: Any, folder: str) -> Estimator:
    return _object(given, "an estimator", folder, estimator, Estimator)


def _object(given: Any, name: str, folder: str, find: Callable[[str, str], Any], kind: type) -> Any:
    """What a text names; an object of infoplane is taken as it is, since workers can import it."""
    if isinstance(given, str):
        return find(given, folder)
    if isinstance(given, kind) and _is_importable(given):
        return given
    raise UserError(
        f"{name} must be a text that names it, like 'my.py:Name', so that every worker process can load it; got {given!r}."
    )


def _is_importable(value: Any) -> bool:
    """Whether all that an object is made of is infoplane's or a library's: code of other origin is marked in its identity."""
    from infoplane.benchmarks.storage.identity import identity

    return "#" not in identity(value)


def _known(given: Mapping[str, Any], names: Sequence[str], what: str) -> None:
    for name in given:
        if name not in names:
            raise unknown(what, name, names)
