"""Which digits stay neighbours from layer to layer, and how that changes with training: neighbour sets of the digits network.

The network and its training are those of the image study of the digits. Only neighbour sets are recorded, on the training
images.

`python -m infoplane.benchmarks.studies.neighbour_sets` trains the networks, which takes minutes on one core, and writes the
rows into the folder of results; `infoplane figures` draws them. It may be interrupted at any time.
"""

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import pandas as pd

from infoplane.benchmarks.storage.atomic import replacing
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.planes import PlaneRow, Taps, read_rows, write_rows
from infoplane.planes.models.data import Images, digits
from infoplane.planes.models.noise import randomness
from infoplane.planes.recording.neighbours import MOST_ROWS, neighbour_rows
from infoplane.planes.rows.frame import frame_of
from infoplane.planes.rows.row import RowMaker

from .image_plane import DIGITS, untrained
from .loop import Report, train_and_record

FILE = Path("studies", "neighbours-digits.csv")  # in the folder of results
STORE = Path(".infoplane")
_PART = "train"


@dataclass(frozen=True)
class NeighbourStudy:
    """A training of the digits network, and how often its neighbour sets are recorded.

    Parameters
    ----------
    epochs : int
        Epochs of training.
    evaluations : int
        Epochs to record, evenly spaced in their logarithm.
    seed : int
    """

    epochs: int = DIGITS.epochs
    evaluations: int = 12
    seed: int = 0


class _Recorder:
    def __init__(self, study: NeighbourStudy, images: Images, store: PlaneStore) -> None:
        self.study, self.store = study, store
        self.model, self.training = untrained(DIGITS, images, study.seed)
        self.x = images.train_x[:MOST_ROWS]
        self.taps = Taps(self.model, list(dict(self.model.named_children())))

    def record(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, unless they are there."""
        if epoch in self.store.epochs(_PART):
            return
        with randomness(self.study.seed, epoch):
            outputs = self.taps.read(self.x)
        make = RowMaker(epoch, _PART, len(self.x), self.study.seed)
        self.store.add(neighbour_rows(make, {"X": self.x.reshape(len(self.x), -1), **outputs}))


def run(study: NeighbourStudy, images: Images, folder: Path, report: Report) -> list[PlaneRow]:
    """Train, record and store; resume where an earlier run of the same study stopped. See `image_plane.run`."""
    key = digest(identity(study), identity(DIGITS), *map(identity, (images.train_x, images.train_y)))
    return train_and_record(key, study, (_PART,), lambda store, _: _Recorder(study, images, store), folder, report)


def shipped() -> pd.DataFrame:
    """The committed rows."""
    with as_file(files("infoplane.results").joinpath(*FILE.parts)) as path:
        return frame_of(read_rows(path))


def main(results: Path = Path("results"), seeds: int = 3) -> None:
    """Train the networks of three seeds, and write their rows."""

    def report(epoch: int, loss: float, seconds: float) -> None:
        if epoch % 20 == 0:
            print(f"epoch {epoch}, loss {loss:.3f}, about {seconds:.0f} seconds left", flush=True)

    images = digits()
    rows = [row for seed in range(seeds) for row in run(NeighbourStudy(seed=seed), images, STORE, report)]
    (results / FILE).parent.mkdir(parents=True, exist_ok=True)
    with replacing(results / FILE) as path:
        write_rows(path, rows)


if __name__ == "__main__":
    main()
