"""Build the report: one HTML page, made from rows and never from new estimates.

The page loads nothing from outside: style, scripts, plotly.js, numbers and images are in it, and its content security policy
forbids anything else. It holds no date, so equal rows give equal pages.
"""

import base64
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from infoplane.benchmarks.units import Units

from .data import LIMITS, MESSAGES, Origin, Section
from .pages import colours, part, rendered

if TYPE_CHECKING:  # draws with matplotlib
    from .planes import PlaneSection


def page(sections: Sequence[Section], command: str, units: Units = Units.nats, planes: "Sequence[PlaneSection]" = ()) -> str:
    """The page as HTML.

    Parameters
    ----------
    sections : sequence of Section
        One for each suite.
    command : str
        The command that makes this page.
    units : Units
        Of all information in the sections.
    planes : sequence of PlaneSection
        Information planes of networks.
    """
    from plotly.offline import get_plotlyjs

    data = {"units": units.value, "colours": colours(), "suites": [section.figures for section in sections]}
    return rendered(
        "page.html",
        sections=sections,
        planes=planes,
        limits_header=LIMITS,
        messages_header=MESSAGES,
        command=command,
        units=units.value,
        data=data,
        origins=origins({section.name: section.made for section in sections}),
        gallery=gallery(units),
        versions={name: version(name) for name in ("infoplane", "plotly")},
        plotly=get_plotlyjs(),
        style=part("style.css"),
        scripts=[part(name) for name in ("tables.js", "figures.js", "suites.js")],
    )


def origins(made: Mapping[str, Counter[Origin]]) -> dict[Origin, dict[str, int]]:
    """The machines and software versions of the rows, and how many rows of which section each has made."""
    found: dict[Origin, dict[str, int]] = {}
    for name, counts in made.items():
        for origin, rows in sorted(counts.items()):
            found.setdefault(origin, {})[name] = rows
    return found


def gallery(units: Units) -> list[dict[str, Any]]:
    """Samples of every image family, X above Y, as data URIs with their titles and true MI."""
    from matplotlib.image import imsave  # pyplot would choose a backend for the whole process

    from infoplane.benchmarks.figures.gallery import PAIRS, SEED, families, mosaic

    pictures = []
    for title, task in families().items():
        file = io.BytesIO()
        image = mosaic(*task.distribution.sample(PAIRS, rng=SEED))
        metadata: dict[str, Any] = {"Software": None}  # no version in the file: equal images are equal files
        imsave(file, image, cmap="gray_r", vmin=0, vmax=1, format="png", metadata=metadata)
        pictures.append(
            {
                "title": title,
                "true_mi": f"{task.true_mi * units.per_nat:.2f} {units.value}",
                "source": f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}",
                "width": image.shape[1],
                "height": image.shape[0],
                "pairs": PAIRS,
            }
        )
    return pictures
