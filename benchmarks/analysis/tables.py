"""Tables as text: Markdown, a table in the terminal, and how numbers are written. The entries are strings already."""

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

Lines = list[list[str]]
Block = tuple[str, list[str], Lines]  # title, header, lines


def markdown(header: Sequence[str], lines: Lines) -> str:
    """An aligned Markdown table: its first column flush left, the others flush right."""
    header, *lines = [[value.replace("|", r"\|") for value in row] for row in [header, *lines]]
    widths = [max(len(row[column]) for row in [header, *lines]) for column in range(len(header))]

    def line(values: Sequence[str]) -> str:
        cells = [v.ljust(w) if i == 0 else v.rjust(w) for i, (v, w) in enumerate(zip(values, widths, strict=True))]
        return f"| {' | '.join(cells)} |"

    rule = [("-" * width if i == 0 else "-" * (width - 1) + ":") for i, width in enumerate(widths)]
    return "\n".join([line(header), f"| {' | '.join(rule)} |", *map(line, lines)]) + "\n"


def show(console: Console, title: str, header: Sequence[str], lines: Lines, wrap: bool = False) -> None:
    """Print a table in the terminal. With `wrap`, the last column is text that may be broken into lines."""
    table = Table(
        title=Text(title),
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for index, name in enumerate(header):
        text = wrap and index == len(header) - 1
        table.add_column(Text(name), justify="left" if index == 0 or text else "right", no_wrap=index == 0)
    for values in lines:
        table.add_row(*map(Text, values))  # as plain text: an estimator's message may contain markup
    console.print(table)


def shape(of: tuple[int, ...]) -> str:
    """The shape of a variable as text.

    >>> shape((16, 16)), shape(())
    ('16x16', 'label')
    """
    return "x".join(map(str, of)) if of else "label"


def number(value: float, digits: int = 3) -> str:
    """A number with fixed digits; a dash where there is none."""
    return "-" if _missing(value) else f"{value:.{digits}f}"


def general(value: float, digits: int = 4) -> str:
    """A number with so many significant digits; a dash where there is none."""
    return "-" if _missing(value) else f"{value:.{digits}g}"


def percent(share: float) -> str:
    """A share in per cent; a dash where there is none."""
    return "-" if _missing(share) else f"{100 * share:.0f} %"


def with_error(value: float | None, error: float | None, sign: bool = False, digits: int = 2) -> str:
    """A number and its standard error.

    >>> with_error(0.5, 0.25, sign=True)
    '+0.50 ±0.25'
    """
    if _missing(value):
        return "-"
    text = f"{value:{'+' if sign else ''}.{digits}f}"
    return text if _missing(error) else f"{text} ±{error:.{digits}f}"


def _missing(value: Any) -> bool:
    import pandas as pd  # takes longer to load than a list of suites to print

    return bool(pd.isna(value))
