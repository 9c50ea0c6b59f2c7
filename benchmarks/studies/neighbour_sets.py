"""Which images stay neighbours from layer to layer, and how that changes with training: neighbour sets of trained networks.

On the digits of scikit-learn, three networks; on Fashion-MNIST, the last two:

    convolutional   that of the image study of the data
    residual        six blocks, t + tanh(W t + b) wherever the width stays the same
    dense           the same blocks without t: what the residual network is compared with

The dense networks have no noise: neighbour sets need none. Only neighbour sets are recorded, on the training images.

`python -m infoplane.benchmarks.studies.neighbour_sets` trains the networks, which takes minutes on one core, and writes the
rows into the folder of results; `infoplane figures` draws them. It may be interrupted at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.atomic import replacing
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import PlaneRow, Taps, Training, dense_network, read_rows, write_rows
from infoplane.planes.models.data import Images
from infoplane.planes.models.noise import randomness
from infoplane.planes.recording.neighbours import MOST_ROWS, neighbour_rows
from infoplane.planes.rows.frame import frame_of
from infoplane.planes.rows.row import RowMaker

from .image_plane import DIGITS, load, untrained
from .loop import Report, train_and_record

FOLDER = "studies"  # in the folder of results
STORE = Path(".infoplane")
_PART = "train"
_WIDTH, _BLOCKS = 64, 6  # of the dense networks; the last block gives the logits

Network: TypeAlias = Literal["convolutional", "residual", "dense"]


@dataclass(frozen=True)
class NeighbourStudy:
    """A training of a network, and how often its neighbour sets are recorded.

    Parameters
    ----------
    data : str
        As `image_plane.load` takes it.
    network : {"convolutional", "residual", "dense"}
    images : int, optional
        The number of training images, from the first on; all by default.
    epochs : int
        Epochs of training, with Adam and batches as in the image study of the digits.
    evaluations : int
        Epochs to record, evenly spaced in their logarithm.
    seed : int
    """

    data: str = "digits"
    network: Network = "convolutional"
    images: int | None = None
    epochs: int = DIGITS.epochs
    evaluations: int = 12
    seed: int = 0


# Batches of 64: 1,297 digits and 200 epochs make 4,200 steps; 20,000 pieces of clothing and 30 epochs make 9,390.
_FASHION = NeighbourStudy("fashion", images=20_000, epochs=30)
STUDIES = {
    "digits": NeighbourStudy(),
    "digits-residual": NeighbourStudy(network="residual"),
    "digits-dense": NeighbourStudy(network="dense"),
    "fashion-residual": replace(_FASHION, network="residual"),
    "fashion-dense": replace(_FASHION, network="dense"),
}
SEEDS = {"digits": 3, "fashion": 2}  # runs on each data set


class _Recorder:
    def __init__(self, study: NeighbourStudy, images: Images, store: PlaneStore) -> None:
        self.study, self.store = study, store
        self.training = _untrained(study, images)
        self.x = self.training.x[:MOST_ROWS]
        self.taps = Taps(self.training.model, list(dict(self.training.model.named_children())))

    def record(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, unless they are there."""
        if epoch in self.store.epochs(_PART):
            return
        with randomness(self.study.seed, epoch):
            outputs = self.taps.read(self.x)
        make = RowMaker(epoch, _PART, len(self.x), self.study.seed)
        self.store.add(neighbour_rows(make, {"X": self.x.reshape(len(self.x), -1).numpy(), **outputs}))


def _untrained(study: NeighbourStudy, images: Images) -> Training:
    if study.network == "convolutional":
        network, _ = load(study.data)
        network = replace(network, learning_rate=DIGITS.learning_rate, batch_size=DIGITS.batch_size)
        return untrained(network, images, study.seed)[1]
    pixels = images.train_x.reshape(len(images.train_x), -1)
    widths = (pixels.shape[1], *[_WIDTH] * (_BLOCKS - 1), images.classes)
    model = build(
        lambda: dense_network(widths, residual=study.network == "residual"),
        torch_generator(np.random.default_rng([study.seed, 0])),
    )
    rate, size = DIGITS.learning_rate, DIGITS.batch_size
    return Training(model, pixels, images.train_y, learning_rate=rate, batch_size=size, seed=study.seed)


def run(study: NeighbourStudy, images: Images, folder: Path, report: Report) -> list[PlaneRow]:
    """Train, record and store; resume where an earlier run of the same study stopped. See `image_plane.run`."""
    images = replace(images, train_x=images.train_x[: study.images], train_y=images.train_y[: study.images])
    key = digest(identity(study), identity(DIGITS), *map(identity, (images.train_x, images.train_y)))
    return train_and_record(key, study, (_PART,), lambda store, _: _Recorder(study, images, store), folder, report)


def file_of(name: str) -> Path:
    """The file of rows of a study, in the folder of results."""
    return Path(FOLDER, f"neighbours-{name}.csv")


def shipped(name: str) -> pd.DataFrame:
    """The committed rows of a study."""
    with as_file(files("infoplane.results").joinpath(*file_of(name).parts)) as path:
        return frame_of(read_rows(path))


def main(results: Path = Path("results"), names: Sequence[str] = tuple(STUDIES)) -> None:
    """Train the networks of each study from several seeds, and write their rows."""

    def report(epoch: int, loss: float, seconds: float) -> None:
        if epoch % 20 == 0:
            print(f"epoch {epoch}, loss {loss:.3f}, about {seconds:.0f} seconds left", flush=True)

    for name in names:
        print(name, flush=True)
        try:
            _, images = load(STUDIES[name].data)
        except UserError as error:  # Fashion-MNIST may not be installed
            raise SystemExit(str(error)) from error
        seeds = range(SEEDS[STUDIES[name].data])
        rows = [row for seed in seeds for row in run(replace(STUDIES[name], seed=seed), images, STORE, report)]
        (results / file_of(name)).parent.mkdir(parents=True, exist_ok=True)
        with replacing(results / file_of(name)) as path:
            write_rows(path, rows)


if __name__ == "__main__":
    main()
