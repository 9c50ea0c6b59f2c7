"""Compile kernels by numba, and keep their machine code in a folder named after a hash of the sources in this folder.

numba inlines helpers from other files, but its own cache compares only the file of the calling function. After a change to a
helper it would run old machine code. Here any change to a source file of this folder leads to a new, empty folder:

    __pycache__/kernels-<hash>/        beside this file, or in NUMBA_CACHE_DIR if that is set;
    ~/.cache/infoplane/kernels-<hash>/ where that cannot be written to.

If neither can be written to, the kernels are compiled in every process. Folders with another hash may be deleted at any time.
"""

import os
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import config, njit

T = TypeVar("T")

ROOM = Path(__file__).parent

_lock = threading.Lock()
_fallbacks: list[str] = []  # names of the instructions that run in their plain version


def compiled(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Compile a function by `numba.njit(nogil=True, **options)`, cached on disk until a source file of this folder changes."""
    if function is None:
        return partial(compiled, **options)
    folder = _cache_folder(*_fallbacks)
    with _lock:  # numba reads the folder's name from its settings, here and not later
        before = config.CACHE_DIR
        config.CACHE_DIR = str(folder or "")
        try:
            return njit(nogil=True, cache=folder is not None, **options)(function)
        finally:
            config.CACHE_DIR = before


def simd_or_plain(name: str, simd: Callable[[], T], plain: T) -> T:
    """Choose hand-written vector instructions if they compile, otherwise their plain version.

    Parameters
    ----------
    name : str
        For the warning.
    simd : callable
        Compiles and tries the vector instructions, and returns what uses them.
    plain
        The same functions in plain numba: slower, and equal to rounding.

    Warns
    -----
    RuntimeWarning
        If compilation fails. There is no warning under NUMBA_DISABLE_JIT, where nothing is compiled.
    """
    if config.DISABLE_JIT:
        return plain
    try:
        return simd()
    except Exception as error:  # numba and llvmlite promise no stable interface for instructions
        warnings.warn(
            f"the vector instructions for {name} failed to compile ({type(error).__name__}: {error}); a plain version runs, "
            "with the same results but slower. Another version of numba may help.",
            RuntimeWarning,
            stacklevel=2,
        )
        _fallbacks.append(name)  # machine code that inlines the plain version has another hash
        return plain


@cache
def _cache_folder(*fallbacks: str) -> Path | None:
    """The folder for machine code, made if necessary; None if it cannot be written to or there are no source files."""
    sources = sorted(ROOM.rglob("*.py"))
    if not sources:
        return None
    parts = [*fallbacks, *(f"{path.relative_to(ROOM)}:{sha256(path.read_bytes()).hexdigest()}" for path in sources)]
    name = f"kernels-{sha256('|'.join(parts).encode()).hexdigest()[:16]}"
    for place in _places():
        try:
            (place / name).mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=place / name).close()
        except OSError:
            continue
        return place / name
    return None


def _places() -> Iterator[Path]:
    if config.CACHE_DIR:
        yield Path(config.CACHE_DIR)
    yield ROOM / "__pycache__"
    with suppress(RuntimeError):  # there may be no home
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "infoplane"
