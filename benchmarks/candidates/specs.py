"""How a user names their own object: `file.py:Name`, `package.module:Name` or a published name, with or without arguments.

Arguments are literals: `a.py:B(k=5, kind="fast")`. They are read, never run.
"""

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from infoplane.benchmarks.errors import UserError


class Spec(NamedTuple):
    """A name in its parts.

    Attributes
    ----------
    place : str
        What stands before the arguments: file.py:Name, package.module:Name, or a published name.
    arguments : str
        "(k=5)", in one form for all ways of writing the same; empty if there are none, "()" for a call without arguments.
    """

    place: str
    arguments: str = ""

    @property
    def label(self) -> str:
        """The name and its arguments, without file or module."""
        return self.place.rpartition(":")[2] + self.arguments


def spec_of(text: str) -> Spec:
    """Read a name.

    Raises
    ------
    UserError
        If an argument is not a literal.

    Examples
    --------
    >>> spec_of("a.py:B(kind='fast',k=5)")
    Spec(place='a.py:B', arguments="(k=5, kind='fast')")
    >>> spec_of("a.py:B").arguments
    ''
    """
    text = text.strip()
    if not text.endswith(")"):
        return Spec(text)
    for start in (place for place, sign in enumerate(text) if sign == "("):
        try:
            call = ast.parse(f"_{text[start:]}", mode="eval").body
        except SyntaxError:  # a bracket of the path
            continue
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            return Spec(text[:start].rstrip(), _canonical(call, text[start:]))
    raise UserError(f"The arguments of {text!r} cannot be read: write them as in a.py:B(k=5, kind='fast').")


def values_of(arguments: str) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """The values of `Spec.arguments`, by position and by name.

    >>> values_of("(2.0, k=5)")
    ((2.0,), {'k': 5})
    """
    call = ast.parse(f"_{arguments or '()'}", mode="eval").body
    assert isinstance(call, ast.Call)
    return (
        tuple(ast.literal_eval(node) for node in call.args),
        {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords},
    )


def _canonical(call: ast.Call, text: str) -> str:
    parts = [_literal(node, text) for node in call.args]
    named = {str(keyword.arg): _literal(keyword.value, text) for keyword in call.keywords if keyword.arg is not None}
    if len(named) != len(call.keywords):
        raise UserError(f"The arguments {text} hold ** or one name twice: write each argument once, as name=value.")
    return f"({', '.join([*parts, *(f'{name}={value}' for name, value in sorted(named.items()))])})"


def _literal(node: ast.expr, text: str) -> str:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError):
        raise UserError(
            f"{ast.unparse(node)} in {text} is not a literal: arguments are numbers, texts in quotes, True, False, None, and "
            "lists, tuples or dictionaries of these."
        ) from None
    return ast.unparse(node)
