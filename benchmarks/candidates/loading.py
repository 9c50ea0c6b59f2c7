"""An estimator of the user's own, found by name: `file.py:Name`, `package.module:Name`, or a published name.

Name may be an object with `estimate`, a class of such objects that needs no arguments, or a function (x, y) -> float. A
file may import other files of its folder. A module is searched in the current folder first, then among the installed ones. A
name without a colon is an entry point of the group `infoplane.estimators`, under which an installed package publishes its own.

Each worker process loads the estimator for itself. The content of all its local files is part of its identity: after an
edit, it is another estimator, and its old rows are not taken for new ones.
"""

import importlib
import inspect
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points, packages_distributions, version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import unknown
from infoplane.benchmarks.storage.identity import digest
from infoplane.estimators.protocol import Estimate, Estimator, WarmUp, quantity_of

from .importing import import_file, importing
from .sources import file_of, local_sources

GROUP = "infoplane.estimators"


@dataclass(frozen=True)
class Candidate:
    """An estimator that is loaded where it runs.

    Parameters
    ----------
    location : str
        A path ending in .py, or a module's name.
    name : str
        The object in it.
    source : str
        Hash of every local file it is made of, of the file of its class where that lies elsewhere, and of the version of its
        package.
    folder : str
        The folder that its imports start from; empty for a module that is installed.
    """

    location: str
    name: str
    source: str
    folder: str = ""

    @property
    def code(self) -> str:
        """The file, or the installed module, that is imported when the estimator is loaded."""
        return str(_file_at(self.location, self.folder) or self.location)

    def is_unedited(self) -> bool:
        """Whether the estimator is still there with the same content. This imports its code."""
        try:
            return _Loaded(self.location, self.name, self.folder).hash == self.source
        except UserError:
            return False

    @property
    def quantity(self) -> str:
        """What it estimates: mutual information, unless it names another quantity."""
        return quantity_of(self._load().value)

    def warm_up(self) -> None:
        """Load the estimator, and warm it up where it can be."""
        loaded = self._load()
        if isinstance(loaded.value, WarmUp):
            with loaded.importing():
                loaded.value.warm_up()

    def estimate(self, x: Any, y: Any, rng: Any = None) -> Estimate:
        """What the loaded estimator gives; a bare number becomes an `Estimate`.

        Raises
        ------
        TypeError
            If the result is not one number.
        RuntimeError
            If a file of the estimator was edited since it was named.
        """
        loaded = self._load()
        with loaded.importing():
            if isinstance(loaded.value, Estimator):
                return as_estimate(loaded.value.estimate(x, y, rng=rng))
            return as_estimate(loaded.value(x, y))

    def _load(self) -> "_Loaded":
        loaded = _load(self.location, self.name, self.folder, self.source)
        if loaded.hash != self.source:
            _load.cache_clear()
            raise RuntimeError(f"{self.location} or a file it imports changed since the run began: start the command again.")
        return loaded


def candidate(spec: str, folder: str = "") -> Candidate:
    """Find an estimator by `location:Name`, or by the name under which a package publishes it.

    Parameters
    ----------
    spec : str
        file.py:Name, package.module:Name, or a published name.
    folder : str
        The folder that files and modules are searched in; the current one by default.

    Raises
    ------
    UserError
        If the form, the module or the name is wrong, or what it names is no estimator.
    """
    published = ":" not in spec
    location, colon, name = (_published(spec) if published else spec).rpartition(":")
    place, root = Path(folder).resolve(), ""
    if not colon or not location or not name:
        raise UserError(f"{spec!r} names no estimator: write file.py:Name or package.module:Name.")
    if location.endswith(".py"):
        path = (place / Path(location).expanduser()).resolve()
        if not path.is_file():
            raise UserError(f"There is no file {location}.")
        location, root = str(path), str(path.parent)
    elif not published and file_of(location, place) is not None:
        root = str(place)
    return Candidate(location, name, _Loaded(location, name, root).hash, root)


