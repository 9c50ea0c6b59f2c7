"""The command `paper`: the figures of arXiv 2305.08013."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.execution.resources import Limits

from .options import (
    DEFAULT_STORE,
    FontOption,
    JsonOption,
    StoreOption,
    StyleOption,
    WidthOption,
    WorkersOption,
    drawn_as,
    executor_of,
)
from .output import Output

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.analysis.results import Results

LETTERS = "ABCDEFGHJ"
_PLANE, _CURVES = "H", "J"
_SUITE = "paper"


def paper(
    figures: Annotated[
        list[str] | None,
        typer.Argument(
            help="A: vectors. B: labels. C: bumps. D: rectangles. E: tilted bumps. F: principal components. "
            "G: where these fail. H: information plane. J: training of MINE. Default: all.",
            metavar="FIGURE",
            show_default=False,
        ),
    ] = None,
    compute: Annotated[bool, typer.Option("--run", help="Make the rows that are missing; hours for all figures.")] = False,
    data: Annotated[
        str, typer.Option("--data", help="Of figure H: digits, fashion, a folder of four idx files, or an npz file.")
    ] = "fashion",
    output: Annotated[Path, typer.Option("--output", help="Folder for figures/, tables/ and rows.")] = Path("results"),
    style: StyleOption = "paper",
    width: WidthOption = None,
    font_size: FontOption = None,
    workers: WorkersOption = None,
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Draw the figures of arXiv 2305.08013 from our rows.

    Without --run, nothing is estimated. With it you may interrupt at any time: the same command continues where it stopped.
    """
    from infoplane.benchmarks.analysis.results import Results

    letters = [letter.upper() for letter in figures or LETTERS]
    if unknown := [letter for letter in letters if letter not in LETTERS or len(letter) != 1]:
        raise UserError(f"There is no figure {unknown[0]!r}: the figures are {', '.join(LETTERS)}.")
    speaker, results = Output(json), Results(store)
    written: list[Path] = []
    if not compute:
        speaker.say("Draws from rows alone: seconds for a figure, half a minute for all.")
    with drawn_as(style, width, font_size):
        for place, letter in enumerate(letters, 1):
            if len(letters) > 1:
                speaker.say(f"Figure {letter}, {place} of {len(letters)} ...")
            if letter == _PLANE:
                written += _plane(data, compute, store, output, speaker)
            elif letter == _CURVES:
                written += _training(compute, store, output, speaker)
            else:
                written += _estimates(letter, results, compute, workers, output, speaker)
    if not figures:
        written.append(_reference(results, output))
    speaker.wrote(written)


def _estimates(
    letter: str, results: "Results", compute: bool, workers: int | None, output: Path, speaker: Output
) -> list[Path]:
    from infoplane.benchmarks.analysis.summary import summarise
    from infoplane.benchmarks.figures.paper.registry import draw
    from infoplane.benchmarks.storage.keys import keyed
    from infoplane.benchmarks.suites.paper.grids import FIGURES
    from infoplane.benchmarks.suites.protocol import Suite

    cells = keyed(Suite(_SUITE, "", FIGURES[letter]()).cells())
    if compute and (missing := results.lacking(_SUITE, cells)):
        from .run import run_missing

        run_missing(
            results, speaker, f"{_SUITE}, figure {letter}", missing.values(), executor_of(workers, ""), Limits(1800.0, None)
        )
    numbers = results.numbers(_SUITE, cells)
    if len(numbers) < len(cells):
        speaker.say(f"Figure {letter} lacks {len(cells) - len(numbers):,} of {len(cells):,} rows; --run makes them.")
    return draw(letter, summarise(numbers), output / "figures")


def _plane(data: str, compute: bool, store: Path, output: Path, speaker: Output) -> list[Path]:
    from infoplane.benchmarks.analysis.planes import summary
    from infoplane.benchmarks.figures.paper import plane
    from infoplane.planes.rows.files import read_rows
    from infoplane.planes.rows.frame import frame_of

    name = data if data in ("digits", "fashion") else f"my-{Path(data).resolve().stem}"
    written: list[Path] = []
    if compute:
        from .planes.plane import trained

        name, rows = trained(data, None, {"method": "both"}, range(3), store, speaker)
        frame = frame_of(rows)
        written.append(summary.write(frame, output / "planes" / f"{name}.csv"))
    else:
        own = output / "planes" / f"{name}.csv"
        known = {name: frame_of(read_rows(own))} if own.is_file() else summary.shipped()
        if name not in known:
            raise UserError(f"There is no plane of {data} yet: add --run, which trains three networks on it.")
        frame = known[name]
    drawn = plane.draw(frame, name, output / "figures" / ("paper-H" if name == "fashion" else f"paper-H-{name}"))
    if not drawn:
        raise UserError(f"The plane of {data} has no estimates by weighted KL: add --run, which makes them.")
    return written + drawn


def _training(compute: bool, store: Path, output: Path, speaker: Output) -> list[Path]:
    from infoplane.benchmarks.execution.progress import clock
    from infoplane.benchmarks.figures.paper import training_curves
    from infoplane.benchmarks.studies import groups, mine_curves

    written = []
    if compute:

        def report(done: int, count: int, seconds: float) -> None:
            speaker.say(f"figure J: {done} of {count} trainings, {clock(seconds)} left")

        try:
            rows = mine_curves.run(mine_curves.MineCurves(), store, report)
        except KeyboardInterrupt:
            raise Interrupted("Stopped. Finished trainings are kept; the same command continues from there.") from None
        written.append(groups.write(rows, output / mine_curves.FILE))
    else:
        rows = mine_curves.shipped()
    return written + training_curves.draw(rows, output / "figures" / "paper-J")


def _reference(results: "Results", output: Path) -> Path:
    from infoplane.benchmarks.analysis import paper_reference
    from infoplane.benchmarks.analysis.summary import summarise
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.storage.keys import keyed
    from infoplane.benchmarks.suites.registry import SUITES

    numbers = results.numbers(_SUITE, keyed(SUITES[_SUITE].cells()))
    path = output / "tables" / "paper-reference.md"
    write_text(path, paper_reference.page(paper_reference.differences(summarise(numbers))))
    return path
