"""How pages are made: templates, styles and scripts in the folder `page` of a room, and the colours of estimators."""

from importlib.resources import files
from typing import Any

_HERE = "infoplane.benchmarks.report"
_MORE_COLOURS = ("#E69F00", "#56B4E9", "#7F7F00")  # the other colours of Okabe and Ito that are visible on white, and olive


def rendered(template: str, room: str = _HERE, **values: Any) -> str:
    """A page as HTML; text in it is escaped.

    Parameters
    ----------
    template : str
        A file in the folder `page` of the room.
    room : str
        A package.
    **values
        What the template names; a name without a value is an error.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(room, "page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["thousands"] = "{:,}".format
    return environment.get_template(template).render(**values)


def part(name: str, room: str = _HERE) -> str:
    """A style or a script of a page, as text."""
    return (files(room) / "page" / name).read_text(encoding="utf-8")


def colours() -> list[str]:
    """The colours of estimators in figures of pages."""
    from infoplane.planes.figures.colours import COLOURS

    return [*COLOURS, *_MORE_COLOURS]
