"""Neighbour sets of trained networks: a run resumes, and the committed rows are of full runs of each study."""

from pathlib import Path

import pytest

from infoplane.benchmarks.figures.planes import neighbour_sets as figure
from infoplane.benchmarks.studies import neighbour_sets
from infoplane.benchmarks.studies.neighbour_sets import SEEDS, STUDIES, NeighbourStudy, run, shipped
from infoplane.planes.models.data import digits
from infoplane.planes.models.networks import Residual
from infoplane.planes.recording.neighbours import MOST_ROWS
from infoplane.planes.rows.row import PERSISTENCE, similarity_to


@pytest.mark.parametrize("network", ["convolutional", "residual", "dense"])
def test_a_finished_run_trains_no_more(network: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = NeighbourStudy(network=network, images=120, epochs=2, evaluations=3)  # type: ignore[arg-type]
    rows = run(small, digits(), tmp_path, lambda *_: None)
    assert sorted({row.epoch for row in rows}) == [0, 1, 2]
    assert {row.n for row in rows} == {120}
    monkeypatch.setattr(neighbour_sets, "_untrained", None)  # whoever trains again fails
    assert run(small, digits(), tmp_path, lambda *_: None) == rows


def test_the_two_dense_networks_differ_by_what_a_block_adds_alone() -> None:
    images = digits()
    residual, dense = (neighbour_sets._untrained(STUDIES[f"digits-{name}"], images).model for name in ("residual", "dense"))
    assert sum(isinstance(part, Residual) for part in residual.modules()) == 5
    assert all(bool((a == b).all()) for a, b in zip(residual.parameters(), dense.parameters(), strict=True))


@pytest.mark.parametrize("name", STUDIES)
def test_the_committed_rows(name: str) -> None:
    frame, study = shipped(name), STUDIES[name]
    assert set(frame["seed"]) == set(range(SEEDS[study.data]))
    assert frame["epoch"].max() == study.epochs
    assert set(frame["n"]) == {MOST_ROWS if study.images else len(digits().train_x)}
    first = frame.loc[frame["quantity"] == similarity_to("X"), "layer"].iloc[0]
    own = frame[(frame["quantity"] == PERSISTENCE) & (frame["epoch"] == study.epochs)]
    means = own.groupby("layer", sort=False)["value"].mean()
    assert means.index[0] == first
    assert means.is_monotonic_decreasing, "what is lost stays lost"


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name == "digits" else pytest.mark.slow) for name in STUDIES])
def test_the_committed_rows_have_a_figure(name: str, tmp_path: Path) -> None:
    assert len(figure.draw(shipped(name), name, tmp_path)) == 2


@pytest.mark.parametrize("data", ["digits", "fashion"])
def test_residual_blocks_keep_more_neighbours_than_the_same_blocks_without_a_skip(data: str) -> None:
    kept = {}
    for network in ("residual", "dense"):
        frame = shipped(f"{data}-{network}")
        own = frame[(frame["quantity"] == PERSISTENCE) & (frame["epoch"] == frame["epoch"].max()) & (frame["layer"] == "L5")]
        kept[network] = own["value"].mean()
    assert kept["residual"] > kept["dense"]
