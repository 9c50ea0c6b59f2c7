"""The style of figures: it does not change the process, and a user's settings do not change it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from infoplane.benchmarks.analysis.planes import summary
from infoplane.benchmarks.figures import gallery, style
from infoplane.benchmarks.figures.planes import exact_beside_estimate
from infoplane.benchmarks.figures.planes import registry as planes


@pytest.fixture
def own_settings() -> Iterator[dict[str, Any]]:
    """Settings that a user has chosen: a backend, a line width, an open figure, and the colour of the letter b."""
    backend = mpl.get_backend()
    with mpl.rc_context():
        plt.switch_backend("svg")
        mpl.rcParams["lines.linewidth"] = 7.0
        mpl.rcParams["axes.grid"] = False
        figure = plt.figure()
        yield settings()
        plt.close(figure)
    plt.switch_backend(backend)


def settings() -> dict[str, Any]:
    """All global state of matplotlib that a figure could change."""
    return {
        "backend": mpl.get_backend(),
        "parameters": dict(mpl.rcParams),
        "figures": plt.get_fignums(),
        "colours": [mpl.colors.to_rgb(letter) for letter in "bgrmyck"],
    }


def narrow(folder: Path) -> list[Path]:
    return planes.draw({"digits-width-2": summary.shipped()["digits-width-2"]}, folder)


def test_drawing_changes_no_setting(tmp_path: Path, own_settings: dict[str, Any]) -> None:
    assert all(path.stat().st_size > 1000 for path in gallery.draw(tmp_path / "gallery", style.COLUMN))
    assert settings() == own_settings


def test_drawing_that_raises_changes_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_settings: dict[str, Any]
) -> None:
    def fail(*_: object) -> None:
        assert mpl.rcParams["lines.linewidth"] == 1.1, "the style is not set"
        raise RuntimeError("cannot save")

    monkeypatch.setattr(exact_beside_estimate, "save", fail)
    with pytest.raises(RuntimeError, match="cannot save"):
        narrow(tmp_path)
    assert settings() == own_settings


def test_a_users_settings_do_not_change_a_figure_nor_it_them(tmp_path: Path, own_settings: dict[str, Any]) -> None:
    first = narrow(tmp_path / "own")
    assert all(path.stat().st_size > 1000 for path in first)
    assert settings() == own_settings
    assert own_settings["parameters"]["lines.linewidth"] == 7.0
    mpl.rcParams.update({"lines.linewidth": 0.1, "font.size": 30, "figure.facecolor": "red"})
    for one, other in zip(first, narrow(tmp_path / "other"), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_every_figure_draws_in_the_house_style() -> None:
    """Every `draw` is decorated: it has the undecorated function inside."""
    from infoplane.benchmarks.figures import registry, verdicts
    from infoplane.benchmarks.figures.planes import information_plane, noise_sweep, pinn_phases, plane_epochs

    modules = [*registry.FIGURES, gallery, verdicts, information_plane, noise_sweep, pinn_phases, plane_epochs]
    assert all(hasattr(module.draw, "__wrapped__") for module in [*modules, exact_beside_estimate])


def test_a_dot_in_a_name_stays(tmp_path: Path) -> None:
    written = style.save(Figure(figsize=(1, 1)), tmp_path / "plane-my-mnist.v2-wkl")
    assert [path.name for path in written] == ["plane-my-mnist.v2-wkl.pdf", "plane-my-mnist.v2-wkl.png"]


def test_estimators_differ_in_marker_and_dash_as_well_as_in_colour() -> None:
    shown = ["G+WKL", "WKL", "KL", "KSG", "KDE", "MINE"]
    styles = [style.curve_style(name) for name in shown]
    assert len({(each["marker"], each["linestyle"]) for each in styles}) == len(shown)
    assert len({each["color"] for each in styles}) == len(shown)
    assert style.curve_style("raw KSG") == style.curve_style("KSG") | {"label": "KSG on pixels", "markerfacecolor": "white"}
    assert style.curve_style("AE+WKL") == style.curve_style("WKL")
    assert not style.has_curve("mine")
