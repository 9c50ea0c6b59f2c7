"""The narrow-layer study: exact values beside estimates, on digits through a noisy layer of two units.

    64 - 32 - [2 + noise] - 10

Only the narrow layer has noise, and the n training images are the whole input alphabet. So I(X;L) and I(L;Y) of that layer have
exact values at every epoch, by quadrature. The default recipe finds the noise in the network by itself. The estimators of the
method "compress" get their usual data: a code of each image and one noisy reading of the layer.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from sklearn.frozen import FrozenEstimator

from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.benchmarks.suites.estimators import CLASSICAL
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import InformationPlane, PlaneRow, Training, dense_network, evaluate
from infoplane.planes.models.data import Images

from .compressor import trained_compressor
from .loop import Report, train_and_record

_LAYER = "L2"
_PART = "train"
_ESTIMATORS = {name: CLASSICAL[name] for name in ("WKL", "KDE", "KSG")}


@dataclass(frozen=True)
class NarrowLayerStudy:
    """A dense network with one narrow, noisy layer, and its training.

    Parameters
    ----------
    data : str
        Name of the data set.
    width, hidden : int
        Units of the narrow layer, and of the layer before it.
    std : float
        Standard deviation of the noise.
    epochs : int
        Epochs of training.
    evaluations : int
        Epochs at which the plane is recorded, evenly spaced in their logarithm.
    learning_rate, batch_size : float, int
    method : {"bounds", "compress", "both"}
        How the plane is measured, beside the exact values; see `InformationPlane`.
    code : int
        Dimensions of the code of X.
    seed : int
    """

    data: str
    width: int = 2
    hidden: int = 32
    std: float = 0.1
    epochs: int = 300
    evaluations: int = 40
    learning_rate: float = 3e-3
    batch_size: int = 64
    method: Literal["bounds", "compress", "both"] = "both"
    code: int = 4
    seed: int = 0

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"{self.data}-width-{self.width}"


def run(study: NarrowLayerStudy, images: Images, folder: Path, report: Report) -> list[PlaneRow]:
    """Train, record and store; parameters and result as for `image_plane.run`."""
    key = digest(identity(study), identity(images.train_x), identity(images.train_y), identity(_ESTIMATORS))

    def recorder(store: PlaneStore, place: Path) -> _Recorder:
        return _Recorder(study, images, store, place)

    return train_and_record(key, study, (_PART,), recorder, folder, report)


class _Recorder:
    def __init__(self, study: NarrowLayerStudy, images: Images, store: PlaneStore, place: Path) -> None:
        self.study, self.store = study, store
        self.x, self.y = images.train_x.reshape(len(images.train_x), -1), images.train_y
        widths = (self.x.shape[1], study.hidden, study.width, images.classes)
        generator = torch_generator(np.random.default_rng([study.seed, 0]))
        model = build(lambda: dense_network(widths, "tanh", study.std, noisy=[2]), generator)
        rates = {"learning_rate": study.learning_rate, "batch_size": study.batch_size}
        self.training = Training(model, self.x, self.y, **rates, seed=study.seed)
        old: dict[str, Any] = {}
        if study.method != "bounds":
            compressor = trained_compressor(place, self.x, study.code, study.seed)
            old = {"estimators": _ESTIMATORS, "x_compressor": FrozenEstimator(compressor)}
        self.plane = InformationPlane(
            model,
            self.x,
            self.y,
            [_LAYER],
            part=_PART,
            method=study.method,
            **old,
            references={_LAYER: (f"{_LAYER}.1", study.std)},
            discrete=True,
            seed=study.seed,
        )

    def record(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, unless they are there."""
        if epoch not in self.store.epochs(_PART):
            loss, accuracy = evaluate(self.training.model, self.x, self.y, self.study.seed, epoch)
            self.store.add(self.plane.record(epoch, loss=loss, accuracy=accuracy))
