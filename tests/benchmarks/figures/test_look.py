"""Styles, widths and sizes of text; names in words."""

from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.text import Text

from infoplane.benchmarks import words
from infoplane.benchmarks.cli.options import drawn_as
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.figures.look import enlarge, look, looking
from infoplane.benchmarks.figures.style import PAGE, curve_style, house_style, legend_below, new_figure, title
from infoplane.benchmarks.suites.registry import SUITES


def drawn():  # type: ignore[no-untyped-def]
    """A figure with a curve, a title, ticks and a legend, as it is saved."""
    with house_style():
        figure, axes = new_figure(1, 1, PAGE, 3.0)
        axes[0, 0].errorbar([1, 2], [3, 4], yerr=[0.1, 0.1], **curve_style("WKL"))
        axes[0, 0].set_title("a title", fontsize=7.5)
        axes[0, 0].set_xlabel("a label")
        legend_below(figure, 5)
        enlarge(figure, look().larger)
        figure.draw_without_rendering()
    return figure


def sizes(figure) -> dict[str, float]:  # type: ignore[no-untyped-def]
    return {text.get_text(): text.get_fontsize() for text in figure.findobj(Text) if text.get_text() and text.get_visible()}


def test_all_text_and_lines_are_enlarged_alike() -> None:
    plain = drawn()
    with looking(font_size=12.0):
        large = drawn()
    before, after = sizes(plain), sizes(large)
    assert {"a title", "a label", "weighted Kozachenko-Leonenko (WKL)"} <= before.keys()
    both = before.keys() & after.keys()
    assert any(text.startswith(("1", "3")) for text in both)  # the numbers at ticks
    assert {text: after[text] / before[text] for text in both} == {text: pytest.approx(1.5) for text in both}
    line = [figure.axes[0].lines[0] for figure in (plain, large)]
    assert line[1].get_linewidth() == pytest.approx(1.5 * line[0].get_linewidth())
    assert line[1].get_markersize() == pytest.approx(1.5 * line[0].get_markersize())


def test_the_width_is_that_of_the_figure() -> None:
    with looking(width=5.0):
        assert drawn().get_size_inches().tolist() == pytest.approx([5.0, 3.0])
    with looking("talk"):
        assert drawn().get_size_inches().tolist() == pytest.approx([12.0, 6.0])
    with looking("talk", width=PAGE / 2):  # laid out for a column, drawn for a page of that width
        assert look().size(3.5, 1.0)[0] == pytest.approx(1.75)


def test_outside_the_block_nothing_is_changed() -> None:
    parameters = dict(mpl.rcParams)
    with looking("talk", width=4.0):
        drawn()
    assert look() == look().__class__()
    assert dict(mpl.rcParams) == parameters


def test_lines_of_titles_and_columns_of_legends_fit(tmp_path: Path) -> None:
    assert title("power-1.5-1x1").split("\n") == ["normal to the power 1.5,", "1 + 1 dimensions"]
    with looking(font_size=16.0):
        assert title("power-1.5-1x1").split("\n") == ["normal to the", "power 1.5,", "1 + 1 dimensions"]


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(UserError, match="There is no style 'poster'"), drawn_as("poster", None, None):
        pass


def test_every_family_has_a_title_in_words() -> None:
    """No hyphenated code is left, but for ids of published tasks and words that have a hyphen."""
    families = {
        task.family for name in ("lowdim", "highdim", "images", "dimension") for task in SUITES[name].tasks if task.family
    }
    assert len(families) > 20
    titles = {words.family(family) for family in families}
    assert len(titles) == len(families)
    assert not [name for name in titles if "-" in name.replace("log-gamma-exponential", "").replace("anti-PCA", "")]
    assert not [name for name in titles if "parameters" in name and not name.startswith("parameters of")]
