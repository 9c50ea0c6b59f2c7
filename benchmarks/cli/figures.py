"""The commands that draw from rows: `figures`, `gallery` and `report`. None of them estimates anything."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.units import Units

from .options import (
    DEFAULT_STORE,
    FolderOption,
    FontOption,
    JsonOption,
    SeedOption,
    StoreOption,
    StyleOption,
    UnitsOption,
    WidthOption,
    drawn_as,
    find_suite,
    suite_names,
)
from .output import Output

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.analysis.results import Results

FIGURES = Path("results/figures")


def gallery(
    output: FolderOption = FIGURES,
    style: StyleOption = "paper",
    width: WidthOption = None,
    font_size: FontOption = None,
    json: JsonOption = False,
) -> None:
    """Draw samples of every image family, as PDF and PNG."""
    from infoplane.benchmarks.figures.gallery import draw

    with drawn_as(style, width, font_size):
        Output(json).wrote(draw(output / "gallery"))


def figures(
    suite: Annotated[
        str, typer.Argument(help="Draw the figures of this suite only.", metavar="[SUITE]", autocompletion=suite_names)
    ] = "",
    seed: SeedOption = None,
    output: FolderOption = FIGURES,
    style: StyleOption = "paper",
    width: WidthOption = None,
    font_size: FontOption = None,
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Draw the figures from the rows, as PDF and PNG.

    Without SUITE: the figures of every suite that has committed rows, and the gallery. Nothing is estimated.
    """
    from infoplane.benchmarks.analysis.planes import summary
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.figures import gallery
    from infoplane.benchmarks.figures.planes import neighbour_sets as neighbour_figure
    from infoplane.benchmarks.figures.planes import registry as planes
    from infoplane.benchmarks.figures.sweeps import error_of_divergences
    from infoplane.benchmarks.storage.committed import shipped_suites
    from infoplane.benchmarks.studies import neighbour_sets, two_samples

    results = Results(store)
    with drawn_as(style, width, font_size):
        names = [suite] if suite else shipped_suites()
        written = [path for name in names for path in _of_suite(results, name, seed, output)]
        if not suite:
            written += gallery.draw(output / "gallery") + planes.draw(summary.shipped(), output)
            for name in neighbour_sets.STUDIES:
                written += neighbour_figure.draw(neighbour_sets.shipped(name), name, output)
            summary_of_two = two_samples.summary(two_samples.shipped())
            written += error_of_divergences.draw(summary_of_two, output / "error_of_two_samples")
    Output(json).wrote(written)


def report(
    suites: Annotated[
        list[str] | None,
        typer.Argument(help="Suites to show. Default: all that have rows.", metavar="SUITE", autocompletion=suite_names),
    ] = None,
    file: Annotated[Path, typer.Option("--output", help="The HTML file to write.")] = Path("results/report.html"),
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Write all results as one HTML page.

    The page needs no network. Nothing is estimated.
    """
    from infoplane.benchmarks.analysis.known_keys import keyed_suite
    from infoplane.benchmarks.analysis.planes import summary
    from infoplane.benchmarks.analysis.results import Results, no_rows
    from infoplane.benchmarks.report.build import page
    from infoplane.benchmarks.report.data import section
    from infoplane.benchmarks.report.planes import plane_sections
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.storage.committed import shipped_suites
    from infoplane.benchmarks.suites.registry import SUITES

    if file.is_dir():
        raise UserError(f"{file} is a folder: give --output the name of a file, like {file / 'report.html'}.")
    results, sections = Results(store), []
    for suite in map(find_suite, dict.fromkeys(suites or (*SUITES, *shipped_suites()))):
        if not suite.measures_mi:  # the page ranks estimators of MI, in one unit
            if suites:
                raise UserError(f"{suite.name} has other quantities than MI, which the page has no place for.")
            continue
        cells = keyed_suite(suite)
        rows = results.rows(suite.name, cells)
        if not rows.empty:
            sections.append(section(suite, cells, rows, units))
        elif suites:
            raise no_rows(suite.name)
    if not sections:
        raise UserError("There are no rows yet: `infoplane run smoke` makes some.")
    command = ["infoplane report", *(suites or ()), *(["--units", units.value] if units is not Units.nats else [])]
    planes = [] if suites else plane_sections(summary.shipped(), units)
    write_text(file, page(sections, " ".join(command), units, planes))
    Output(json, units).wrote([file])


def _of_suite(results: "Results", name: str, seed: int | None, folder: Path) -> list[Path]:
    from infoplane.benchmarks.analysis.known_keys import keyed_suite
    from infoplane.benchmarks.analysis.summary import summarise
    from infoplane.benchmarks.figures import coverage
    from infoplane.benchmarks.figures.registry import draw_figures

    suite = find_suite(name, seed)
    name, numbers = suite.name, results.numbers(suite.name, keyed_suite(suite))
    if suite.replicated:
        written = draw_figures(suite.stem, summarise(numbers), folder)
    else:
        written = coverage.draw(numbers, suite.groups, folder / f"coverage-{suite.stem}")
    if not written:
        raise UserError(f"The rows of {name} make no figure; `infoplane table {name}` prints them.")
    return written
