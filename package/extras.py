"""Optional libraries: which extra of the package installs each, and one sentence where one is missing.

The core needs numpy, scipy, scikit-learn and numba. Everything else is imported where it is needed, inside `needed_by`:

    with needed_by("MINE"):
        import torch

raises, where torch is not installed, "MINE needs torch, which is not installed: pip install 'infoplane[networks]'". `attach`
covers public names that load such a library, and the entry point of the command line covers every command.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import lazy_loader

# The libraries of an extra by the names they are imported by; pyproject.toml lists the same.
EXTRAS = {
    "networks": ("torch", "zuko"),
    "benchmarks": ("cloudpickle", "jinja2", "matplotlib", "pandas", "plotly", "rich", "seaborn", "typer"),
    "dask": ("distributed",),
    "parquet": ("pyarrow",),
}
EXTRA_OF = {library: extra for extra, libraries in EXTRAS.items() for library in libraries}
# Training loops that a plane is recorded from: whoever uses the callback has the library, so that no extra installs it.
LOOPS = {"lightning": "lightning", "pytorch_lightning": "lightning", "skorch": "skorch", "transformers": "transformers"}


class MissingExtraError(ImportError):
    """A library that is not installed. The message says who needs it, and the command that installs it."""


@contextmanager
def needed_by(user: str) -> Iterator[None]:
    """Raise one sentence with the command that installs it, if a library of an extra is not installed.

    Parameters
    ----------
    user : str
        What needs the library, as the sentence begins.

    Raises
    ------
    MissingExtraError
        In place of the error of the import. Errors of other libraries pass as they are.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library in EXTRA_OF:
            command = f"'infoplane[{EXTRA_OF[library]}]'"
        elif library in LOOPS:
            command = library = LOOPS[library]
        else:
            raise
        raise MissingExtraError(
            f"{user} needs {library}, which is not installed: pip install {command}", name=library
        ) from error


def attach(
    package: str, submodules: list[str] | None = None, submod_attrs: dict[str, list[str]] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Public names that load when they are first used, as `lazy_loader.attach` gives them, with the sentence of `needed_by`."""
    load, names, public = lazy_loader.attach(package, submodules, submod_attrs)

    def loaded(name: str) -> Any:
        with needed_by(name):
            return load(name)

    return loaded, names, public
