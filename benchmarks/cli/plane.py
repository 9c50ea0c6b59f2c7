"""The command `infoplane plane`: train a noisy network, and draw its information plane."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.units import Units

from .options import DEFAULT_STORE, JsonOption, StoreOption, UnitsOption
from .output import Output


class Noise(StrEnum):
    """The kinds of noise in the network."""

    absolute = "absolute"
    relative = "relative"


def plane(
    data: Annotated[str, typer.Option("--data", help="digits, fashion, or a folder of four idx files.")] = "digits",
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Epochs of training.")] = None,
    looks: Annotated[int | None, typer.Option("--looks", min=2, help="Looks, evenly in the logarithm of the epoch.")] = None,
    noise: Annotated[Noise | None, typer.Option("--noise", help="Kind of noise in the network.")] = None,
    width: Annotated[
        int | None, typer.Option("--width", min=1, help="Of one noisy layer in a dense network: exact values beside estimates.")
    ] = None,
    std: Annotated[float | None, typer.Option("--std", min=0, help="Standard deviation, or ratio, of the noise.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="All randomness follows from it.")] = 0,
    output: Annotated[Path, typer.Option("--output", help="Folder for planes/NAME.csv and figures/.")] = Path("results"),
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Train a noisy network and draw its information plane.

    Digits take minutes; Fashion-MNIST and other folders run the network and settings of arXiv 2305.08013 and take an hour.
    Interrupt it when you like: the same command goes on where it stopped.
    """
    from infoplane.benchmarks.analysis import plane_summary, tables
    from infoplane.benchmarks.figures.planes.registry import draw
    from infoplane.benchmarks.studies import image_plane as plane_
    from infoplane.benchmarks.studies import narrow_layer

    from .plane_progress import PlaneProgress

    study: Any
    study, images = plane_.load(data)
    if width is not None:
        if noise is Noise.relative:
            raise UserError("Relative noise has no exact values: leave --width or --noise relative out.")
        study, noise = narrow_layer.Narrow(study.data, width), None
    run: Any = narrow_layer.run if isinstance(study, narrow_layer.Narrow) else plane_.run
    asked = {"epochs": epochs, "looks": looks, "std": std, "relative": None if noise is None else noise is Noise.relative}
    study = replace(study, seed=seed, **{name: value for name, value in asked.items() if value is not None})
    speaker = Output(json, units)
    try:
        with PlaneProgress(speaker.console, study.epochs) as progress:
            rows = run(study, images, store, progress.tell)
    except KeyboardInterrupt:
        raise Interrupted("Stopped. What was done is kept; the same command goes on from there.") from None
    frame = plane_summary.frame_of(rows)
    written = [
        plane_summary.write(frame, output / "planes" / f"{study.name}.csv"),
        *draw({study.name: frame}, output / "figures"),
    ]
    if json:
        files = [str(path) for path in written]
        speaker.document(data=study.data, units=units, files=files, rows=plane_summary.in_units(frame, units.per_nat))
        return
    header, lines = plane_summary.last_look(frame, units)
    tables.show(speaker.console, f"{study.name} after {study.epochs} epochs", header, lines)
    for remark in [*plane_summary.remarks(frame, units), *narrow_layer.gap_remarks(frame, units)]:
        speaker.say(remark)
    speaker.wrote(written)
