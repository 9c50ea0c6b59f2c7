"""Names that people type: patterns like `bumps*`, and suggestions for unknown names."""

import difflib
import fnmatch
from collections.abc import Iterable

from .errors import UserError


def matches(name: str, pattern: str) -> bool:
    """Whether a name is the pattern, or matches it as file names match in a shell."""
    return name == pattern or fnmatch.fnmatchcase(name, pattern)


def unknown(kind: str, name: str, names: Iterable[str]) -> UserError:
    """An error for an unknown name. Its message suggests the most similar known names."""
    known = sorted(names)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    if near:
        return UserError(f"There is no {kind} {name!r}. Did you mean {' or '.join(near)}?")
    return UserError(f"There is no {kind} {name!r}. Known: {', '.join(known)}.")


def printable(text: str) -> str:
    r"""The text without what would steer a terminal: a row of other people may hold anything.

    >>> printable("plain"), printable("\x1b[2J")
    ('plain', '\\x1b[2J')
    """
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
