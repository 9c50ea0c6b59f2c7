"""The step at which the gradient's signal-to-noise ratio falls most steeply."""

import numpy as np
import pandas as pd

from infoplane.benchmarks.analysis.planes.phases import boundary, boundary_remark
from infoplane.planes.rows.row import SNR

STEPS = np.unique(np.geomspace(1, 10_000, 60).round())
FALL = 1 / (1 + (STEPS / 100) ** 4)  # steepest at step 100


def ratios(values: np.ndarray, steps: np.ndarray = STEPS) -> pd.DataFrame:
    return pd.DataFrame({"epoch": steps, "quantity": SNR, "layer": "a", "value": values})


def test_the_boundary_is_the_steepest_fall() -> None:
    frame = ratios(0.1 + 5 * FALL)
    assert abs(np.log(boundary(frame) / 100)) < 0.7
    assert f"at step {boundary(frame):.0f}." in boundary_remark(frame)


def test_layers_count_equally_in_the_logarithm() -> None:
    frame = ratios(0.1 + 5 * FALL)
    scaled = frame.assign(layer="b", value=1000 * frame["value"])
    assert boundary(pd.concat([frame, scaled])) == boundary(frame)


def test_a_ratio_that_never_halves_has_no_boundary() -> None:
    frame = ratios(1 + 0.9 * FALL)
    assert np.isnan(boundary(frame))
    assert "there is one phase" in boundary_remark(frame)
    assert not np.isnan(boundary(ratios(1 + 1.2 * FALL)))


def test_four_evaluations_are_too_few() -> None:
    assert np.isnan(boundary(ratios(np.array([8.0, 4.0, 2.0, 1.0]), np.arange(4))))
    assert not np.isnan(boundary(ratios(np.array([16.0, 8.0, 4.0, 2.0, 1.0]), np.arange(5))))


def test_the_fall_is_taken_against_the_logarithm_of_the_step() -> None:
    """ln SNR falls by 1 in every dense interval and by 1.5 in every wide one, which is steeper by the interval alone."""
    place = np.concatenate([np.linspace(0, 1, 11), np.linspace(3, 11, 5)])  # ln(1 + step)
    fall = np.concatenate([np.arange(11.0), 10 + 1.5 * np.arange(1, 6)])
    assert boundary(ratios(np.exp(-fall), np.expm1(place))) < np.expm1(1.0)
