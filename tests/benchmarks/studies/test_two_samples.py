"""Divergences of two samples: finished critics are kept, known values are integrals, committed rows are of the whole study."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import trapezoid
from scipy.stats import norm

from infoplane.benchmarks.figures.sweeps import error_of_divergences
from infoplane.benchmarks.studies import two_samples
from infoplane.benchmarks.studies.two_samples import TwoSamples, run, shipped, slope, summary

STUDY = TwoSamples()
SMALL = TwoSamples(distances=(1.0,), widths=(4,), sizes=(200,), replicates=1, max_steps=10)


def test_finished_critics_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(SMALL, tmp_path, lambda *_: None)
    assert before["kind"].tolist() == ["KL", "chi2", "H2", "TV"]
    monkeypatch.setattr(two_samples, "_rows", None)  # whoever trains again fails
    assert run(SMALL, tmp_path, lambda *_: None).equals(before)


def test_the_exponent_of_a_power_is_that_power() -> None:
    n = np.array([100, 400, 1600])
    assert slope(pd.DataFrame({"n": n, "rmse": 3 * n**-0.5})) == pytest.approx(-0.5)


def test_the_committed_rows_are_of_the_whole_study_and_their_values_those_of_integrals() -> None:
    rows = shipped()
    counts = rows.groupby(["distance", "kind", "width", "n"])["replicate"].nunique()
    assert len(counts) == len(STUDY.distances) * 4 * len(STUDY.widths) * len(STUDY.sizes)
    assert (counts == STUDY.replicates).all() and len(rows) == counts.sum()
    z = np.linspace(-14, 18, 100_001)
    for distance, own in rows.groupby("distance"):
        p, q = norm.pdf(z, distance), norm.pdf(z)
        parts = {"KL": p * np.log(p / q), "chi2": (p - q) ** 2 / q, "H2": (np.sqrt(p) - np.sqrt(q)) ** 2, "TV": abs(p - q) / 2}
        known = {kind: trapezoid(part, z) for kind, part in parts.items()}
        assert own.groupby("kind")["known"].agg(["min", "max"]).T.to_dict("records") == [pytest.approx(known, rel=1e-4)] * 2


def test_chi2_explodes_where_h2_stays_calm(tmp_path: Path) -> None:
    """At the larger distance, of every width and size: RMSE as a share of the known value."""
    found = summary(shipped())
    share = (found["rmse"] / found["true_mi"]).groupby(found["task"]).agg(["min", "max"])
    assert share.loc["two normals, D = 2-H2", "max"] < 0.2 < 0.4 < share.loc["two normals, D = 2-chi2", "min"]
    assert len(error_of_divergences.draw(found, tmp_path / "figure")) == 2


def test_the_page_is_that_of_the_rows() -> None:
    text = (Path(__file__).parents[3] / "results" / two_samples.PAGE).read_text(encoding="utf-8")
    assert text == two_samples.page(shipped())
