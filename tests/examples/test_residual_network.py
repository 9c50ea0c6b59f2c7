"""The example of a residual network: it runs, saves its rows, and its values lie within their limits."""

import math
from pathlib import Path

import pytest

from examples import residual_network


def test_runs_and_saves_what_it_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plane.csv"
    rows = residual_network.main(epochs=2, path=path, rows=400)
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(rows) + 1
    found = [row for row in rows if row.layer]
    assert len(found) == 2 * 3 * 2  # epochs, layers, quantities
    assert all(row.status == "ok" for row in rows)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 1 + len(found) + 2  # and the neighbours of two layers
    assert printed[-1].startswith("head keeps")
    for row in found:
        assert row.value is not None and row.stderr is not None and row.upper is not None
        most = math.log(400 if row.quantity == "I(X;L)" else 10)
        assert row.upper <= most + 0.01
        assert -3 * row.stderr - 0.02 < row.value < most + 3 * row.stderr
    value = {(row.epoch, row.layer, row.quantity): row.value or 0.0 for row in found}
    for epoch in (1, 2):
        assert value[epoch, "blocks.0", "I(X;L)"] > 1
    methods = {row.layer: row.method for row in found if row.quantity == "I(X;L)"}
    assert methods["blocks.0"] == "noise", "nothing random comes before the first block"


def test_three_lines_are_marked_and_no_more() -> None:
    lines = Path(residual_network.__file__).read_text(encoding="utf-8").splitlines()
    code = [line for line in lines if "plane." in line or "InformationPlane(" in line]
    marked = [line for line in lines if "# (" in line]
    assert [line.split("# (")[1][0] for line in marked] == ["1", "2", "3"]
    assert set(marked) <= set(code)