def as_estimate(result: Any) -> Estimate:
    """An estimator's result as an `Estimate`: a number, or an array or tensor that holds one number.

    Raises
    ------
    TypeError
        If it is anything else.

    Examples
    --------
    >>> import numpy as np
    >>> as_estimate(np.array([[0.25]])).nats
    0.25
    """
    if isinstance(result, Estimate):
        return result
    if hasattr(result, "detach"):  # a torch tensor, which may hold a gradient or lie on a GPU
        result = result.detach().cpu().numpy()
    try:
        array = np.asarray(result)
    except ValueError:  # lists of unequal lengths
        array = np.asarray(None)
    if array.size != 1 and array.dtype.kind in "iuf":
        raise TypeError(f"the estimator returned {array.size} numbers (shape {array.shape}): return one, the MI in nats.")
    if array.size != 1 or array.dtype.kind not in "iufO" or not hasattr(array.item(), "__float__"):
        raise TypeError(f"the estimator returned {_shown(result)}, which is not a number: return the MI in nats.")
    return Estimate(float(array.item()))


class _Loaded:
    """A candidate's object, and the local files and modules that it needs."""

    def __init__(self, location: str, name: str, folder: str) -> None:
        self.location, self.folder = location, Path(folder) if folder else None
        self.modules: dict[str, ModuleType] = {}
        self.sources: dict[str, Path] = {}
        try:
            file = _file_at(location, folder)
            if self.folder is not None and file is not None:
                self.sources = local_sources(file, self.folder)
            with self.importing():
                module = import_file(file) if file and location.endswith(".py") else importlib.import_module(location)
        except (Exception, SystemExit) as error:
            raise UserError(f"{location} does not import ({type(error).__name__}: {error}). Mend it and run again.") from error
        with self.importing():
            self.value = _found(module, location, name)
            self.hash = self._hash(module)

    def importing(self) -> AbstractContextManager[None]:
        """A block in which the candidate finds the modules of its folder."""
        return nullcontext() if self.folder is None else importing(self.folder, self.sources, self.modules)

    def _hash(self, module: ModuleType) -> str:
        kind = self.value if inspect.isroutine(self.value) else type(self.value)
        modules = {name: _file(module) for name, module in self.modules.items()}
        files = {**modules, **self.sources, "its module": _file(module), "its class": _file(kind)}
        parts = [f"{name}: {digest(file.read_bytes().hex()) if file else 'compiled'}" for name, file in sorted(files.items())]
        if self.folder is None:
            parts += map(version, packages_distributions().get(self.location.partition(".")[0], ()))
        return digest(*parts)


@lru_cache(maxsize=32)
def _load(location: str, name: str, folder: str, source: str) -> _Loaded:
    """Loaded once a process; `source` makes an edited estimator another entry."""
    return _Loaded(location, name, folder)


def _file_at(location: str, folder: str) -> Path | None:
    """The file of a location; None for an installed module."""
    if location.endswith(".py"):
        return Path(location)
    return file_of(location, Path(folder)) if folder else None


def _file(thing: Any) -> Path | None:
    try:
        return Path(inspect.getfile(thing))
    except (OSError, TypeError):  # compiled, or a package without __init__.py
        return None


def _published(name: str) -> str:
    """The `module:Name` of an entry point."""
    known = entry_points(group=GROUP)
    values = {point.value for point in known.select(name=name)}
    if not values:
        names = f": {', '.join(sorted(known.names))}" if known else ", and none is installed"
        raise UserError(
            f"{name!r} names no estimator: write file.py:Name or package.module:Name, or a name that an installed package "
            f"publishes under {GROUP}{names}."
        )
    if len(values) > 1:
        raise UserError(f"Several packages publish {name!r}: name the one you mean by {' or '.join(sorted(values))}.")
    return values.pop()


def _found(module: ModuleType, location: str, name: str) -> Any:
    if not hasattr(module, name):
        own = [n for n, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__]
        raise unknown(f"estimator in {Path(location).name} called", name, own)
    found = getattr(module, name)
    if isinstance(found, type):
        try:
            found = found()
        except TypeError as error:
            raise UserError(f"{name} cannot be made without arguments ({error}): name an object, not the class.") from error
    if not isinstance(found, Estimator) and not callable(found):
        raise UserError(f"{name} is neither an object with `estimate` nor a function (x, y) -> float.")
    return found


def _shown(result: Any) -> str:
    text = repr(result)
    return text if len(text) <= 60 else f"{text[:59]}…"
