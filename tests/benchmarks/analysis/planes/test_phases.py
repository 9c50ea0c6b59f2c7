"""The steps at which diffusion and total diffusion begin, by the gradient's signal-to-noise ratio."""

import re

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis.planes.phases import HOMOGENEITY, LOSS, Phases, phases, phases_remark
from infoplane.planes.rows.row import SNR

STEPS = np.unique(np.geomspace(1, 10_000, 60).round())
FALL = 1 / (1 + (STEPS / 100) ** 4)  # by half at step 100
RISE = 1 / (1 + (1000 / STEPS) ** 4)  # by half at step 1,000


def ratios(values: np.ndarray, steps: np.ndarray = STEPS, layer: str = "a", quantity: str = SNR) -> pd.DataFrame:
    return pd.DataFrame({"epoch": steps, "quantity": quantity, "layer": layer, "value": values})


def test_fitting_ends_where_the_ratio_halves() -> None:
    found = phases(ratios(0.1 + 5 * FALL))
    assert abs(np.log(found.diffusion / 100)) < 0.5
    assert np.isnan(found.total_diffusion)
    assert "there is no total diffusion" in phases_remark(ratios(0.1 + 5 * FALL))


def test_total_diffusion_begins_where_the_ratio_doubles_again() -> None:
    frame = ratios(0.1 + 5 * FALL + 5 * RISE)
    found = phases(frame)
    assert found.diffusion < 300 < found.total_diffusion < 1000
    loss = 1 / (1 + (STEPS / 2000) ** 8)  # against ln(step), steepest beyond 2,000
    even = np.select([found.diffusion > STEPS, found.total_diffusion > STEPS], [0.8, 0.3], 0.6)
    said = phases_remark(pd.concat([frame, ratios(loss, quantity=LOSS), ratios(even, quantity=HOMOGENEITY)]))
    assert f"doubled again at step {found.total_diffusion:.0f}." in said
    assert int(re.search(r"fastest between steps (\d+) and", said)[1]) > 2000
    assert said.endswith("residuals: 0.80 in fitting, 0.30 in diffusion, 0.60 in total diffusion.")


def test_layers_and_runs_count_equally_in_the_logarithm() -> None:
    frame = ratios(0.1 + 5 * FALL + 5 * RISE)
    scaled = frame.assign(layer="b", value=1000 * frame["value"])
    assert phases(pd.concat([frame, scaled])) == phases(frame)


def test_a_ratio_that_never_halves_has_one_phase() -> None:
    frame = ratios(1 + 0.9 * FALL)
    assert np.isnan(phases(frame)).all()
    assert "there is one phase" in phases_remark(frame)
    assert not np.isnan(phases(ratios(1 + 1.2 * FALL)).diffusion)


def test_a_ratio_that_rises_has_no_diffusion_before_it() -> None:
    assert np.isnan(phases(ratios(0.1 + 5 * RISE))).all()


@pytest.mark.parametrize("count", [4, 5])
def test_four_evaluations_are_too_few(count: int) -> None:
    found = phases(ratios(4.0 ** -np.arange(count), np.arange(count)))
    assert np.isnan(found.diffusion) == (count == 4)


def test_nothing_is_no_phase() -> None:
    assert np.isnan(Phases()).all()
