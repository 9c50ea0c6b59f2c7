"""The command `infoplane sweep`: train the twelve-bit network, and read its layers under noise of several sizes."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from infoplane.benchmarks.cli.options import DEFAULT_STORE, JsonOption, StoreOption, UnitsOption
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.units import Units


class Activation(StrEnum):
    """Activations of the network."""

    tanh = "tanh"
    relu = "relu"


def sweep(
    activation: Annotated[
        list[Activation] | None, typer.Option("--activation", help="Activation of the network; both by default.")
    ] = None,
    std: Annotated[
        list[float] | None, typer.Option("--std", help="Standard deviation of the noise; may be given several times.")
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Networks of each activation, with seeds 0, 1, ...")] = 3,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="Epochs of training.")] = None,
    evaluations: Annotated[
        int | None, typer.Option("--evaluations", min=2, help="Epochs to record, evenly spaced in their logarithm.")
    ] = None,
    samples: Annotated[
        int | None, typer.Option("--samples", min=2, help="Monte Carlo draws for each value, in layers of more than two units.")
    ] = None,
    bounds_every: Annotated[
        int | None,
        typer.Option("--bounds-every", min=0, help="Every so many evaluations the default recipe reads too; 0: never."),
    ] = None,
    output: Annotated[Path, typer.Option("--output", help="Folder for planes/, tables/ and figures/.")] = Path("output"),
    store: StoreOption = DEFAULT_STORE,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Measure the twelve-bit network under several noises.

    Training takes minutes for each network. The information is exact for each size of the noise; the default recipe reads some
    evaluations beside it. After an interruption, the same command continues where it stopped.
    """
    from infoplane.benchmarks.analysis import tables
    from infoplane.benchmarks.analysis.planes import falls, gaps, summary
    from infoplane.benchmarks.figures.planes import noise_sweep
    from infoplane.benchmarks.studies.twelve_bits import TwelveBitStudy, run
    from infoplane.planes.rows.frame import frame_of

    from .progress import PlaneProgress

    if not all(0 < each < float("inf") for each in std or ()):
        raise UserError(f"Every --std must be positive and finite; got {std}. The rows always hold the binned information too.")
    asked: dict[str, Any] = {
        "epochs": epochs,
        "evaluations": evaluations,
        "samples": samples,
        "bounds_every": bounds_every,
        "stds": tuple(sorted(set(std or ()))) or None,
    }
    asked = {name: value for name, value in asked.items() if value is not None}
    speaker, frames = Output(json, units), {}
    for seed in range(seeds):
        for each in dict.fromkeys(activation or Activation):
            study = TwelveBitStudy(each.value, seed=seed, **asked)
            try:
                with PlaneProgress(speaker.console, study.epochs, f"{each}, seed {seed}") as progress:
                    frames[study.name] = frame_of(run(study, store, progress.show))
            except KeyboardInterrupt:
                raise Interrupted("Stopped. Finished work is kept; the same command continues from there.") from None
    written = [summary.write(frame, output / "planes" / f"{name}.csv") for name, frame in frames.items()]
    points = falls.curves(frames)
    written.append(falls.write(points, output / "tables" / "twelve-bits.md"))
    written += noise_sweep.draw(frames, output / "figures")
    if json:
        speaker.document(units=units, files=[str(path) for path in written], falls=falls.falls(points, units))
        return
    header, lines = falls.table(points, units)
    tables.show(speaker.console, "The twelve-bit network under noise of several sizes", header, lines)
    for remark in gaps.gap_remarks(gaps.joined(frames.values()), units):
        speaker.say(remark)
    speaker.wrote(written)
