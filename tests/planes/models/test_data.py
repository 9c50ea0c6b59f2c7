"""Data sets: the digits, idx files, npz files."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from infoplane.planes import digits, idx_images, npz_images
from infoplane.planes.models.data import FASHION, read_idx


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.astype(np.uint8).tobytes()


def folder_of(path: Path, compressed: bool) -> Path:
    rng = np.random.default_rng(0)
    for part, n in (("train", 30), ("t10k", 10)):
        for kind, array in (("images-idx3", rng.integers(0, 256, (n, 9, 7))), ("labels-idx1", np.arange(n) % 3)):
            content = idx(array)
            name = f"{part}-{kind}-ubyte" + (".gz" if compressed else "")
            (path / name).write_bytes(gzip.compress(content) if compressed else content)
    return path


def test_digits_are_standardised_and_disjoint() -> None:
    data = digits()
    assert (len(data.train_x), len(data.test_x), data.classes) == (1297, 500, 10)
    assert data.train_x.shape[1:] == (1, 8, 8)
    assert abs(data.train_x.mean()) < 1e-6
    assert abs(data.train_x.std() - 1) < 1e-6
    train = {image.tobytes() for image in data.train_x}
    assert not any(image.tobytes() in train for image in data.test_x)


@pytest.mark.parametrize("compressed", [True, False])
def test_idx_files(tmp_path: Path, compressed: bool) -> None:
    data = idx_images(folder_of(tmp_path, compressed))
    assert data.name == tmp_path.name
    assert data.train_x.shape == (30, 1, 9, 7)
    assert data.test_y.tolist() == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]
    raw = read_idx(next(tmp_path.glob("train-images*")))
    np.testing.assert_allclose(data.train_x[:, 0], (raw - raw.mean()) / raw.std(), rtol=1e-5)


def test_wrong_files_raise_errors_that_name_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no train-images-idx3-ubyte and no"):
        idx_images(tmp_path)
    folder_of(tmp_path, compressed=False)
    images = tmp_path / "train-images-idx3-ubyte"
    images.write_bytes(images.read_bytes()[:-5])
    with pytest.raises(ValueError, match="is cut short"):
        idx_images(tmp_path)
    images.write_bytes(b"PNG and so on")
    with pytest.raises(ValueError, match="is not an idx file"):
        idx_images(tmp_path)
    images.write_bytes(idx(np.zeros((4, 9, 7))))
    with pytest.raises(ValueError, match="4 images and 30 labels"):
        idx_images(tmp_path)


@pytest.mark.skipif(not FASHION.is_dir(), reason="Debian's dataset-fashion-mnist is not installed")
def test_fashion() -> None:
    data = idx_images(FASHION, "fashion")
    assert data.train_x.shape == (60_000, 1, 28, 28)
    assert np.bincount(data.test_y).tolist() == [1000] * 10


def test_npz_files(tmp_path: Path) -> None:
    rng, path = np.random.default_rng(0), tmp_path / "colours.npz"
    parts = {"train_x": rng.random((30, 3, 9, 7)), "train_y": np.arange(30) % 3}
    parts |= {"test_x": rng.random((10, 3, 9, 7)), "test_y": np.arange(10) % 3}
    np.savez(path, **parts)
    data = npz_images(path)
    assert (data.name, data.train_x.shape, data.classes) == ("colours", (30, 3, 9, 7), 3)
    grey = parts | {"train_x": parts["train_x"][:, 0], "test_x": parts["test_x"][:, 0]}
    np.savez(path, **grey)
    assert npz_images(path).test_x.shape == (10, 1, 9, 7)
    for change, said in (
        ({"test_y": np.arange(9)}, "with a label for each"),
        ({"train_y": np.linspace(0, 1, 30)}, "whole numbers from 0 on"),
        ({"train_x": np.array([{}] * 30)}, "not an npz file of plain arrays"),
    ):
        np.savez(path, **(parts | change))
        with pytest.raises(ValueError, match=said):
            npz_images(path)
    path.write_bytes(b"PK and so on")
    with pytest.raises(ValueError, match=r"write it with numpy.savez"):
        npz_images(path)
