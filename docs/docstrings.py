"""Docstrings are plain text first: marks that reStructuredText would read as markup, |x| and (n, *shape), are escaped."""

import re
from typing import Any

_LITERAL = re.compile(r"``.*?``|`[^`]*`")


def escape_marks(app: Any, what: str, name: str, found: Any, options: Any, lines: list[str]) -> None:
    """Escape in place, outside code, examples and literal blocks; for the event autodoc-process-docstring."""
    block: int | None = None  # the indentation of the line that a literal block hangs on
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block is not None and line.strip() and indent <= block:
            block = None
        if block is None and not line.lstrip().startswith((">>>", "...")):
            lines[number] = escaped(line)
            if line.rstrip().endswith("::"):
                block = indent


def escaped(line: str) -> str:
    """A line of text with its bars, and the stars of (n, *shape), escaped.

    >>> print(escaped("x |x|^a of `a | b`, (n, *shape)"))
    x \\|x\\|^a of `a | b`, (n, \\*shape)
    """
    parts, end = [], 0
    for code in [*_LITERAL.finditer(line), None]:
        text = line[end : code.start() if code else len(line)]
        parts.append(re.sub(r"(?<![\\*])\*(?=\w+\))", r"\\*", re.sub(r"(?<!\\)\|", r"\\|", text)))
        if code:
            parts.append(code.group())
            end = code.end()
    return "".join(parts)
