"""Several runs in one plane."""

import pytest

from infoplane.planes import PlaneRow, Recorded, over_seeds
from infoplane.planes.rows.row import INPUT


def run(seed: int) -> Recorded:
    values = [(epoch, 1.0 + seed + epoch) for epoch in (0, 1)]
    return Recorded(PlaneRow(e, "train", "L1", INPUT, "bounds", 99, "ok", "", value, 0.1, None, "{}") for e, value in values)


def test_rows_of_all_runs_have_their_seed() -> None:
    study = over_seeds(run, [3, 5])
    assert [(row.seed, row.epoch, row.value) for row in study.rows] == [(3, 0, 4.0), (3, 1, 5.0), (5, 0, 6.0), (5, 1, 7.0)]
    assert over_seeds(lambda seed: run(seed).rows, [3, 5]).rows == study.rows
    table = study.over_runs()
    assert table["spread"].tolist() == pytest.approx([2**0.5] * 2), "over the runs"
    assert table["error"].tolist() == pytest.approx([0.1] * 2), "of a reading"


@pytest.mark.parametrize("seeds", [[], [1, 1]])
def test_no_seed_and_equal_seeds_are_refused(seeds: list[int]) -> None:
    with pytest.raises(ValueError, match="needs seeds, each once"):
        over_seeds(run, seeds)
