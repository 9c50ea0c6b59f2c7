"""`board.md`: the boards as Markdown, and the table of what to take for what, which the README of the results holds too."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from infoplane.benchmarks.analysis.tables import Lines, markdown
from infoplane.benchmarks.report.data import LIMITS, MESSAGES
from infoplane.benchmarks.storage.atomic import write_text

from .advice import Choice
from .boards import Board
from .entries import ADVICE, HOW_CHOSEN, advice_lines, entries, header
from .lines import Line
from .published import places, published
from .sections import Section

_BEGIN, _END = "<!-- what to take: made by `infoplane board` -->", "<!-- end of what to take -->"
_INTRODUCTION = """\
Mean absolute errors in nats. Ours have one setting for all tasks, never chosen by the true MI. Published figures are those of
others: settings, seeds and means are theirs, and we did not run them again. The mean |bias| is of means over replicates, which
is what tables of mean estimates show; it is never larger than the mean |error|. Means are over the finished tasks: compare
lines that finished all. "Above ceiling": tasks whose true MI is more than the estimator can give with n samples.
"""


def document(sections: Sequence[Section], chosen: Sequence[Choice], command: str, remarks: Sequence[str] = ()) -> str:
    """The whole file."""
    parts = [
        "# The public boards\n",
        f"Made by `{command}` from rows alone.\n",
        _INTRODUCTION,
        f"{places(published())}\n",
        *(f"{remark}\n" for remark in remarks),
    ]
    parts += ["## What to take for what\n", advice(chosen)]
    for section in sections:
        parts += [f"## {section.board.title}\n", *(f"{remark}\n" for remark in section.board.remarks)]
        if not section.made:
            parts.append("We have no rows of these tasks yet.\n")
        parts += _tables(section.board, section.lines)
        if section.limits:
            parts += ["### What failed, and ceilings\n", markdown(LIMITS, section.limits)]
        if section.messages:
            parts += ["Why cells failed:\n", markdown(MESSAGES, section.messages)]
    return "\n".join(parts)


def advice(chosen: Iterable[Choice]) -> str:
    """What to take for what, as a paragraph and a table."""
    return f"{HOW_CHOSEN}\n\n{markdown(ADVICE, advice_lines(chosen, '`{}`'))}"


def refresh(readme: Path, chosen: Sequence[Choice]) -> bool:
    """Put the table into a README between its two marks; False if it has none."""
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    before, begin, rest = text.partition(f"{_BEGIN}\n")
    _, end, after = rest.partition(_END)
    if not (begin and end):
        return False
    write_text(readme, f"{before}{begin}\n{advice(chosen)}\n{end}{after}")
    return True


def _tables(board: Board, lines: Sequence[Line]) -> list[str]:
    """A table for each part and size; columns that are the same in all lines, or empty, are left out."""
    found: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        found.setdefault((line.part, line.n), []).append(line)
    titles, parts = {part.key: part.title for part in board.parts}, []
    for (part, n), own in found.items():
        names, texts = header(board), entries(board, own)
        kept = [
            place for place, name in enumerate(names) if name not in ("tasks", "n") and any(row[place] != "-" for row in texts)
        ]
        table: Lines = [[row[place] for place in kept] for row in texts]
        parts += [f"**{titles[part]}, n = {n:,}**\n", markdown([names[place] for place in kept], table)]
    return parts
