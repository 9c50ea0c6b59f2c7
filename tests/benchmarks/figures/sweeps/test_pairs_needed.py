"""The figure of the pairs that an error takes: limits are white, and what is known is joined by a line."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from infoplane.benchmarks.figures import registry
from infoplane.benchmarks.figures.sweeps import pairs_needed

SIZES = (250, 500, 1000, 2000)


def summary() -> pd.DataFrame:
    """One nat needs 500 pairs in each column, so that 8 columns miss; two nats are within 10 % at every size."""
    return pd.DataFrame(
        [
            {
                "family": f"normal-{columns}x{columns}",
                "task": f"normal-{columns}x{columns}-{nats:g}",
                "true_mi": nats,
                "n": n,
                "estimator": "KSG",
                "failures": 0,
                "rmse": 0.1 * (500 * columns / n) ** 0.5 if nats == 1 else 0.01,
            }
            for columns in (1, 2, 8)
            for nats in (1.0, 2.0)
            for n in SIZES
        ]
    )


def test_limits_are_white_and_lines_join_what_is_known(monkeypatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    drawn: list[Figure] = []
    monkeypatch.setattr(pairs_needed, "save", lambda figure, output: drawn.append(figure) or [])
    pairs_needed.draw(summary(), tmp_path / "figure")
    above, below = drawn[0].axes
    assert [axis.get_ylabel() for axis in (above, below)] == ["1 nat", "2 nats"]
    curve, more = (line for line in above.lines if len(line.get_xdata()))
    np.testing.assert_allclose(curve.get_ydata(), [500, 1000, np.nan], rtol=1e-6)
    assert more.get_markerfacecolor() == "white"
    assert list(more.get_ydata()) == [2000]
    _, fewer = (line for line in below.lines if len(line.get_xdata()))
    assert list(fewer.get_ydata()) == [250, 250, 250]
    assert fewer.get_markerfacecolor() == "white"


def test_needs_has_this_figure_alone_and_other_suites_have_it_too(monkeypatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    names = {path.name for path in registry.draw_figures("needs", summary(), tmp_path)}
    assert names == {"pairs_needed.pdf", "pairs_needed.png"}
    monkeypatch.setattr(registry, "FIGURES", ())
    assert {path.stem for path in registry.draw_figures("other", summary(), tmp_path)} == {"pairs_needed-other"}
    assert not pairs_needed.fits(summary()[lambda rows: rows["n"] == 250])
