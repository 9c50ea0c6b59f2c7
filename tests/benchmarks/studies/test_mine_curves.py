"""Training curves of MINE: a critic exceeds the true MI on its own pairs, not on others; finished curves are kept."""

from pathlib import Path

import pytest

from infoplane.benchmarks.studies import groups, mine_curves
from infoplane.benchmarks.studies.mine_curves import MineCurves, run

SMALL = MineCurves(nats=(0.1,), n=300, max_steps=400, seeds=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


def test_the_training_pairs_show_more_than_there_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mine_curves, "INPUTS", ("parameters",))
    rows = run(SMALL, folder, lambda *_: None)
    last = rows[rows["step"] > 350]
    assert rows["step"].max() == 400
    assert last["train"].mean() > 0.3  # true MI 0.1
    assert last["held_out"].mean() < last["train"].mean() - 0.2


def test_finished_curves_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mine_curves, "INPUTS", ("parameters",))
    before = run(SMALL, folder, lambda *_: None)
    monkeypatch.setattr(mine_curves, "_curve", None)  # whoever trains again fails
    assert run(SMALL, folder, lambda *_: None).equals(before)
    assert groups.write(before, folder / "rows.csv").read_text().startswith("true_mi,input,seed,step,train,held_out")


def test_following_a_training_changes_nothing() -> None:
    import numpy as np

    from infoplane.distributions import CorrelatedNormal
    from infoplane.estimators import MINE
    from infoplane.estimators.critics.training import train_critics
    from infoplane.estimators.training.pair_splits import pair_splits

    x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(300, rng=0)
    mine, seen = MINE(max_steps=60, patience=None), []
    values = []
    for follow in (None, lambda *scores: seen.append(scores)):
        rng = np.random.default_rng(0)
        splits = pair_splits(x, y, (mine.select, mine.report), rng, mine.critic)
        critics = [splits], [rng], mine, mine.objective(), mine.criterion, mine.report_negatives
        [trained] = train_critics(*critics, follow=follow)
        values.append(float(mine.value(trained.report.double()).nats))
    assert values[0] == values[1]
    assert len(seen) == 60
