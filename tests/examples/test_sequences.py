"""The examples on sequences: tokens in, every tap read, the noise of chosen tokens known."""

from pathlib import Path
from typing import Literal

import pytest

from examples import sequences


def test_the_label_says_whether_the_first_token_comes_again() -> None:
    tokens, again = sequences.sequences(200, seed=0)
    assert tokens.shape == (200, sequences.LENGTH)
    assert [int(row[0] in row[1:]) for row in tokens.tolist()] == again.tolist()
    assert 0.3 < float(again.float().mean()) < 0.7  # 1 - .9^7 = .52


@pytest.mark.parametrize("network", ["transformer", "lstm"])
def test_runs_and_knows_the_noise(network: Literal["transformer", "lstm"], tmp_path: Path) -> None:
    path = tmp_path / "plane.csv"
    rows = sequences.main(network, epochs=1, recorded=(0, 1), rows=120, path=path)
    taps = sequences.TRANSFORMER_TAPS if network == "transformer" else sequences.RECURRENT_TAPS
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(rows) + 1
    assert all(row.status == "ok" for row in rows)
    assert {row.layer for row in rows if row.layer} == set(taps)
    methods = {row.layer: row.method for row in rows if row.quantity == "I(X;L)"}
    first = [layer for layer in taps if not layer.startswith("block 2")]
    assert {methods[layer] for layer in first} == {"noise"}, "nothing random comes before these"
