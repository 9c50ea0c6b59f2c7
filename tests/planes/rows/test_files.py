"""Rows in CSV files: they come back as they were, and files from before rows had ends and flags are still read."""

from pathlib import Path

import pytest

from infoplane.planes import PlaneRow, read_rows, write_rows
from infoplane.planes.rows.row import INPUT, RowMaker

MAKE = RowMaker(3, "test", 100, seed=4)
OLD = "epoch,part,layer,quantity,estimator,n,status,message,value,stderr,details\n"


def test_written_rows_can_be_read(tmp_path: Path) -> None:
    full = PlaneRow(
        1, "test", "L1", INPUT, "bounds", 9, "ok", "", 0.1 + 0.2, 1e-300, 0.5, "{}", -1.0, 2.5, "noise", "a; b", "alphabet", 7
    )
    rows = [MAKE.metric("loss", 0.1 + 0.2), MAKE.failure("L1", INPUT, "KSG", "error", 'a "quoted", message\nü'), full]
    write_rows(tmp_path / "plane.csv", rows)
    assert read_rows(tmp_path / "plane.csv") == rows


def test_a_file_from_before_rows_had_ends(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text(
        OLD + '5,train,L1,I(X;L),WKL,100,ok,,2.5,0.25,"{""k"": 3.0}"\n5,train,,loss,,100,ok,,1.0,,{}\n'
    )
    first, second = read_rows(tmp_path / "old.csv")
    assert first == PlaneRow(5, "train", "L1", INPUT, "WKL", 100, "ok", "", 2.5, 0.25, None, '{"k": 3.0}')
    assert (first.lower, first.upper, first.flags, first.seed) == (None, None, "", 0)
    assert (second.layer, second.stderr) == ("", None)


def test_other_files_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match=r"other.csv holds no rows of a plane: it lacks the columns epoch, part"):
        read_rows(tmp_path / "other.csv")
    (tmp_path / "broken.csv").write_text(OLD + "5,train,L1,I(X;L),WKL,100,ok,,2.5,,{}\n5,train,L1,I(X;L),WKL,100,ok,,two,,{}\n")
    with pytest.raises(ValueError, match=r"Cannot read line 3 of .*broken.csv: could not convert string to float: 'two'"):
        read_rows(tmp_path / "broken.csv")


def test_the_committed_rows_of_every_plane_can_be_read() -> None:
    files = sorted((Path(__file__).parents[3] / "results" / "planes").glob("*.csv"))
    assert len(files) >= 10
    for path in files:
        assert all(row.quantity and row.part for row in read_rows(path)), path
