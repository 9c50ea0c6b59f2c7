"""What a result is keyed by: the full content of laws and estimators, as text.

`repr` elides long arrays and holds addresses; `identity` spells out the qualified name and every parameter, arrays by
hash, and adds a hash of the source for code that is neither ours nor a library's, so that an edited estimator is a new one.
"""

import hashlib
import inspect
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

# Bumped when a fix changes numbers: rows of different versions are never averaged.
NUMBERS_VERSION = 1

# Packages whose version, not source, identifies their code (versions are stored with each row).
_LIBRARIES = ("infoplane.", "sklearn.", "numpy.", "scipy.", "builtins")


def hashed(*parts: object) -> "Hash":
    """Hash of the parts' text."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode())


def digest(*parts: object, length: int = 16) -> str:
    """The first hexadecimal digits of it."""
    return hashed(*parts).hexdigest()[:length]


def identity(value: Any) -> str:
    """Describe `value` in full: equal text if and only if equal content.

    Raises
    ------
    TypeError
        If the value is of a kind whose content cannot be read.
    """
    match value:
        case None | bool() | int() | float() | complex() | str() | bytes():
            return repr(value)
        case np.generic():
            return repr(value.item())
        case np.ndarray():
            content = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()[:16]
            return f"array({value.dtype}, {value.shape}, {content})"
        case tuple() | list():
            return f"[{', '.join(map(identity, value))}]"
        case set() | frozenset():
            return f"{{{', '.join(sorted(map(identity, value)))}}}"
        case Mapping():
            return f"{{{', '.join(f'{identity(key)}: {identity(item)}' for key, item in value.items())}}}"
        case type():
            return _name(value)
        case partial():
            return f"partial({identity(value.func)}, {identity(value.args)}, {identity(value.keywords)})"
    if inspect.isroutine(value):
        return _name(value) + _inside(value)
    return f"{_name(type(value))}({', '.join(f'{key}={identity(item)}' for key, item in _parameters(value).items())})"


def _parameters(value: Any) -> Mapping[str, Any]:
    if hasattr(value, "get_params"):
        return value.get_params(deep=False)
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if hasattr(value, "__dict__"):
        return vars(value)
    raise TypeError(f"{value!r} has no parameters to identify it by: make it a dataclass.")


def _name(kind: Any) -> str:
    name = f"{kind.__module__}.{kind.__qualname__}"
    return name if name.startswith(_LIBRARIES) else f"{name}#{_source_hash(kind)}"


def _inside(function: Any) -> str:
    """What tells lambdas and closures of one name apart: their code and what they hold."""
    code = getattr(function, "__code__", None)
    if code is None or "<" not in function.__qualname__:
        return ""
    constants = [constant for constant in code.co_consts if not inspect.iscode(constant)]
    held = [cell.cell_contents for cell in function.__closure__ or ()]
    return f"[{digest(code.co_code.hex(), code.co_names, constants, length=8)}, {identity(held)}]"


@lru_cache(maxsize=1024)
def _source_hash(kind: Any) -> str:
    try:
        return digest(Path(inspect.getfile(kind)).read_text(encoding="utf-8"), length=8)
    except (OSError, TypeError):
        return "compiled"
