"""Neighbour sets of the digits network: a run resumes, and the committed rows are of three full runs."""

from dataclasses import replace
from pathlib import Path

from infoplane.benchmarks.figures.planes import neighbour_sets as figure
from infoplane.benchmarks.studies import neighbour_sets
from infoplane.benchmarks.studies.neighbour_sets import NeighbourStudy, run, shipped
from infoplane.planes.models.data import digits
from infoplane.planes.rows.row import PERSISTENCE, similarity_to

SMALL = NeighbourStudy(epochs=2, evaluations=3)


def test_a_finished_run_trains_no_more(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    images = digits()
    images = replace(images, train_x=images.train_x[:120], train_y=images.train_y[:120])
    rows = run(SMALL, images, tmp_path, lambda *_: None)
    assert sorted({row.epoch for row in rows}) == [0, 1, 2]
    assert {row.n for row in rows} == {120}
    monkeypatch.setattr(neighbour_sets, "untrained", None)  # whoever trains again fails
    assert run(SMALL, images, tmp_path, lambda *_: None) == rows


def test_the_committed_rows_and_their_figure(tmp_path: Path) -> None:
    frame = shipped()
    assert set(frame["seed"]) == {0, 1, 2}
    assert frame["epoch"].max() == NeighbourStudy().epochs
    first = frame.loc[frame["quantity"] == similarity_to("X"), "layer"].iloc[0]
    own = frame[(frame["quantity"] == PERSISTENCE) & (frame["epoch"] == NeighbourStudy().epochs)]
    means = own.groupby("layer", sort=False)["value"].mean()
    assert means.index[0] == first
    assert means.is_monotonic_decreasing, "what is lost stays lost"
    assert len(figure.draw(frame, "digits", tmp_path)) == 2
