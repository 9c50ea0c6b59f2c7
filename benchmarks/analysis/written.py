"""Tables as a document: Markdown or LaTeX, with the remarks that belong to them."""

from collections.abc import Sequence

from . import latex, tables
from .tables import Block


def in_markdown(blocks: Sequence[Block], remarks: Sequence[str] = ()) -> str:
    """Each table under its title, then the remarks as paragraphs."""
    parts = [f"**{title}**\n\n{tables.markdown(header, lines)}" for title, header, lines in blocks]
    return "\n".join([*parts, *(f"{remark}\n" for remark in remarks)])


def in_latex(blocks: Sequence[Block], remarks: Sequence[str] = ()) -> str:
    """Each table with its title as caption; above them the remarks as comments, to be copied where they are wanted."""
    parts = [latex.latex(title, header, lines) for title, header, lines in blocks]
    return "\n".join([latex.PREAMBLE + "".join(map(latex.comment, remarks)), *parts])
