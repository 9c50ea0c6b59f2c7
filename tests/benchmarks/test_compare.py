"""Pairing by replicate."""

import pandas as pd
import pytest

from infoplane.benchmarks.compare import cells_for, paired
from infoplane.benchmarks.suites import SUITES
from infoplane.estimators import Gaussian


def test_newcomer_runs_once_on_every_sample_of_the_suite() -> None:
    for suite in SUITES.values():
        own = [(cell.task.id, cell.n, cell.replicate) for cell in cells_for(suite, "mine", Gaussian())]
        assert len(own) == len(set(own))
        assert set(own) == {(cell.task.id, cell.n, cell.replicate) for cell in suite.cells()}


def test_difference_is_paired() -> None:
    """Errors that vary together leave a difference that does not vary."""
    rows = pd.DataFrame(
        [
            {"estimator": label, "replicate": r, "nats": 1 + r + shift, "status": "ok"}
            for label, shift in (("base", 0.0), ("mine", -0.25))
            for r in (1, 2, 3)
        ]
        + [{"estimator": "mine", "replicate": 4, "nats": None, "status": "error"}]
        + [{"estimator": "base", "replicate": 4, "nats": 9.0, "status": "ok"}]
    ).assign(family="f", task="t", truth=1.0, n=10)
    (line,) = paired(rows, "mine").itertuples()
    assert (line.estimator, line.pairs) == ("base", 3)
    assert line.difference == pytest.approx(-0.25)
    assert line.difference_se == pytest.approx(0, abs=1e-12)
