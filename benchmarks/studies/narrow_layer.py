"""Exact values beside estimates on real data: digits through a noisy layer of two units, watched while it trains.

    64 - 32 - [2 + noise] - 10

With noise at that layer alone, and the n training images as the whole input alphabet, I(X;L) and I(L;Y) of the layer have
exact values at every epoch, by quadrature. The estimates see what they see everywhere: a code of the image, one noisy
reading each, and nothing of the network.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.frozen import FrozenEstimator

from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.benchmarks.suites.estimators import CLASSICAL
from infoplane.benchmarks.units import Units
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import InformationPlane, PlaneRow, Training, dense_network, evaluate
from infoplane.planes.models.data import Images
from infoplane.planes.recording.information_plane import EXACT, INPUT, LABEL

from .image_plane import trained_compressor
from .loop import Tell, watch

_LAYER = "L2"
_PART = "train"
_ESTIMATORS = {name: CLASSICAL[name] for name in ("WKL", "KDE", "KSG")}


@dataclass(frozen=True)
class Narrow:
    """A dense network with one narrow, noisy layer, and its training.

    Parameters
    ----------
    data : str
        Name of the data set.
    width, hidden : int
        Units of the narrow layer, and of the one before it.
    std : float
        Of the noise.
    epochs, looks : int
    learning_rate, batch_size : float, int
    code : int
        Dimensions of the code of X.
    seed : int
    """

    data: str
    width: int = 2
    hidden: int = 32
    std: float = 0.1
    epochs: int = 300
    looks: int = 40
    learning_rate: float = 3e-3
    batch_size: int = 64
    code: int = 4
    seed: int = 0

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.data}-width-{self.width}"


def run(study: Narrow, images: Images, folder: Path, tell: Tell) -> list[PlaneRow]:
    """Train, look, keep; parameters and result as those of `plane.run`."""
    key = digest(identity(study), identity(images.train_x), identity(images.train_y), identity(_ESTIMATORS))

    def subject(store: PlaneStore, place: Path) -> _Run:
        return _Run(study, images, store, place)

    return watch(key, study, (_PART,), subject, folder, tell)


class _Run:
    def __init__(self, study: Narrow, images: Images, store: PlaneStore, place: Path) -> None:
        self.study, self.store = study, store
        self.x, self.y = images.train_x.reshape(len(images.train_x), -1), images.train_y
        widths = (self.x.shape[1], study.hidden, study.width, images.classes)
        generator = torch_generator(np.random.default_rng([study.seed, 0]))
        model = build(lambda: dense_network(widths, "tanh", study.std, noisy=[2]), generator)
        rates = {"learning_rate": study.learning_rate, "batch_size": study.batch_size}
        self.training = Training(model, self.x, self.y, **rates, seed=study.seed)
        compressor = trained_compressor(place / "compressor.pt", self.x, study.code, study.seed)
        self.plane = InformationPlane(
            model,
            self.x,
            self.y,
            [_LAYER],
            part=_PART,
            estimators=_ESTIMATORS,
            x_compressor=FrozenEstimator(compressor),
            references={_LAYER: (f"{_LAYER}.1", study.std)},
            seed=study.seed,
        )

    def look(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, unless they are there."""
        if epoch not in self.store.epochs(_PART):
            loss, accuracy = evaluate(self.training.model, self.x, self.y, self.study.seed, epoch)
            self.store.add(self.plane.record(epoch, loss=loss, accuracy=accuracy))


def gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean over looks of |estimate - exact|, with its standard error over looks, per quantity and estimator.

    Parameters
    ----------
    frame : DataFrame
        Rows as `plane_summary.frame_of` gives them.

    Returns
    -------
    DataFrame
        Columns quantity, estimator, looks, gap, gap_se, mean (of the signed difference), in nats.
    """
    values = frame[frame["quantity"].isin((INPUT, LABEL)) & (frame["status"] == "ok")]
    keys = ["epoch", "layer", "quantity"]
    exact = values[values["estimator"] == EXACT].set_index(keys)["value"]
    rest = values[values["estimator"] != EXACT].join(exact.rename("exact"), on=keys, how="inner")
    rest = rest.assign(mean=rest["value"] - rest["exact"], gap=(rest["value"] - rest["exact"]).abs())
    found = rest.groupby(["quantity", "estimator"], sort=False).agg(
        looks=("gap", "size"), gap=("gap", "mean"), gap_se=("gap", "sem"), mean=("mean", "mean")
    )
    return found.reset_index()


def gap_remarks(frame: pd.DataFrame, units: Units) -> list[str]:
    """The gaps in sentences; none where nothing is exact."""
    return [
        f"{row.quantity} by {row.estimator}: mean gap to the exact value {row.gap * units.per_nat:.3f} "
        f"±{row.gap_se * units.per_nat:.3f} {units}, mean difference {row.mean * units.per_nat:+.3f}, over {row.looks} looks."
        for row in gaps(frame).itertuples(index=False)
    ]
