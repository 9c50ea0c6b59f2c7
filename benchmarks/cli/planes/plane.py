"""The command `infoplane plane`: train a noisy network, and draw its information plane."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infoplane.benchmarks.cli.options import DEFAULT_STORE, JsonOption, StoreOption, UnitsOption
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.units import Units

if TYPE_CHECKING:
    from infoplane.planes import PlaneRow


class Noise(StrEnum):
    """The kinds of noise in the network."""

    absolute = "absolute"
    relative = "relative"


class Method(StrEnum):
    """How the plane is measured."""

    bounds = "bounds"
    compress = "compress"
    both = "both"


def plane(
    data: Annotated[
        str,
        typer.Option(
            "--data",
            help="digits, fashion, a folder of four idx files, or an npz file; results of your data are named my-NAME.",
        ),
    ] = "digits",
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Epochs of training.")] = None,
    evaluations: Annotated[
        int | None, typer.Option("--evaluations", min=2, help="Epochs to record, evenly spaced in their logarithm.")
    ] = None,
    noise: Annotated[Noise | None, typer.Option("--noise", help="Kind of noise in the network.")] = None,
    width: Annotated[
        int | None,
        typer.Option(
            "--width", min=1, help="Train a dense network with one noisy layer of this width instead, and get exact values."
        ),
    ] = None,
    std: Annotated[
        float | None,
        typer.Option("--std", min=0, help="Standard deviation of the noise; its ratio to the activation if relative."),
    ] = None,
    method: Annotated[
        Method | None, typer.Option("--method", help="bounds by default; compress: compress, then estimate; or both.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of all random numbers; the first one of several runs.")] = 0,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Runs; figures show their mean and range.")] = 1,
    source: Annotated[
        Path | None, typer.Option("--from", help="Draw and print the rows of this CSV file instead; nothing is trained.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", help="Folder for planes/NAME.csv and figures/.")] = Path("output"),
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Train a noisy network and draw its information plane.

    Digits take minutes. Fashion-MNIST and folders take an hour, with the network and settings of arXiv 2305.08013. After an
    interruption, the same command continues where it stopped.
    """
    from infoplane.benchmarks.analysis import tables
    from infoplane.benchmarks.analysis.planes import summary
    from infoplane.benchmarks.analysis.planes.remarks import remarks_of
    from infoplane.benchmarks.figures.planes.registry import draw
    from infoplane.planes.rows.files import read_rows
    from infoplane.planes.rows.frame import frame_of

    speaker = Output(json, units)
    if source is not None:
        if not source.is_file():
            raise UserError(f"There is no file {source}: give --from the CSV file of a plane.")
        try:
            name, rows = source.stem, read_rows(source)
        except ValueError as error:
            raise UserError(str(error)) from error
    else:
        asked = {"epochs": epochs, "evaluations": evaluations, "std": std, "method": method and method.value}
        if noise is not None:
            asked["relative"] = noise is Noise.relative
        name, rows = trained(data, width, asked, range(seed, seed + seeds), store, speaker)
    frame = frame_of(rows)
    written = [] if source is not None else [summary.write(frame, output / "planes" / f"{name}.csv")]
    written += draw({name: frame}, output / "figures")
    if json:
        files = [str(path) for path in written]
        speaker.document(data=name, units=units, files=files, rows=summary.rows_in_units(frame, units))
        return
    header, lines = summary.last_evaluation(frame, units)
    runs = frame["seed"].nunique()
    title = f"{name} after {frame['epoch'].max()} epochs" + (f", {runs} runs" if runs > 1 else "")
    tables.show(speaker.console, title, header, lines)
    for remark in remarks_of(rows, frame, units):
        speaker.say(remark)
    speaker.wrote(written)


def trained(
    data: str, width: int | None, asked: dict[str, Any], seeds: range, store: Path, speaker: Output
) -> tuple[str, list["PlaneRow"]]:
    """The name of the study, and the rows of its runs."""
    from infoplane.benchmarks.studies import image_plane, narrow_layer
    from infoplane.planes import over_seeds

    from .progress import PlaneProgress

    study: Any
    study, images = image_plane.load(data)
    run: Any = image_plane.run
    if width is not None:
        if asked.pop("relative", False):
            raise UserError("Relative noise has no exact values: leave --width or --noise relative out.")
        study, run = narrow_layer.NarrowLayerStudy(study.data, width), narrow_layer.run
    study = replace(study, **{name: value for name, value in asked.items() if value is not None})

    def of_seed(seed: int) -> list["PlaneRow"]:
        note = "trains" if len(seeds) == 1 else f"seed {seed}"
        with PlaneProgress(speaker.console, study.epochs, note) as progress:
            return run(replace(study, seed=seed), images, store, progress.show)

    try:
        return study.name, over_seeds(of_seed, seeds).rows
    except KeyboardInterrupt:
        raise Interrupted("Stopped. Finished work is kept; the same command continues from there.") from None
