"""A user's own estimator, found by name: `file.py:Name`, `package.module:Name`, or a published name.

Name may be an object with `estimate`, a class of such objects, or a function (x, y) -> float. Arguments may follow, as
literals: `file.py:Name(k=5)`. A file may import other files of its folder. A module is searched in the current folder first,
then among the installed ones. A name without a colon is an entry point of the group `infoplane.estimators`, under which an
installed package publishes its own.

Each worker process loads the estimator for itself. The content of all its local files is part of its identity: after an
edit it is another estimator, and its old rows are not used for it.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NamedTuple

from infoplane.benchmarks.errors import UserError
from infoplane.estimators.checked import told_kinds
from infoplane.estimators.protocol import Estimate, Estimator, WarmUp, quantity_of
from infoplane.estimators.samples.kinds import Discrete

from .answers import as_estimate
from .loaded import Loaded, file_at
from .sources import file_of
from .specs import spec_of

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
    arguments : str
        What the named class or function is called with, like "(k=5)"; empty if it is not called.
    """

    location: str
    name: str
    source: str
    folder: str = ""
    arguments: str = ""

    @property
    def code(self) -> str:
        """The file, or the installed module, that is imported when the estimator is loaded."""
        return str(file_at(self.location, self.folder) or self.location)

    def is_unedited(self) -> bool:
        """Whether the estimator is still there with the same content. This imports its code."""
        try:
            return Loaded(self.location, self.name, self.folder, self.arguments).hash == self.source
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

    def estimate(self, x: Any, y: Any, *, rng: Any = None, discrete: Discrete = "auto") -> Estimate:
        """What the loaded estimator gives; a bare number becomes an `Estimate`. `discrete` reaches one that takes it.

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
                return as_estimate(told_kinds(loaded.value, x, y, rng, discrete))
            return as_estimate(loaded.value(x, y))

    def _load(self) -> Loaded:
        loaded = _load(self.location, self.name, self.folder, self.source, self.arguments)
        if loaded.hash != self.source:
            _load.cache_clear()
            raise RuntimeError(f"{self.location} or a file it imports changed since the run began: start the command again.")
        return loaded


class Place(NamedTuple):
    """Where an object of the user's is: see the attributes of `Candidate`."""

    location: str
    name: str
    folder: str
    arguments: str


def candidate(spec: str, folder: str = "") -> Candidate:
    """Find an estimator by `location:Name`, or by the name under which a package publishes it.

    Parameters
    ----------
    spec : str
        file.py:Name, package.module:Name, or a published name; arguments may follow, like file.py:Name(k=5).
    folder : str
        The folder that files and modules are searched in; the current one by default.

    Raises
    ------
    UserError
        If the form, the module, the name or the arguments are wrong, or the named object is not an estimator.
    """
    place = found_place(spec, folder, GROUP, "estimator")
    loaded = Loaded(*place)
    if not isinstance(loaded.value, Estimator) and not callable(loaded.value):
        raise UserError(f"{place.name}{place.arguments} is neither an object with `estimate` nor a function (x, y) -> float.")
    return Candidate(place.location, place.name, loaded.hash, place.folder, place.arguments)


def found_place(spec: str, folder: str, group: str, what: str) -> Place:
    """Where the object is that a user names.

    Parameters
    ----------
    spec, folder : str
        As in `candidate`.
    group : str
        The entry points of installed packages that may be named without a colon.
    what : str
        What is named, for messages: "estimator".
    """
    written, arguments = spec_of(spec)
    published = ":" not in written
    location, colon, name = (_published(written, group, what) if published else written).rpartition(":")
    place, root = Path(folder).resolve(), ""
    if not colon or not location or not name:
        raise UserError(f"{spec!r} names no {what}: write file.py:Name or package.module:Name.")
    path = (place / Path(location).expanduser()).resolve()
    if path.is_dir() and (location.endswith(".py") or "/" in location):
        raise UserError(f"{location} is a folder: name a file in it, like {location}/my_{what}.py:{name}.")
    if path.is_file() and path.suffix != ".py":
        raise UserError(f"{location} is no Python file: its name must end in .py.")
    if location.endswith(".py"):
        if not path.is_file():
            raise UserError(f"There is no file {location}.")
        location, root = str(path), str(path.parent)
    elif not published and file_of(location, place) is not None:
        root = str(place)
    return Place(location, name, root, arguments)


@lru_cache(maxsize=32)
def _load(location: str, name: str, folder: str, source: str, arguments: str) -> Loaded:
    """Loaded once in each process; `source` makes an edited estimator another entry."""
    return Loaded(location, name, folder, arguments)


def _published(name: str, group: str, what: str) -> str:
    """The `module:Name` of an entry point."""
    known = entry_points(group=group)
    values = {point.value for point in known.select(name=name)}
    if not values:
        names = f": {', '.join(sorted(known.names))}" if known else ", and none is installed"
        raise UserError(
            f"{name!r} names no {what}: write file.py:Name or package.module:Name, or a name that an installed package "
            f"publishes under {group}{names}."
        )
    if len(values) > 1:
        raise UserError(f"Several packages publish {name!r}: name the one you mean by {' or '.join(sorted(values))}.")
    return values.pop()
