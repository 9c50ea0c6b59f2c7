"""Somebody else's estimator by name: `file.py:Name`, `package.module:Name`, or one word.

The name may be an object with `estimate`, a class of such objects that needs no arguments, or any function (x, y) -> float.
It is loaded anew in each worker, so it need not be importable there, and its source is part of its identity: an edited
estimator is a new one. One word is an entry point of the group `infoplane.estimators`, under which an installed package
publishes its own.
"""

import importlib
import importlib.util
import inspect
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points, packages_distributions, version
from pathlib import Path
from types import ModuleType
from typing import Any

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import unknown
from infoplane.benchmarks.storage.identity import digest
from infoplane.estimators.protocol import Estimate, Estimator, quantity_of

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
        Hash of the source of the module, of the source of the object where it comes from elsewhere, and of the version of
        the package.
    """

    location: str
    name: str
    source: str

    @property
    def quantity(self) -> str:
        """What it estimates, if it says so: mutual information unless it names something else."""
        return quantity_of(_load(self.location, self.name, self.source))

    def estimate(self, x: Any, y: Any, rng: Any = None) -> Estimate:
        """What the loaded object estimates; a bare number becomes an `Estimate`."""
        found = _load(self.location, self.name, self.source)
        result = found.estimate(x, y, rng=rng) if isinstance(found, Estimator) else found(x, y)
        return result if isinstance(result, Estimate) else Estimate(float(result))


def candidate(spec: str) -> Candidate:
    """Find an estimator by `location:Name`, or by the one word under which a package publishes it.

    Raises
    ------
    UserError
        If the form, the module or the name is wrong, or what it names is no estimator.
    """
    location, colon, name = (spec if ":" in spec else _published(spec)).rpartition(":")
    if not colon or not location or not name:
        raise UserError(f"{spec!r} names no estimator: write file.py:Name or package.module:Name.")
    if location.endswith(".py"):
        path = Path(location).expanduser().resolve()
        if not path.is_file():
            raise UserError(f"There is no file {location}.")
        location = str(path)
    module = _module(location)
    return Candidate(location, name, _source(module, location, _found(module, location, name)))


def _published(word: str) -> str:
    """The `module:Name` of an entry point."""
    known = entry_points(group=GROUP)
    values = {point.value for point in known.select(name=word)}
    if not values:
        names = f": {', '.join(sorted(known.names))}" if known else ", and none is installed"
        raise UserError(
            f"{word!r} names no estimator: write file.py:Name or package.module:Name, or a name that an installed package "
            f"publishes under {GROUP}{names}."
        )
    if len(values) > 1:
        raise UserError(f"Several packages publish {word!r}: name the one you mean by {' or '.join(sorted(values))}.")
    return values.pop()


def _source(module: ModuleType, location: str, found: Any) -> str:
    texts = []
    for thing in (module, found if inspect.isroutine(found) else type(found)):
        try:
            texts.append(Path(inspect.getfile(thing)).read_text(encoding="utf-8"))
        except (OSError, TypeError, UnicodeDecodeError):
            texts.append("compiled")
    if not location.endswith(".py"):
        texts += map(version, packages_distributions().get(location.partition(".")[0], ()))
    return digest(*texts)


def _module(location: str) -> ModuleType:
    try:
        if not location.endswith(".py"):
            return importlib.import_module(location)
        name = f"candidate_{Path(location).stem}"
        spec = importlib.util.spec_from_file_location(name, location)
        assert spec is not None and spec.loader is not None  # a .py path always has both
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise UserError(f"{location} does not import ({type(error).__name__}: {error}). Mend it and run again.") from error
    return module


@lru_cache(maxsize=32)
def _load(location: str, name: str, source: str) -> Any:
    return _found(_module(location), location, name)


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
