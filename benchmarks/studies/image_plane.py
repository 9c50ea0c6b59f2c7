"""The image study: train a noisy convolutional classifier and record its information plane on training and test images."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from sklearn.frozen import FrozenEstimator
from torch import nn
from torch.nn.functional import cross_entropy

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import InformationPlane, PlaneRow, Training, convolutional_network, evaluate, gradient_snr
from infoplane.planes.models.data import FASHION, Images, digits, idx_images, npz_images
from infoplane.planes.rows.row import SNR

from .compressor import trained_compressor
from .loop import Report, train_and_record

_SHOWN = {"train": 5_000, "test": 10_000}  # images of each part on the plane
_GRADIENTS = 10  # batches whose gradients are compared


@dataclass(frozen=True)
class ImageStudy:
    """A convolutional network, its training, and how often its plane is recorded.

    Parameters
    ----------
    data : str
        Name of the data set.
    epochs : int
        Epochs of training.
    evaluations : int
        Epochs at which the plane is recorded, evenly spaced in their logarithm.
    learning_rate, batch_size : float, int
    std, relative : float, bool
        Of the noise.
    padding : {"valid", "same"}
        Of the convolutions.
    method : {"bounds", "compress", "both"}
        How the plane is measured; see `InformationPlane`.
    code : int
        Dimensions of the code of X, for the method "compress".
    compressor_rows : int
        Number of training images for the compressor of X, for the method "compress".
    seed : int
    """

    data: str
    epochs: int
    evaluations: int
    learning_rate: float
    batch_size: int
    std: float
    relative: bool
    padding: Literal["valid", "same"]
    method: Literal["bounds", "compress", "both"] = "bounds"
    code: int = 4
    compressor_rows: int = 10_000
    seed: int = 0

    @property
    def name(self) -> str:
        """The name of its files."""
        return self.data


# The paper's MNIST network and training (arXiv 2305.08013), and a similar network for 8 x 8 pixels.
PAPER = ImageStudy("", 300, 50, 1e-5, 1024, 1e-3, True, "valid")
DIGITS = ImageStudy("digits", 200, 20, 1e-3, 64, 0.1, False, "same")


def load(data: str) -> tuple[ImageStudy, Images]:
    """The study and the images of `digits`, `fashion`, a folder of idx files, or an npz file.

    The name of the study of your own data is "my-" and the name of the folder or file, so its files never replace those of a
    built-in study.

    Raises
    ------
    UserError
        If there is no such data.
    """
    if data == "digits":
        return DIGITS, digits()
    place = FASHION if data == "fashion" else Path(data)
    if data != "fashion" and not place.exists():
        raise UserError(
            f"{data!r} is not a data set: give digits, fashion, a folder with the four idx files of an MNIST-like set, or an "
            "npz file of images."
        )
    try:
        if place.is_file():
            images = npz_images(place, f"my-{place.stem}")
        else:
            images = idx_images(place, "fashion" if data == "fashion" else f"my-{place.resolve().name}")
    except (OSError, ValueError) as error:
        raise UserError(str(error)) from error
    return replace(PAPER, data=images.name), images


def run(study: ImageStudy, images: Images, folder: Path, report: Report) -> list[PlaneRow]:
    """Train, record and store; resume where an earlier run of the same study stopped.

    Parameters
    ----------
    study : ImageStudy
    images : Images
    folder : Path
        Holds rows.sqlite and, for each run, planes/KEY with its checkpoint and its compressor.
    report : callable
        Called after every epoch with the epoch, the training loss and the estimated seconds that remain.

    Returns
    -------
    list of PlaneRow
        Every row of the run.
    """

    def recorder(store: PlaneStore, place: Path) -> _Recorder:
        return _Recorder(study, images, store, place)

    arrays = (images.train_x, images.train_y, images.test_x, images.test_y)
    key = digest(identity(study), *map(identity, arrays))
    return train_and_record(key, study, tuple(_SHOWN), recorder, folder, report)


def untrained(study: ImageStudy, images: Images, seed: int) -> tuple[nn.Sequential, Training]:
    """The network of a study before its first epoch, and its training."""
    shape = images.train_x.shape[1:]
    model: nn.Sequential = build(
        lambda: convolutional_network(shape, images.classes, padding=study.padding, std=study.std, relative=study.relative),
        torch_generator(np.random.default_rng([seed, 0])),
    )
    x, y = images.train_x, images.train_y
    return model, Training(model, x, y, learning_rate=study.learning_rate, batch_size=study.batch_size, seed=seed)


class _Recorder:
    def __init__(self, study: ImageStudy, images: Images, store: PlaneStore, place: Path) -> None:
        self.study, self.store = study, store
        self.model, self.training = untrained(study, images, study.seed)
        compressor = None
        if study.method != "bounds":
            rows = images.train_x[: study.compressor_rows]
            compressor = FrozenEstimator(trained_compressor(place, rows, study.code, study.seed))
        self.layers = list(dict(self.model.named_children()))
        last = self.layers[-1]
        taps: dict[str, Any] = {**{name: name for name in self.layers}, f"exp({last})": (last, torch.exp)}
        parts = {"train": (images.train_x, images.train_y), "test": (images.test_x, images.test_y)}
        self.parts = {part: (x[: _SHOWN[part]], y[: _SHOWN[part]]) for part, (x, y) in parts.items()}
        self.plane = InformationPlane(
            self.model,
            *self.parts["train"],
            taps,
            test=self.parts["test"],
            method=study.method,
            x_compressor=compressor,
            discrete=True,
            seed=study.seed,
        )

    def record(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, unless they are there."""
        if all(epoch in self.store.epochs(part) for part in self.parts):
            return
        metrics = {
            part: dict(zip(("loss", "accuracy"), evaluate(self.model, *pair, self.study.seed, epoch), strict=True))
            for part, pair in self.parts.items()
        }
        self.store.add(self.plane.record(epoch, **metrics, **{SNR: self._gradients(epoch)}))

    def _gradients(self, epoch: int) -> dict[str, float]:
        size = min(self.study.batch_size, len(self.training.x) // _GRADIENTS)
        rows = [slice(start, start + size) for start in range(0, _GRADIENTS * size, size)]
        batches = [(self.training.x[row], self.training.y[row]) for row in rows]
        return gradient_snr(self.model, batches, cross_entropy, self.layers, self.study.seed, epoch)
