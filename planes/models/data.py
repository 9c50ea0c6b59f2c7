"""Data sets for the information plane: scikit-learn's digits, MNIST-like sets from idx files, any images from an npz file.

Nothing is downloaded. Fashion-MNIST (MIT licence) comes from Debian's package dataset-fashion-mnist. Any folder with the four
idx files of an MNIST-like set works too, compressed or not; and any file of numpy with images and labels, in colour or not.
"""

import gzip
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FASHION = Path("/usr/share/datasets/fashion-mnist")
_TEST_DIGITS = 500
_KINDS = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


@dataclass(frozen=True)
class Images:
    """Images with class labels, in a training and a test part.

    Parameters
    ----------
    name : str
        Name of the data set.
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
        """Number of classes, from the largest label of the training part."""
        return int(self.train_y.max()) + 1


def digits() -> Images:
    """The 1,797 handwritten digits of scikit-learn, 8 x 8 pixels; 500 of them are the test part.

    Examples
    --------
    >>> from infoplane.planes import digits
    >>> data = digits()
    >>> data.train_x.shape, data.test_y.shape, data.classes
    ((1297, 1, 8, 8), (500,), 10)
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.target))  # the data are sorted by writer
    test, train = order[:_TEST_DIGITS], order[_TEST_DIGITS:]
    return _standardised("digits", *((data.images[rows], data.target[rows]) for rows in (train, test)))


def idx_images(folder: Path, name: str = "") -> Images:
    """An MNIST-like set from its four idx files (``train-images-idx3-ubyte`` and so on, with or without .gz).

    Parameters
    ----------
    folder : Path
    name : str
        Name of the data set; the name of the folder by default.

    Raises
    ------
    FileNotFoundError
        If a file is missing. The message says which one, and where Fashion-MNIST comes from.
    ValueError
        If a file is not an idx file, or images and labels differ in number.
    """
    parts = []
    for part in ("train", "t10k"):
        images, labels = (read_idx(_find(folder, f"{part}-{kind}-ubyte")) for kind in ("images-idx3", "labels-idx1"))
        if len(images) != len(labels):
            raise ValueError(f"{folder} has {len(images)} images and {len(labels)} labels in its part {part!r}.")
        parts.append((images, labels))
    return _standardised(name or folder.name, *parts)


def npz_images(path: Path, name: str = "") -> Images:
    """The images of a file that `numpy.savez` wrote, with the arrays ``train_x``, ``train_y``, ``test_x`` and ``test_y``.

    Parameters
    ----------
    path : Path
        Images are (n, height, width) or (n, channels, height, width), labels whole numbers from 0 on, (n,).
    name : str
        Name of the data set; the name of the file by default.

    Raises
    ------
    ValueError
        If the file is no npz file, lacks an array, or images and labels do not fit.
    """
    needed = ("train_x", "train_y", "test_x", "test_y")
    try:
        with np.load(path, allow_pickle=False) as content:  # a pickle could run code
            arrays = {array: content[array] for array in needed if array in content.files}
    except (OSError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not an npz file of plain arrays: write it with numpy.savez.") from error
    if missing := [array for array in needed if array not in arrays]:
        raise ValueError(f"{path} lacks {', '.join(missing)}: an npz file of images needs {', '.join(needed)}.")
    parts = []
    for part in ("train", "test"):
        images, labels = arrays[f"{part}_x"], arrays[f"{part}_y"]
        if images.ndim not in (3, 4) or labels.shape != (len(images),):
            raise ValueError(
                f"{part}_x and {part}_y of {path} have the shapes {images.shape} and {labels.shape}: images are "
                "(n, height, width) or (n, channels, height, width), with a label for each."
            )
        if labels.dtype.kind not in "iu" or labels.min() < 0:
            raise ValueError(f"{part}_y of {path} must hold whole numbers from 0 on.")
        parts.append((images, labels))
    return _standardised(name or path.stem, *parts)


def read_idx(path: Path) -> NDArray[np.generic]:
    """The array in an idx file, compressed or not.

    Raises
    ------
    ValueError
        If the file is not an idx file, or is shorter than its header says.
    """
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _KINDS:
        raise ValueError(f"{path} is not an idx file: give the folder of an MNIST-like data set.")
    dimensions = content[3]
    shape = struct.unpack(f">{dimensions}I", content[4 : 4 + 4 * dimensions])
    values = np.frombuffer(content, _KINDS[content[2]], offset=4 + 4 * dimensions)
    if values.size != np.prod(shape, dtype=np.int64):
        raise ValueError(f"{path} is cut short: it holds {values.size} values, its header says {shape}. Copy it again.")
    return values.reshape(shape)


def _find(folder: Path, stem: str) -> Path:
    for path in (folder / f"{stem}.gz", folder / stem):
        if path.is_file():
            return path
    remedy = "install Debian's dataset-fashion-mnist" if folder == FASHION else "the folder needs the four idx files of MNIST"
    raise FileNotFoundError(f"There is no {stem} and no {stem}.gz in {folder}: {remedy}.")


def _standardised(name: str, train: tuple[NDArray, NDArray], test: tuple[NDArray, NDArray]) -> Images:
    mean, deviation = train[0].mean(dtype=np.float64), train[0].std(dtype=np.float64)
    arrays: list[NDArray] = []
    for images, labels in (train, test):
        with_channels = images[:, None] if images.ndim == 3 else images
        arrays += [((with_channels - mean) / deviation).astype(np.float32), np.asarray(labels, np.int64)]
    return Images(name, *arrays)
