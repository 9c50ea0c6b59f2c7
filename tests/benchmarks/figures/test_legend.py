"""The legend below the panels: as many columns as fit side by side."""

from infoplane.benchmarks.figures.style import _columns


def test_as_many_columns_as_fit() -> None:
    short, long = ["KSG", "KL", "MINE", "KDE"], ["a name that is quite long", "KL", "another name of this length", "KDE"]
    assert _columns(short, 5, 7.0) == 4
    assert _columns(short, 2, 7.0) == 2
    assert _columns(long, 4, 3.4) == 1
    assert _columns(long, 4, 5.0) == 2
    assert _columns([], 3, 7.0) == 1
