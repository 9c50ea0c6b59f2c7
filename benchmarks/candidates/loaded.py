"""An object that was imported by name, with the local modules that it needs and a hash of all its sources."""

import importlib
import inspect
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from importlib.metadata import packages_distributions, version
from pathlib import Path
from types import ModuleType
from typing import Any

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import unknown
from infoplane.benchmarks.storage.identity import digest

from .importing import import_file, importing
from .sources import file_of, local_sources
from .specs import values_of


class Loaded:
    """An object of the user's, and the local files and modules that it needs.

    Parameters
    ----------
    location, name, folder : str
        Where it is: see `loading.Candidate`. The name may have dots, like `Normal.with_mutual_information`.
    arguments : str
        If there are any, what the name stands for is called with them: see `specs.Spec`. A class is called in any case.
    what : str
        What it should be, for messages.
    """

    def __init__(self, location: str, name: str, folder: str, arguments: str = "", what: str = "estimator") -> None:
        self.location, self.folder = location, Path(folder) if folder else None
        self.modules: dict[str, ModuleType] = {}
        self.sources: dict[str, Path] = {}
        try:
            file = file_at(location, folder)
            if self.folder is not None and file is not None:
                self.sources = local_sources(file, self.folder)
            with self.importing():
                module = import_file(file) if file and location.endswith(".py") else importlib.import_module(location)
        except (Exception, SystemExit) as error:
            raise UserError(f"{location} does not import ({type(error).__name__}: {error}). Fix it and run again.") from error
        with self.importing():
            self.value = _made(_found(module, location, name, what), name, arguments)
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
            parts += map(version, _distributions(_folders()).get(self.location.partition(".")[0], ()))
        return digest(*parts)


def _folders() -> tuple[tuple[str, int], ...]:
    """The folders that modules are found in, and when each changed last."""
    return tuple((folder, Path(folder).stat().st_mtime_ns) for folder in sys.path if Path(folder).is_dir())


@lru_cache(maxsize=1)
def _distributions(folders: tuple[tuple[str, int], ...]) -> Mapping[str, list[str]]:
    """The installed distributions of each top-level name: kept, since it takes reading the list of files of every one."""
    return packages_distributions()


def file_at(location: str, folder: str) -> Path | None:
    """The file of a location; None for an installed module."""
    if location.endswith(".py"):
        return Path(location)
    return file_of(location, Path(folder)) if folder else None


def _file(thing: Any) -> Path | None:
    try:
        return Path(inspect.getfile(thing))
    except (OSError, TypeError):  # compiled, or a package without __init__.py
        return None


def _found(module: ModuleType, location: str, name: str, what: str) -> Any:
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            own = [n for n, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__]
            raise unknown(f"{what} in {Path(location).name} called", name, own)
        found = getattr(found, part)
    return found


def _made(found: Any, name: str, arguments: str) -> Any:
    """The object itself: what a class makes, or what a call with the arguments gives."""
    if not (arguments or isinstance(found, type)):
        return found
    positional, named = values_of(arguments)
    try:
        return found(*positional, **named)
    except Exception as error:
        if arguments:
            raise UserError(f"{name}{arguments} cannot be made ({type(error).__name__}: {error}).") from error
        if isinstance(error, TypeError):
            raise UserError(
                f"{name} cannot be made without arguments ({error}): name an object, or give them, like {name}(k=5)."
            ) from error
        raise UserError(f"{name} cannot be made ({type(error).__name__}: {error}).") from error
