"""The shared panel: missing estimates, ceilings, the length of a bar, and names without a curve."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from infoplane.benchmarks import words
from infoplane.benchmarks.figures.curves import BIAS, bias_scale, caption, curves, gaps
from infoplane.benchmarks.figures.style import CEILING

DATA = pd.DataFrame(
    [
        ("WKL", 1.0, 1.0, -24.8, 31.7, 5, 0, None),
        ("WKL", 2.0, 1.0, None, None, 0, 5, None),
        ("KSG", 1.0, 1.0, 0.1, 0.02, 5, 0, 0.5),
        ("KSG", 2.0, 1.0, 0.2, 0.02, 5, 0, 9.0),
        ("mine", 1.0, 1.0, 0.2, 0.02, 5, 0, None),
    ],
    columns=["estimator", "dimension", "true_mi", "bias", "bias_se", "replicates", "failures", "ceiling"],
).astype({"bias": float, "bias_se": float, "ceiling": float})


@pytest.fixture
def axis():  # type: ignore[no-untyped-def]
    return Figure().subplots()


def test_a_note_names_missing_estimates() -> None:
    assert gaps(DATA, "dimension").split() == ["no", "estimate", "at", "2:", "WKL"]
    assert gaps(DATA[DATA["dimension"] == 2], "dimension") == "no estimate: WKL"
    assert gaps(DATA[DATA["estimator"] == "KSG"], "dimension") == ""


def test_a_panel_has_the_note_and_a_ring_at_a_true_mi_above_the_ceiling(axis) -> None:  # type: ignore[no-untyped-def]
    curves(axis, DATA, "dimension", "bias")
    assert [text.get_text() for text in axis.texts] == ["no estimate at 2: WKL"]
    (ring,) = (line for line in axis.lines if line.get_label() == CEILING)
    assert list(ring.get_xdata()) == [1.0]
    assert set(axis.get_legend_handles_labels()[1]) == {words.estimator("WKL"), words.estimator("KSG"), CEILING}


def test_a_bar_reaches_one_standard_error_up_and_down(axis) -> None:  # type: ignore[no-untyped-def]
    curves(axis, DATA[DATA["estimator"] == "KSG"], "dimension", "bias")
    (container,) = axis.containers
    (segments,) = (bars.get_segments() for bars in container.lines[2])
    assert [segment.tolist() for segment in segments] == [
        [[1.0, pytest.approx(0.08)], [1.0, pytest.approx(0.12)]],
        [[2.0, pytest.approx(0.18)], [2.0, pytest.approx(0.22)]],
    ]


def test_a_single_replicate_has_a_point_without_a_bar(axis) -> None:  # type: ignore[no-untyped-def]
    single = DATA[DATA["estimator"] == "KSG"].assign(replicates=1, bias_se=np.nan)
    curves(axis, single, "dimension", "bias")
    (segments,) = (bars.get_segments() for bars in axis.containers[0].lines[2])
    assert all(np.ptp(segment[:, 1]) == 0 for segment in segments)


def test_no_bar_is_cut(axis) -> None:  # type: ignore[no-untyped-def]
    curves(axis, DATA, "dimension", "bias")
    bias_scale([axis])
    low, high = axis.get_ylim()
    assert low < -24.8 - 31.7
    assert high > -24.8 + 31.7


def test_estimators_without_a_curve_are_named(axis) -> None:  # type: ignore[no-untyped-def]
    caption(axis.figure, "n = 5", DATA)
    assert axis.figure.get_suptitle() == "n = 5\nin the tables only: mine"


def test_a_line_is_broken_where_there_is_no_estimate(axis) -> None:  # type: ignore[no-untyped-def]
    """It does not join the points on both sides of a failure."""
    line = DATA[DATA["estimator"] == "KSG"]
    three = pd.concat([line, line.tail(1).assign(dimension=3.0)]).reset_index(drop=True)
    three.loc[1, ["replicates", "failures"]] = [0, 5]
    three.loc[2, "bias"] = -np.inf
    curves(axis, three, "dimension", "bias")
    (drawn,) = (container.lines[0] for container in axis.containers)
    np.testing.assert_array_equal(np.array(drawn.get_ydata(), np.float64), [0.1, np.nan, np.nan])


def test_an_axis_that_is_linear_near_zero_says_so(axis) -> None:  # type: ignore[no-untyped-def]
    curves(axis, DATA, "dimension", "bias")
    bias_scale([axis])
    transform = axis.yaxis.get_transform()
    assert f"linear within ±{transform.linthresh:g}, logarithmic beyond" in BIAS
