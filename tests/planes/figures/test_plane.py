"""The figure of a plane: every layer has a panel, both parts are in it, and nothing fails where a panel is empty."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from infoplane.planes.figures.plane import draw_plane, shape_of

from .made_up import plane


def drawn(frame: pd.DataFrame, estimator: str = "bounds") -> Figure:
    figure = draw_plane(Figure(layout="constrained"), frame, estimator, "made up")
    figure.canvas.draw()
    return figure


def panels(figure: Figure) -> dict[str, mpl.axes.Axes]:
    return {axis.get_title(): axis for axis in figure.axes if axis.get_visible() and axis.get_title()}


def test_the_last_panel_of_every_column_has_tick_labels() -> None:
    figure = drawn(plane(4))
    labelled = {
        name for name, axis in panels(figure).items() if any(tick.label1.get_visible() for tick in axis.xaxis.get_major_ticks())
    }
    assert labelled == {"L2", "L3", "L4"}


@pytest.mark.parametrize("layers", [1, 3, 7, 9, 14])
def test_every_layer_has_a_panel(layers: int) -> None:
    figure = drawn(plane(layers))
    assert list(panels(figure)) == [f"L{number}" for number in range(1, layers + 1)]
    lines, columns = shape_of(layers)
    assert lines * columns >= layers > (lines - 1) * columns


def test_both_parts_are_in_a_panel_and_ln_n_where_it_is_near() -> None:
    figure = drawn(plane(2))
    title = figure.get_suptitle()
    assert "train (circles), test (triangles)" in title
    axis = panels(figure)["L1"]
    points = sum(len(found.get_offsets()) for found in axis.collections if isinstance(found, PathCollection))
    assert points == 24, "12 epochs of both parts"
    upright = {round(float(line.get_xdata()[0]), 6) for line in axis.lines if line.get_linestyle() == ":"}
    assert upright == {round(float(np.log(300)), 6)}, "that of the other part is far"


def test_an_empty_panel_says_why() -> None:
    figure = drawn(plane(3, infinite=("L2",)))
    assert [text.get_text() for text in panels(figure)["L2"].texts] == ["I(X;L) is infinite"]
    frame = plane(3)
    frame.loc[frame["layer"] == "L3", ["status", "value"]] = ["error", np.nan]
    assert [text.get_text() for text in panels(drawn(frame))["L3"].texts] == ["no reading"]
    assert not panels(figure)["L1"].texts


def test_nothing_at_all_can_be_drawn() -> None:
    frame = plane(2, infinite=("L1", "L2"))
    assert len(panels(drawn(frame))) == 2


def test_one_epoch_and_impossible_values_can_be_drawn() -> None:
    frame = plane(2, epochs=1)
    frame.loc[frame["layer"] == "L2", "status"] = "impossible"
    drawn(frame)


def test_an_unknown_estimator_is_refused() -> None:
    with pytest.raises(ValueError, match="no rows of the estimator 'WKL'; there are those of 'bounds'"):
        drawn(plane(2), "WKL")
