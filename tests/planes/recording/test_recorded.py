"""A recorded plane: frames, files, figures, and the answer to whether a layer compressed."""

from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from infoplane.planes import PlaneRow, Recorded, read_plane
from infoplane.planes.rows.row import INPUT, LABEL


def rows(seed: int = 0, epochs: tuple[int, ...] = (0, 4, 9), part: str = "train") -> list[PlaneRow]:
    found = []
    for epoch in epochs:
        for quantity, value in ((INPUT, 4.0 - epoch / 9), (LABEL, 1.0)):
            ends = {"lower": value - 0.01, "upper": value + 0.01, "seed": seed}
            found.append(PlaneRow(epoch, part, "L1", quantity, "bounds", 999, "ok", "", value, 0.01, 0.5, "{}", **ends))
            found.append(PlaneRow(epoch, part, "L1", quantity, "WKL", 999, "ok", "", value, 0.01, 0.5, "{}", seed=seed))
    return found


def test_a_frame_has_a_line_for_each_row() -> None:
    frame = Recorded(rows()).frame()
    assert list(frame) == list(PlaneRow._fields)
    assert len(frame) == len(rows())
    assert frame["upper"].tolist()[:2] == pytest.approx([4.01, float("nan")], nan_ok=True)


def test_a_saved_plane_comes_back_and_joins_what_is_there(tmp_path: Path) -> None:
    Recorded(rows(epochs=(0, 4))).save(tmp_path / "plane.csv")
    assert read_plane(tmp_path / "plane.csv").rows == rows(epochs=(0, 4))
    later = [row._replace(value=1.0) for row in rows(epochs=(4, 9))]
    plane = Recorded(later).load(tmp_path / "plane.csv")
    assert plane.epochs == [0, 4, 9]
    assert len(plane.rows) == len(rows())
    assert {row.value for row in plane.rows if row.epoch == 4} == {1.0}, "what was recorded last stays"


def test_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = Recorded([*rows(), *rows(part="test")])
    figure = plane.plot(figure=Figure())
    assert figure.get_suptitle() == "bounds: train (circles), test (triangles)", "the default recipe, both parts"
    assert plane.plot(estimator="WKL", figure=Figure()).get_suptitle().startswith("WKL")
    assert "bounds, test" in [axis.get_title() for axis in plane.plot(kind="epochs", figure=Figure()).axes]
    infinite = [
        row._replace(status="infinite", value=None) if row.quantity == INPUT and row.estimator == "bounds" else row
        for row in rows()
    ]
    assert Recorded(infinite).plot(figure=Figure()).get_suptitle().startswith("WKL"), "the first that has a value"
    monkeypatch.setattr(mpl, "get_backend", lambda: "agg")
    assert isinstance(plane.plot(), Figure)
    with pytest.raises(ValueError, match="nothing to draw: record an epoch first"):
        Recorded().plot()
    with pytest.raises(ValueError, match="kind must be 'plane', 'epochs' or 'neighbours'; got 'bars'"):
        plane.plot(kind="bars")  # type: ignore[arg-type]


def test_whether_a_layer_compressed_is_answered_for_one_run_and_part() -> None:
    plane = Recorded([*rows(), *rows(seed=1, epochs=(0,)), *rows(part="test", epochs=(0,))])
    assert str(plane.compression("L1")).startswith("fell by 1.00 ± 0.01 nats")
    for asked in ({"seed": 1}, {"part": "test"}, {"estimator": "KDE"}):
        with pytest.raises(ValueError, match="at two epochs or more"):
            plane.compression("L1", **asked)  # type: ignore[arg-type]
    assert "cannot be told" in str(plane.compression("L1", estimator="WKL")), "an estimate has no ends"
