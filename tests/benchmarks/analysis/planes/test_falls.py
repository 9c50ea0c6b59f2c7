"""The summary of the noise sweep: falls of I(X;L), their significance, and the table."""

import pandas as pd
import pytest

from infoplane.benchmarks.analysis.planes import falls, summary
from infoplane.benchmarks.units import Units

COMMON = {"activation": "tanh", "seed": 0, "estimator": "exact, s = 0.1", "epoch": [0, 1, 2]}


def test_a_fall_is_significant_from_four_standard_errors_on() -> None:
    fallen = pd.DataFrame({**COMMON, "layer": "L1", "x": [1.0, 3.0, 2.0], "x_se": 0.1})
    noisy = pd.DataFrame({**COMMON, "layer": "L2", "x": [1.0, 3.0, 2.9], "x_se": 0.1})
    rising = pd.DataFrame({**COMMON, "layer": "L3", "x": [1.0, 2.0, 3.0], "x_se": 0.1})
    found = falls.falls(pd.concat([fallen, noisy, rising]))
    assert found["significant"].tolist() == [True, False, False]
    assert found["fall"].tolist() == pytest.approx([1.0, 0.1, 0.0])
    assert found["fall_se"].tolist() == pytest.approx([0.1414214, 0.1414214, 0.0])
    assert found[["first", "peak", "peak_epoch", "last"]].iloc[0].tolist() == [1.0, 3.0, 1, 2.0]


@pytest.mark.parametrize(("fall", "significant"), [(0.55, False), (0.58, True)])
def test_the_limit_is_four_errors_of_the_difference(fall: float, significant: bool) -> None:
    points = pd.DataFrame({**COMMON, "layer": "L1", "x": [1.0, 3.0, 3.0 - fall], "x_se": 0.1})  # 4 * 0.1 sqrt(2) = 0.566
    assert falls.falls(points)["significant"].tolist() == [significant]


@pytest.mark.parametrize(("fall", "significant"), [(0.009, False), (0.011, True)])
def test_values_without_errors_need_a_hundredth_of_a_nat(fall: float, significant: bool) -> None:
    points = pd.DataFrame({**COMMON, "layer": "L1", "x": [1.0, 3.0, 3.0 - fall], "x_se": float("nan")})
    found = falls.falls(points, Units.bits)
    assert found["significant"].tolist() == [significant]
    assert found["fall"].tolist() == pytest.approx([fall * 1.4426950])
    assert found["fall_se"].tolist() == [0.0]


def test_the_order_of_activations_readings_and_layers() -> None:
    points = falls.curves(summary.shipped())
    activations, estimators, layers = falls.in_order(points)
    assert activations == ["tanh", "relu"]
    assert estimators == ["exact, s = 0.01", "exact, s = 0.05", "bounds, s = 0.05", "exact, s = 0.2", "30 bins"]
    assert layers == ["L1", "L2", "L3", "L4", "L5", "softmax(L6)"]
    assert sorted(set(points["seed"])) == [0, 1, 2]


def test_the_table_has_means_and_ranges_over_the_seeds() -> None:
    first = pd.DataFrame({**COMMON, "layer": "L1", "x": [1.0, 3.0, 2.0], "x_se": 0.1})
    points = pd.concat([first, first.assign(seed=1, x=[2.0, 2.5, 2.5])])
    header, [line] = falls.table(points, Units.nats)
    assert dict(zip(header, line, strict=True)) == {
        "activation": "tanh",
        "reading": "exact, s = 0.1",
        "layer": "L1",
        "first I(X;L) (nats)": "1.50",
        "peak I(X;L) (nats)": "2.75",
        "last I(X;L) (nats)": "2.25",
        "peak at epoch": "1",
        "mean fall (nats)": "0.50",
        "range of the fall": "0.00 to 1.00",
        "largest SE": "0.14",
        "seeds with a significant fall": "1 of 2",
    }


def test_other_rows_raise_an_error_with_the_command() -> None:
    with pytest.raises(ValueError, match="`infoplane sweep` makes them"):
        falls.curves({"digits": pd.DataFrame()})
