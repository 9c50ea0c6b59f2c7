"""The figure of information against the epoch: a column for each part and estimator, bands, and metrics where there are any."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from infoplane.planes.figures.colours import layer_style
from infoplane.planes.figures.epochs import draw_epochs
from infoplane.planes.rows.row import INPUT

from .made_up import plane


def drawn(frame: pd.DataFrame) -> Figure:
    figure = draw_epochs(Figure(layout="constrained"), frame)
    figure.canvas.draw()
    return figure


def titles(figure: Figure) -> list[str]:
    return [axis.get_title() for axis in figure.axes if axis.get_title()]


def height(band: PolyCollection) -> float:
    paths = band.get_paths()
    return float(np.ptp(paths[0].vertices[:, 1])) if paths else 0.0


def test_parts_and_estimators_have_columns() -> None:
    frame = pd.concat([plane(3), plane(3).replace({"estimator": {"bounds": "WKL"}})])
    assert titles(drawn(frame)) == ["bounds, train", "bounds, test", "WKL, train", "WKL, test"]
    assert titles(drawn(plane(2, parts=("all",)))) == ["bounds, all"]


def test_a_band_is_drawn_where_an_upper_end_is_known() -> None:
    figure = drawn(plane(3, parts=("train",)))
    bands = [found for found in figure.axes[0].collections if isinstance(found, PolyCollection)]
    assert [height(band) > 0 for band in bands] == [False, False, True]


def test_several_runs_have_a_mean_and_a_range() -> None:
    frame = pd.concat([plane(2, parts=("train",), seed=seed).assign(seed=seed) for seed in (0, 1, 2)])
    figure = drawn(frame)
    own = frame[(frame["layer"] == "L1") & (frame["quantity"] == INPUT) & (frame["epoch"] == 11)]["value"]
    line = next(line for line in figure.axes[0].lines if line.get_label() == "L1")
    assert line.get_ydata()[-1] == pytest.approx(own.mean())
    band = next(found for found in figure.axes[0].collections if isinstance(found, PolyCollection))
    last = band.get_paths()[0].vertices
    at_the_end = last[last[:, 0] == 11, 1]
    assert (at_the_end.min(), at_the_end.max()) == (pytest.approx(own.min()), pytest.approx(own.max()))


def test_metrics_have_a_panel_only_where_they_were_recorded() -> None:
    assert any(axis.get_ylabel().startswith("loss") for axis in drawn(plane(2)).axes)
    bare = plane(2)
    figure = drawn(bare[bare["quantity"] != "loss"])
    assert not any(axis.get_ylabel().startswith("loss") for axis in figure.axes)


def test_infinite_layers_and_one_epoch() -> None:
    figure = drawn(plane(2, parts=("train",), epochs=1, infinite=("L1", "L2")))
    assert "I(X;L) is infinite" in [text.get_text() for text in figure.axes[0].texts]


def test_no_two_layers_look_alike() -> None:
    for count in (2, 6, 7, 12, 20):
        styles = [layer_style(index, count) for index in range(count)]
        assert len({(str(each["color"]), each["marker"], str(each["linestyle"])) for each in styles}) == count
        assert len({str(each["color"]) for each in styles}) == count, "colours differ even where markers are not seen"
