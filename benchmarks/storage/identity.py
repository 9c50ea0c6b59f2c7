"""The identity of distributions and estimators: their whole content as text, from which the keys of results follow.

- A class is written by its public name, `infoplane.estimators.KSG`, never by the path of its module, so that rows stay valid
  when code moves.
- Parameters at their defaults are left out, and fields of dataclasses that `==` does not compare; arrays are written as hashes.
- Code that is neither ours nor a library's is written with a hash of its source, so that an edited estimator is a new one.
- When a correction changes the numbers of a class, its attribute `numbers_version` rises; it is then written as
  `infoplane.estimators.KSG@2(k=1)`, and rows of other estimators stay valid.
"""

import hashlib
import inspect
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

# Packages whose version, not source, identifies their code (versions are stored with each row).
_LIBRARIES = ("infoplane.", "sklearn.", "numpy.", "scipy.", "torch.", "builtins")
_OURS = "infoplane."
_FROZEN = "sklearn.frozen.FrozenEstimator"

# Parameters that have been renamed, by class: {"infoplane.estimators.KSG": {"new": "old"}}. Keys hold the old name.
RENAMED: dict[str, dict[str, str]] = {}

# Versions that draw the random numbers of an earlier one: a row whose numbers the change left alone could then be kept.
SEEDED_AS = {"infoplane.estimators.Automatic@5": "infoplane.estimators.Automatic@2"}


def hashed(*parts: object) -> "Hash":
    """Hash of the parts' text."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode())


def digest(*parts: object, length: int = 16) -> str:
    """The first hexadecimal digits of the hash of the parts."""
    return hashed(*parts).hexdigest()[:length]


def identity(value: Any) -> str:
    """Describe `value` in full: equal text if and only if equal content.

    Raises
    ------
    TypeError
        If the value is of a kind whose content cannot be read.
    """
    match value:
        case np.generic():  # before the others: a NumPy float is a float too, which NumPy 2 writes in another way than 1
            return repr(value.item())
        case None | bool() | int() | float() | complex() | str() | bytes():
            return repr(value)
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
    if hasattr(value, "__array__") and (array := np.asarray(value)).dtype.kind in "biufc":  # of another array library
        return identity(array)
    name = _name(type(value))
    if name == _FROZEN:  # it is used as it was fitted, so the fitted values count
        return f"{name}({identity(value.estimator)}, fitted {digest(_content(value.estimator, ()))})"
    renamed = RENAMED.get(name, {})
    given = {renamed.get(key, key): text for key, text in _given(value).items()}
    version = getattr(value, "numbers_version", 1)
    return f"{name}{f'@{version}' if version != 1 else ''}({', '.join(f'{key}={text}' for key, text in given.items())})"


def seeding(configuration: str) -> str:
    """The text that seeds an estimator, from its identity.

    >>> seeding("infoplane.estimators.Automatic@5(fast=True)")
    'infoplane.estimators.Automatic@2(fast=True)'
    """
    for version, earlier in SEEDED_AS.items():
        configuration = configuration.replace(f"{version}(", f"{earlier}(")
    return configuration


def public_name(kind: Any) -> str:
    """The name that a class or function is imported by: ours from the top of its package, a library's without `_private`.

    >>> from infoplane.estimators import KSG
    >>> public_name(KSG)
    'infoplane.estimators.KSG'
    """
    path = kind.__module__.split(".")
    if kind.__module__.startswith(_OURS):
        path = path[:2]
    return ".".join([*(part for part in path if not part.startswith("_")), kind.__qualname__])


def _given(value: Any) -> dict[str, str]:
    """The parameters that differ from their defaults, as text."""
    texts = {key: identity(item) for key, item in _parameters(value).items()}
    kind: Any = type(value)
    defaults = _defaults(kind)
    return {key: text for key, text in texts.items() if key not in defaults or defaults[key] != text}


def _parameters(value: Any) -> Mapping[str, Any]:
    if hasattr(value, "get_params"):
        return value.get_params(deep=False)
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
    if hasattr(value, "__dict__"):
        return vars(value)
    raise TypeError(f"{value!r} has no parameters to identify it by: make it a dataclass.")


@lru_cache(maxsize=1024)
def _defaults(kind: Any) -> Mapping[str, str]:
    """The defaults of a class's parameters, as text; none for other people's code, whose hash of the source covers them."""
    if not public_name(kind).startswith(_LIBRARIES):
        return {}
    if is_dataclass(kind):
        factories = {field.name: field.default_factory() for field in fields(kind) if field.default_factory is not MISSING}
        plain = {field.name: field.default for field in fields(kind) if field.default is not MISSING}
        return {key: identity(default) for key, default in {**plain, **factories}.items()}
    if not hasattr(kind, "get_params"):
        return {}
    parameters = inspect.signature(kind).parameters.values()
    return {p.name: identity(p.default) for p in parameters if p.default is not inspect.Parameter.empty}


def _content(value: Any, outside: tuple[int, ...]) -> str:
    """All that an object holds, fitted attributes included; `outside` are the objects that hold it."""
    if id(value) in outside:
        return "itself"
    inside = (*outside, id(value))
    if hasattr(value, "state_dict"):  # a torch module
        value = value.state_dict()
    if hasattr(value, "detach"):  # a torch tensor
        value = value.detach().cpu().numpy()
    match value:
        case Mapping():
            return f"{{{', '.join(f'{identity(key)}: {_content(item, inside)}' for key, item in value.items())}}}"
        case tuple() | list():
            return f"[{', '.join(_content(item, inside) for item in value)}]"
    if type(value).__module__ not in ("builtins", "numpy") and hasattr(value, "__dict__"):
        return f"{_name(type(value))}({', '.join(f'{key}={_content(item, inside)}' for key, item in vars(value).items())})"
    try:
        return identity(value)
    except TypeError:  # an object of compiled code, whose pickle has its content
        import joblib

        return str(joblib.hash(value))


def _name(kind: Any) -> str:
    name = public_name(kind)
    return name if name.startswith(_LIBRARIES) else f"{name}#{_source_hash(kind)}"


def _inside(function: Any) -> str:
    """What distinguishes lambdas and closures of one name: their code and the values they hold."""
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
    except (OSError, TypeError):  # of a notebook, a console, or compiled code
        functions = [getattr(each, "__func__", each) for each in (kind, *getattr(kind, "__dict__", {}).values())]
        codes = [_code(each.__code__) for each in functions if hasattr(each, "__code__")]
        return digest(*codes, length=8) if codes else "compiled"


def _code(code: CodeType) -> str:
    """The instructions of a function and of all functions inside it, as text."""
    constants = [_code(constant) if isinstance(constant, CodeType) else identity(constant) for constant in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} [{', '.join(constants)}]"
