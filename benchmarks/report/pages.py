"""How pages are made: templates, styles and scripts of the folder `page`, and the colours of estimators."""

from importlib.resources import files
from typing import Any

_MORE_COLOURS = ("#E69F00", "#56B4E9", "#7F7F00")  # the other colours of Okabe and Ito that are visible on white, and olive


def rendered(template: str, **values: Any) -> str:
    """A page as HTML; text in it is escaped.

    Parameters
    ----------
    template : str
        A file of the folder.
    **values
        What the template names; a name without a value is an error.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("infoplane.benchmarks.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = "{:,}".format
    return environment.get_template(template).render(**values)


def part(name: str) -> str:
    """A style or a script of a page, as text."""
    return (files("infoplane.benchmarks.report") / "page" / name).read_text(encoding="utf-8")


def colours() -> list[str]:
    """The colours of estimators in figures of pages."""
    from infoplane.planes.figures.colours import COLOURS

    return [*COLOURS, *_MORE_COLOURS]
