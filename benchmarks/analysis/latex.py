r"""Tables in LaTeX with the rules of booktabs, no wider than the text; a table that is longer than a page becomes several.

A document needs \usepackage{booktabs} and \usepackage{adjustbox}. The text is escaped, so labels may hold any character.
"""

import re
from collections.abc import Sequence

from .tables import Lines

PREAMBLE = "% \\usepackage{booktabs}\n% \\usepackage{adjustbox}\n"
_LONGEST = 45  # lines of a table that fits a page
_SIGNS = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "|": r"\textbar{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "±": r"$\pm$",
    "×": r"$\times$",
    "…": r"\dots{}",
}
_MINUS = re.compile(r"(?<![\w\d.$-])-(?=[\d.])")  # before a number, not inside a name


def escaped(text: str) -> str:
    r"""The text with all that LaTeX would read as a command made harmless.

    >>> print(escaped("AE_1 & -0.5 ±0.1, 5 %"))
    AE\_1 \& $-$0.5 $\pm$0.1, 5 \%
    """
    return _MINUS.sub("$-$", "".join(_SIGNS.get(sign, sign) for sign in text))


def latex(title: str, header: Sequence[str], lines: Lines) -> str:
    """A table with its title as caption: the first column flush left, the others flush right."""
    parts = [lines[first : first + _LONGEST] for first in range(0, len(lines), _LONGEST)]
    return "\n".join(_table(f"{title}{', continued' if place else ''}", header, part) for place, part in enumerate(parts))


def comment(text: str) -> str:
    """The text as a comment of one line."""
    return f"% {' '.join(text.split())}\n"


def _table(title: str, header: Sequence[str], lines: Lines) -> str:
    columns = "l" + "r" * (len(header) - 1)
    rows = [r"\begin{table}[tbp]", r"\centering\footnotesize\setlength{\tabcolsep}{4pt}", rf"\caption{{{escaped(title)}.}}"]
    rows += [r"\begin{adjustbox}{max width=\textwidth}", rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}"]
    rows += [r"\toprule", _row(header), r"\midrule", *map(_row, lines), r"\bottomrule"]
    return "\n".join([*rows, r"\end{tabular}", r"\end{adjustbox}", r"\end{table}", ""])


def _row(values: Sequence[str]) -> str:
    # A row that begins with a bracket would be read as an argument of the \\ before it.
    return " & ".join(f"{{}}{text}" if text.startswith("[") else text for text in map(escaped, values)) + r" \\"
