"""Somebody else's estimator by name: `file.py:Name` or `package.module:Name`.

The name may be an object with `estimate`, a class of such objects that needs no arguments, or any function (x, y) -> float.
It is loaded anew in each worker, so it need not be importable there, and its source is part of its identity: an edited
estimator is a new one.
"""

import importlib
import importlib.util
import inspect
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from infoplane.estimators.protocol import Estimate, Estimator

from .errors import UserError
from .identity import digest
from .names import unknown


@dataclass(frozen=True)
class Newcomer:
    """An estimator that is loaded where it runs.

    Parameters
    ----------
    location : str
        A path ending in .py, or a module's name.
    name : str
        The object in it.
    source : str
        Hash of the module's source.
    """

    location: str
    name: str
    source: str

    @property
    def quantity(self) -> str:
        """What it estimates, if it says so: mutual information unless it names something else."""
        return str(getattr(_load(self.location, self.name, self.source), "quantity", "mutual information"))

    def estimate(self, x: Any, y: Any, rng: Any = None) -> Estimate:
        """What the loaded object estimates; a bare number becomes an `Estimate`."""
        found = _load(self.location, self.name, self.source)
        result = found.estimate(x, y, rng=rng) if isinstance(found, Estimator) else found(x, y)
        return result if isinstance(result, Estimate) else Estimate(float(result))


def newcomer(spec: str) -> Newcomer:
    """Find an estimator by `location:Name`.

    Raises
    ------
    UserError
        If the form, the module or the name is wrong, or what it names is no estimator.
    """
    location, colon, name = spec.rpartition(":")
    if not colon or not location or not name:
        raise UserError(f"{spec!r} names no estimator: write file.py:Name or package.module:Name.")
    if location.endswith(".py"):
        path = Path(location).expanduser().resolve()
        if not path.is_file():
            raise UserError(f"There is no file {location}.")
        location = str(path)
    module = _module(location)
    try:
        source = digest(Path(inspect.getfile(module)).read_text(encoding="utf-8"))
    except (OSError, TypeError):
        source = "compiled"
    _load(location, name, source)
    return Newcomer(location, name, source)


def _module(location: str) -> ModuleType:
    try:
        if not location.endswith(".py"):
            return importlib.import_module(location)
        name = f"newcomer_{Path(location).stem}"
        spec = importlib.util.spec_from_file_location(name, location)
        assert spec is not None and spec.loader is not None  # a .py path always has both
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
    except Exception as error:
        raise UserError(f"{location} does not import ({type(error).__name__}: {error}). Mend it and run again.") from error
    return module


@lru_cache(maxsize=32)
def _load(location: str, name: str, source: str) -> Any:
    module = _module(location)
    if not hasattr(module, name):
        raise unknown(f"name in {Path(location).name}", name, (n for n in vars(module) if not n.startswith("_")))
    found = getattr(module, name)
    if isinstance(found, type):
        try:
            found = found()
        except TypeError as error:
            raise UserError(f"{name} cannot be made without arguments ({error}): name an object, not the class.") from error
    if not isinstance(found, Estimator) and not callable(found):
        raise UserError(f"{name} is neither an object with `estimate` nor a function (x, y) -> float.")
    return found
