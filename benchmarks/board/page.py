"""The boards as one HTML page that loads nothing from outside. It holds no date, so equal rows give an equal page."""

import math
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from infoplane.benchmarks.report.build import origins
from infoplane.benchmarks.report.data import LIMITS, MESSAGES
from infoplane.benchmarks.report.pages import colours, part, rendered

from .advice import Choice
from .entries import ADVICE, ADVICE_TEXT, HOW_CHOSEN, TEXT, advice_lines, entries, header
from .lines import PUBLISHED
from .published import places, published
from .sections import Section

_NUMBERS = ("error", "error_se", "seconds")
_COUNTS = ("n", "finished", "tasks", "failed", "undertrained", "above")


def page(sections: Sequence[Section], chosen: Sequence[Choice], command: str, remarks: Sequence[str] = ()) -> str:
    """The page as HTML.

    Parameters
    ----------
    sections : sequence of Section
        The boards.
    chosen : sequence of Choice
        What to take for what.
    command : str
        The command that makes this page.
    remarks : sequence of str
        On rows that were added.
    """
    from plotly.offline import get_plotlyjs

    return rendered(
        "board.html",
        sections=sections,
        header={each.name: header(each.board) for each in sections},
        rows={each.name: list(zip(each.lines, entries(each.board, each.lines), strict=True)) for each in sections},
        advice=advice_lines(chosen),
        advice_header=ADVICE,
        advice_text=ADVICE_TEXT,
        how_chosen=HOW_CHOSEN.replace("`", ""),
        text=TEXT,
        limits_header=LIMITS,
        messages_header=MESSAGES,
        places=places(published()),
        command=command,
        remarks=remarks,
        versions={name: version(name) for name in ("infoplane", "plotly")},
        origins=origins({section.name: section.made for section in sections}),
        data={"units": "nats", "colours": colours(), "boards": [_data(section) for section in sections]},
        plotly=get_plotlyjs(),
        styles=[part(name) for name in ("style.css", "board.css")],
        scripts=[part(name) for name in ("tables.js", "figures.js", "board.js")],
    )


def _data(section: Section) -> dict[str, Any]:
    """The numbers that the page's scripts draw; an estimator of ours and one of a candidate's have two marks."""
    names = list(dict.fromkeys(line.label for line in section.lines if line.kind != PUBLISHED))
    return {
        "estimators": names,
        "lines": [
            {
                **{name: None if math.isnan(value := getattr(line, name)) else float(f"{value:.5g}") for name in _NUMBERS},
                **{name: getattr(line, name) for name in (*_COUNTS, "kind", "part", "estimator", "least")},
                "mark": None if line.kind == PUBLISHED else names.index(line.label),
            }
            for line in section.lines
        ],
    }
