"""Import from a folder, and leave the process as it was.

Within the block `importing`, modules of the folder come before all others, as for a script that is started in it. After the
block, `sys.modules` is what it was, and the folder is no longer searched. So two estimators may each have a file of the
same name beside them, an edited file is read again, and a module of that name that the user has imported is not replaced.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType


@contextmanager
def importing(folder: Path, names: Iterable[str], modules: dict[str, ModuleType]) -> Iterator[None]:
    """Import from a folder first; modules of that folder are kept in `modules` and nowhere else.

    Parameters
    ----------
    folder : Path
    names : iterable of str
        Known modules of the folder: other modules of these names are removed from `sys.modules` inside the block.
    modules : dict of str to module
        Modules of the folder that earlier blocks imported; those that this block imports are added.
    """
    before, bytecode = dict(sys.modules), sys.dont_write_bytecode
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(modules)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True  # bytecode hides an edit in the same second
    importlib.invalidate_caches()
    try:
        yield
    finally:
        with suppress(ValueError):  # the estimator may have removed it
            sys.path.remove(str(folder))
        sys.dont_write_bytecode = bytecode
        new = {name: module for name, module in list(sys.modules.items()) if module is not before.get(name)}
        modules.update({name: module for name, module in new.items() if _is_of(module, folder)})
        for name in modules:
            sys.modules.pop(name, None)
        sys.modules.update({name: before[name] for name in (*modules, *names) if name in before})


def import_file(file: Path) -> ModuleType:
    """Run a Python file as a new module."""
    name = f"candidate_{file.stem.replace('.', '_')}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None  # a .py path always has both
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses find their module here
    spec.loader.exec_module(module)
    return module


def _is_of(module: ModuleType, folder: Path) -> bool:
    """Whether a module was found in the folder by its name. Libraries of an environment below the folder were not."""
    parts = module.__name__.split(".")
    places = folder.joinpath(*parts[:-1]), folder.joinpath(*parts)
    file = getattr(module, "__file__", None)
    if file:
        return Path(file).parent in places
    return any(Path(path) == places[1] for path in getattr(module, "__path__", ()))  # a package without __init__.py
