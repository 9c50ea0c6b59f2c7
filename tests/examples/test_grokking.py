"""The example of grokking: tokens in, the whole alphabet read, the exact values beside the readings."""

import math
from pathlib import Path

from examples import grokking


def test_runs_and_agrees_with_the_exact_values(tmp_path: Path) -> None:
    path = tmp_path / "plane.csv"
    rows = grokking.main(steps=60, recorded=(0, 60), path=path)
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(rows) + 1
    found = {(row.epoch, row.quantity, row.estimator): row for row in rows}
    assert all(row.status == "ok" for row in rows if row.quantity != "I(L;Y)")
    # Before the training a decoder finds nothing, and may be a little worse than the shares of the classes.
    assert abs(found[0, "I(L;Y)", "bounds"].value or 0) < 0.01
    for epoch in (0, 60):
        exact, read = (found[epoch, "I(X;L)", name] for name in ("exact", "bounds"))
        assert exact.value is not None and read.value is not None
        # Both are Monte Carlo: the bar for a known noise, and three standard errors.
        assert abs(exact.value - read.value) < 0.05 + 3 * math.hypot(exact.stderr or 0, read.stderr or 0)
        label, held_out = (found[epoch, "I(L;Y)", name] for name in ("exact", "bounds"))
        assert label.value is not None and held_out.value is not None
        assert held_out.value < label.value + 3 * (held_out.stderr or 0), "the alphabet is memorised, the population is not"
        assert label.value < math.log(grokking.P) + 0.01
    assert abs((found[0, "H(Y)", ""].value or 0) - math.log(grokking.P)) < 1e-6
