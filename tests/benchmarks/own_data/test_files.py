"""Files of every kind, whole, damaged and hostile."""

import gzip
import os
import pickle
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.own_data.files import read
from infoplane.extras import MissingExtraError

TEXT = "naïve,y\n1,a\n2,b\n"


class Bomb:
    """A pickle that would leave a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_every_unicode(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "data.CSV"
    path.write_bytes(TEXT.encode(encoding))
    assert read(path).names == ["naïve", "y"]


def test_compressed_text(tmp_path: Path) -> None:
    path = tmp_path / "data.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert read(path).names == ["naïve", "y"]


def test_arrays(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(6.0).reshape(3, 2))
    table = read(tmp_path / "a.npy")
    assert {name: values.tolist() for name, values in table.columns.items()} == {"0": [0, 2, 4], "1": [1, 3, 5]}
    np.save(tmp_path / "s.npy", np.array([(1, 2.5), (3, 4.5)], [("age", int), ("dose", float)]))
    assert read(tmp_path / "s.npy").names == ["age", "dose"]


def test_named_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", z=np.zeros(3), x=np.arange(6.0).reshape(3, 2), images=np.zeros((3, 4, 4)), one=np.float64(1))
    table = read(tmp_path / "a.npz")
    assert table.names == ["z", "x[0]", "x[1]"]
    assert table.arrays == {"x": ["x[0]", "x[1]"]}
    left_out = "Arrays of neither one nor two dimensions were left out: images (3, 4, 4), one ()."
    assert table.remarks == (f"{left_out} Images need Python: estimate_mi(x, y).",)


def test_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None, 3], "Int64"),
            "real": [0.5, 1.5, None],
            "text": ["a", None, "b"],
            "kind": pd.Categorical(["u", "v", "u"]),
            "day": pd.date_range("2020-01-01", periods=3),
        }
    )
    pytest.importorskip("pyarrow")
    frame.to_parquet(tmp_path / "a.parquet")
    table = read(tmp_path / "a.parquet")
    assert table.names == ["whole", "real", "text", "kind", "day"]
    assert np.isnan(table.columns["whole"][1])
    assert table.columns["text"].tolist() == ["a", None, "b"]
    assert table.columns["kind"].tolist() == ["u", "v", "u"]
    assert "holds dates or times" in table.unfit["day"]


def test_strings_of_missing_values_are_for_csv(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n?,3\n")
    assert np.isnan(read(tmp_path / "a.csv", ["?"]).columns["a"][1])
    np.save(tmp_path / "a.npy", np.zeros((3, 2)))
    with pytest.raises(UserError, match=r"are for CSV files: leave such values of a\.npy empty"):
        read(tmp_path / "a.npy", ["?"])


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"Parquet needs pyarrow, .*pip install 'infoplane\[parquet\]'"):
        read(tmp_path / "a.parquet")


def test_data_run_no_code(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    bomb = np.array([Bomb(trace)], object)
    np.save(tmp_path / "a.npy", bomb)
    np.savez(tmp_path / "a.npz", x=bomb)
    for name in ("b.npy", "b.npz", "b.csv", "b.parquet"):
        (tmp_path / name).write_bytes(pickle.dumps(Bomb(trace)))
    for path in tmp_path.iterdir():
        with pytest.raises(UserError):
            read(path)
    assert not trace.exists()
    with pytest.raises(UserError, match="holds Python objects, which could run code"):
        read(tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"PK", r"none of the endings \.csv, .*\.npz"),
        ("a", b"1,2", "none of the endings"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"a,b\n1,\xe9\n", r"no text in UTF-8 \(byte 0xe9 in line 2\): save it .*in Excel: Save As, 'CSV UTF-8'"),
        ("a.csv", b"a,b\n1,\0\n", "binary data"),
        ("a.csv.gz", b"a,b\n1,2\n", "cannot be read as csv.gz"),
        ("a.npy", b"", "cannot be read as npy"),
        ("a.npy", b"\x93NUMPY\x01\x00", "cannot be read as npy"),
        ("a.npz", b"PK\x03\x04", "cannot be read as npz"),
        ("a.parquet", b"PAR1", "cannot be read as parquet"),
    ],
)
def test_a_damaged_file_is_one_sentence(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=message) as error:
        read(tmp_path / name)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("shape", [(), (5,), (2, 3, 4)])
def test_an_array_of_another_shape_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros(shape))
    with pytest.raises(UserError, match="two dimensions"):
        read(tmp_path / "a.npy")


@pytest.mark.parametrize("shape", [(0, 2), (2, 0)])
def test_an_empty_array_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros(shape))
    with pytest.raises(UserError, match=r"has no (columns|rows)"):
        read(tmp_path / "a.npy")


@pytest.mark.parametrize("shape", ["(10, 10000000000000)", "(10", "(10, 'a')", "__import__('os').mkdir('made')"])
def test_a_false_header_is_refused(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    Path("a.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(80))
    with pytest.raises(UserError, match="cannot be read as npy"):
        read(Path("a.npy"))
    assert not Path("made").exists()


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        read(tmp_path / "folder.csv")
    with pytest.raises(UserError, match="There is no file"):
        read(tmp_path / "none.csv")
