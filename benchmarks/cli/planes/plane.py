"""The command `infoplane plane`: train a noisy network, and draw its information plane."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from infoplane.benchmarks.cli.options import DEFAULT_STORE, JsonOption, StoreOption, UnitsOption
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.units import Units


class Noise(StrEnum):
    """The kinds of noise in the network."""

    absolute = "absolute"
    relative = "relative"


def plane(
    data: Annotated[
        str,
        typer.Option("--data", help="digits, fashion, or a folder of four idx files; results of a folder are named my-FOLDER."),
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
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of all random numbers.")] = 0,
    output: Annotated[Path, typer.Option("--output", help="Folder for planes/NAME.csv and figures/.")] = Path("results"),
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Train a noisy network and draw its information plane.

    Digits take minutes. Fashion-MNIST and folders take an hour, with the network and settings of arXiv 2305.08013. After an
    interruption, the same command continues where it stopped.
    """
    from infoplane.benchmarks.analysis import tables
    from infoplane.benchmarks.analysis.planes import gaps, summary
    from infoplane.benchmarks.figures.planes.registry import draw
    from infoplane.benchmarks.studies import image_plane, narrow_layer

    from .progress import PlaneProgress

    study: Any
    study, images = image_plane.load(data)
    run: Any = image_plane.run
    if width is not None:
        if noise is Noise.relative:
            raise UserError("Relative noise has no exact values: leave --width or --noise relative out.")
        study, run, noise = narrow_layer.NarrowLayerStudy(study.data, width), narrow_layer.run, None
    relative = None if noise is None else noise is Noise.relative
    asked = {"epochs": epochs, "evaluations": evaluations, "std": std, "relative": relative}
    study = replace(study, seed=seed, **{name: value for name, value in asked.items() if value is not None})
    speaker = Output(json, units)
    try:
        with PlaneProgress(speaker.console, study.epochs) as progress:
            rows = run(study, images, store, progress.show)
    except KeyboardInterrupt:
        raise Interrupted("Stopped. Finished work is kept; the same command continues from there.") from None
    frame = summary.frame_of(rows)
    written = [
        summary.write(frame, output / "planes" / f"{study.name}.csv"),
        *draw({study.name: frame}, output / "figures"),
    ]
    if json:
        files = [str(path) for path in written]
        speaker.document(data=study.data, units=units, files=files, rows=summary.rows_in_units(frame, units))
        return
    header, lines = summary.last_evaluation(frame, units)
    tables.show(speaker.console, f"{study.name} after {study.epochs} epochs", header, lines)
    for remark in [*summary.remarks(frame, units), *gaps.gap_remarks(frame, units)]:
        speaker.say(remark)
    speaker.wrote(written)
