"""Data sets for the information plane: scikit-learn's digits, and MNIST or Fashion-MNIST from idx files.

Nothing is downloaded. Fashion-MNIST (MIT licence) is Debian's package dataset-fashion-mnist; any folder with the four idx
files of an MNIST-like set, compressed or not, will do.
"""

import gzip
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FASHION = Path("/usr/share/datasets/fashion-mnist")
_TEST_DIGITS = 500
_KINDS = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


@dataclass(frozen=True)
class Images:
    """Images with class labels, in two parts.

    Parameters
    ----------
    name : str
    train_x, test_x : array (n, channels, height, width), float32
        Standardised by the mean and the standard deviation of all training pixels.
    train_y, test_y : array (n,), int64
    """

    name: str
    train_x: NDArray[np.float32]
    train_y: NDArray[np.int64]
    test_x: NDArray[np.float32]
    test_y: NDArray[np.int64]

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.train_y.max()) + 1


def digits() -> Images:
    """The 1,797 handwritten digits of scikit-learn, 8 x 8 pixels; 500 of them are the test part."""
    from sklearn.datasets import load_digits

    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.target))  # the file is sorted by writer
    test, train = order[:_TEST_DIGITS], order[_TEST_DIGITS:]
    return _standardised("digits", *((data.images[rows], data.target[rows]) for rows in (train, test)))


def idx_images(folder: Path, name: str = "") -> Images:
    """An MNIST-like set from its four idx files (``train-images-idx3-ubyte`` and so on, with or without .gz).

    Raises
    ------
    FileNotFoundError
        If a file is missing; the message says which, and where Fashion-MNIST comes from.
    ValueError
        If a file is no idx file, or images and labels differ in number.
    """
    parts = []
    for part in ("train", "t10k"):
        images, labels = (read_idx(_find(folder, f"{part}-{kind}-ubyte")) for kind in ("images-idx3", "labels-idx1"))
        if len(images) != len(labels):
            raise ValueError(f"{folder} has {len(images)} images and {len(labels)} labels in its part {part!r}.")
        parts.append((images, labels))
    return _standardised(name or folder.name, *parts)


def read_idx(path: Path) -> NDArray[np.generic]:
    """The array in an idx file, compressed or not."""
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _KINDS:
        raise ValueError(f"{path} is no idx file: give the folder of an MNIST-like data set.")
    dimensions = content[3]
    shape = struct.unpack(f">{dimensions}I", content[4 : 4 + 4 * dimensions])
    values = np.frombuffer(content, _KINDS[content[2]], offset=4 + 4 * dimensions)
    if values.size != np.prod(shape, dtype=np.int64):
        raise ValueError(f"{path} is cut short: it holds {values.size} values, its head says {shape}. Copy it again.")
    return values.reshape(shape)


def _find(folder: Path, stem: str) -> Path:
    for path in (folder / f"{stem}.gz", folder / stem):
        if path.is_file():
            return path
    source = "Fashion-MNIST: `apt-get install dataset-fashion-mnist`" if folder == FASHION else "four files, as MNIST has them"
    raise FileNotFoundError(f"There is no {stem}.gz in {folder} ({source}).")


def _standardised(name: str, train: tuple[NDArray, NDArray], test: tuple[NDArray, NDArray]) -> Images:
    mean, deviation = train[0].mean(dtype=np.float64), train[0].std(dtype=np.float64)
    sides: list[NDArray] = []
    for images, labels in (train, test):
        sides += [((images[:, None] - mean) / deviation).astype(np.float32), np.asarray(labels, np.int64)]
    return Images(name, *sides)
