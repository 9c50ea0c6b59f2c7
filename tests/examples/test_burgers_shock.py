"""The example of the shock: its points, its curves, and the committed rows."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from examples import burgers_shock as example
from examples.burgers_shock import TRAININGS, Shock


def test_half_of_the_points_lie_near_the_shock() -> None:
    even, near = (example.points_of(Shock(near=one)) for one in (False, True))
    assert even.shape == near.shape == (1000, 2)
    inside = [float((np.abs(points[:, 0]) < 0.03).mean()) for points in (even, near)]
    assert abs(inside[0] - 0.03) < 0.02  # 0.03 of the interval
    assert abs(inside[1] - (0.015 + 0.5 * (1 - np.exp(-1)))) < 0.06
    assert (even[:, 1] == near[:, 1]).all()


def test_a_curve_begins_at_the_untrained_network_and_a_decaying_rate_ends_in_no_step() -> None:
    short = Shock(steps=4, every=2)
    constant, decaying = (list(example.curve(replace(short, decay=one))) for one in (False, True))
    assert [row[0] for row in constant] == [0, 2, 4]
    assert constant[0] == decaying[0]
    assert constant[2][3] != decaying[2][3]


def test_the_committed_rows_are_of_the_whole_study_and_even_points_hide_the_shock() -> None:
    rows = example.shipped()
    assert rows.groupby("training", sort=False)["step"].max().to_dict() == {name: one.steps for name, one in TRAININGS.items()}
    last = rows.groupby("training")[["residual2", "residual2_new"]].last()
    share = last["residual2_new"] / last["residual2"]
    assert share["even"] > 30 * share["near"]


def test_the_page_is_that_of_the_rows() -> None:
    text = (Path(__file__).parents[2] / "results" / example.PAGE).read_text(encoding="utf-8")
    assert text == example.page(example.shipped())
