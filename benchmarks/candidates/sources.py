"""The local files that an estimator is made of: its own file, and every file of its folder that it imports, directly or not.

The files are read and never run. An import inside a function counts like any other; modules of installed libraries do not
count, since they lie in other folders.
"""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path


def local_sources(file: Path, folder: Path) -> dict[str, Path]:
    """The file and all that it imports from a folder, directly or not.

    Parameters
    ----------
    file : Path
        A Python file in the folder or below it.
    folder : Path
        The folder that absolute imports start from.

    Returns
    -------
    dict of str to Path
        Files by the names of their modules.

    Raises
    ------
    SyntaxError
        If one of the files is not Python.
    """
    found: dict[str, Path] = {}
    waiting = [(_name(file, folder), file)]
    while waiting:
        module, path = waiting.pop()
        if module in found:
            continue
        found[module] = path
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        for name in _imports(path, package):
            parts = name.split(".")
            # Importing a.b.c runs a and a.b first.
            for length in range(1, len(parts) + 1):
                place = file_of(".".join(parts[:length]), folder)
                if place is not None:
                    waiting.append((".".join(parts[:length]), place))
    return found


def file_of(module: str, folder: Path) -> Path | None:
    """The file of a module in a folder, None if there is none."""
    place = folder.joinpath(*module.split("."))
    return next((path for path in (place / "__init__.py", place.with_name(f"{place.name}.py")) if path.is_file()), None)


def _name(file: Path, folder: Path) -> str:
    parts = file.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, package: str) -> Iterator[str]:
    """Names that a file may import, absolute; a name imported from a module may be a module itself."""
    for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            relative = "." * node.level + (node.module or "")
            if relative.startswith(".") and not package:
                continue  # Python will refuse it with its own message
            try:
                base = importlib.util.resolve_name(relative, package)
            except ImportError:  # beyond the top of the package: Python will refuse this too
                continue
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
