"""Train a noisy classifier of images and watch its information plane: the study, and what a look at it records."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.frozen import FrozenEstimator
from torch import nn
from torch.nn.functional import cross_entropy

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.fitted import load_fitted, save_fitted
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.estimators import Autoencoder
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import InformationPlane, PlaneRow, Training, convolutional_network, evaluate
from infoplane.planes.models.data import FASHION, Images, digits, idx_images
from infoplane.planes.recording.diagnostics import gradient_snr

from .loop import Tell, watch

_SHOWN = {"train": 5_000, "test": 10_000}  # images of a part that are looked at
_GRADIENTS = 10  # batches whose gradients are compared


@dataclass(frozen=True)
class Study:
    """A network, its training, and when it is looked at.

    Parameters
    ----------
    data : str
        Name of the data set.
    epochs, looks : int
        Epochs of training; looks, evenly in their logarithm.
    learning_rate, batch_size : float, int
    std, relative : float, bool
        Of the noise.
    padding : {"valid", "same"}
        Of the convolutions.
    code : int
        Dimensions of the code of X and of every layer.
    compressor_rows : int
        Training images that the compressor of X learns from.
    seed : int
    """

    data: str
    epochs: int
    looks: int
    learning_rate: float
    batch_size: int
    std: float
    relative: bool
    padding: Literal["valid", "same"]
    code: int = 4
    compressor_rows: int = 10_000
    seed: int = 0

    @property
    def name(self) -> str:
        """What its files are called."""
        return self.data


# The paper's MNIST network and training (arXiv 2305.08013), and one of the same build for 8 x 8 pixels.
PAPER = Study("", 300, 50, 1e-5, 1024, 1e-3, True, "valid")
DIGITS = Study("digits", 200, 40, 1e-3, 64, 0.1, False, "same")


def load(data: str) -> tuple[Study, Images]:
    """The study and the images of `digits`, `fashion`, or a folder of idx files.

    Raises
    ------
    UserError
        If there is no such data.
    """
    if data == "digits":
        return DIGITS, digits()
    folder = FASHION if data == "fashion" else Path(data)
    if data != "fashion" and not folder.is_dir():
        raise UserError(f"{data!r} is no data: give digits, fashion, or a folder with the four idx files of an MNIST-like set.")
    try:
        images = idx_images(folder, "fashion" if data == "fashion" else "")
    except (OSError, ValueError) as error:
        raise UserError(str(error)) from error
    return replace(PAPER, data=images.name), images


def run_key(study: Study, images: Images) -> str:
    """Content key of a run."""
    arrays = (images.train_x, images.train_y, images.test_x, images.test_y)
    return digest(identity(study), *map(identity, arrays))


def run(study: Study, images: Images, folder: Path, tell: Tell) -> list[PlaneRow]:
    """Train, look, keep; go on where an earlier run of the same study stopped.

    Parameters
    ----------
    study : Study
    images : Images
    folder : Path
        Holds rows.sqlite and, for each run, planes/KEY with its checkpoint and its compressor.
    tell : callable
        Called after every epoch and every look with the epoch, the training loss and the seconds left.

    Returns
    -------
    list of PlaneRow
        Every row of the run.
    """

    def subject(store: PlaneStore, place: Path) -> _Run:
        return _Run(study, images, store, place)

    return watch(run_key(study, images), study, tuple(_SHOWN), subject, folder, tell)


class _Run:
    def __init__(self, study: Study, images: Images, store: PlaneStore, place: Path) -> None:
        self.study, self.images, self.store = study, images, store
        generator = torch_generator(np.random.default_rng([study.seed, 0]))
        channels, height, width = images.train_x.shape[1:]
        self.model: nn.Sequential = build(
            lambda: convolutional_network(
                (channels, height, width), images.classes, padding=study.padding, std=study.std, relative=study.relative
            ),
            generator,
        )
        self.training = Training(
            self.model,
            images.train_x,
            images.train_y,
            learning_rate=study.learning_rate,
            batch_size=study.batch_size,
            seed=study.seed,
        )
        rows = images.train_x[: study.compressor_rows]
        compressor = FrozenEstimator(trained_compressor(place / "compressor.pt", rows, study.code, study.seed))
        self.layers = list(dict(self.model.named_children()))
        last = self.layers[-1]
        taps: dict[str, Any] = {**{name: name for name in self.layers}, f"exp({last})": (last, torch.exp)}
        sides = {"train": (images.train_x, images.train_y), "test": (images.test_x, images.test_y)}
        self.parts = {part: (x[: _SHOWN[part]], y[: _SHOWN[part]]) for part, (x, y) in sides.items()}
        self.planes = {
            part: InformationPlane(self.model, *sides, taps, part=part, x_compressor=compressor, seed=study.seed)
            for part, sides in self.parts.items()
        }

    def look(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, but for what is there."""
        for part, plane in self.planes.items():
            if epoch in self.store.epochs(part):
                continue
            loss, accuracy = evaluate(self.model, *self.parts[part], self.study.seed, epoch)
            metrics: dict[str, Any] = {"loss": loss, "accuracy": accuracy}
            if part == "train":
                metrics["gradient SNR"] = self._gradients(epoch)
            self.store.add(plane.record(epoch, **metrics))

    def _gradients(self, epoch: int) -> dict[str, float]:
        size = min(self.study.batch_size, len(self.training.x) // _GRADIENTS)
        rows = [slice(start, start + size) for start in range(0, _GRADIENTS * size, size)]
        batches = [(self.training.x[row], self.training.y[row]) for row in rows]
        return gradient_snr(self.model, batches, cross_entropy, self.layers, self.study.seed, epoch)


def trained_compressor(path: Path, rows: NDArray[np.float32], code: int, seed: int) -> Autoencoder:
    """The autoencoder of a run: from its file, or trained now and put there."""
    compressor = Autoencoder(code, random_state=seed)
    if not path.exists():
        save_fitted(compressor.fit(rows), path)
    return load_fitted(compressor, path)
