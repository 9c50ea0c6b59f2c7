"""The committed planes: no number of the default recipe is impossible, and those of the old method that are say so."""

import json
from collections import Counter

import pandas as pd
import pytest

from infoplane.benchmarks.analysis.planes import summary
from infoplane.planes import PlaneRow
from infoplane.planes.rows.limits import judged
from infoplane.planes.rows.row import BOUNDS, ENTROPY, INPUT, LABEL

CHAIN = ["L1", "L2", "L3", "L4", "L5", "exp(L5)"]
SETTINGS = ["seed", "epoch", "part"]


@pytest.fixture(scope="module")
def shipped() -> dict[str, pd.DataFrame]:
    return summary.shipped()


def rows_of(frame: pd.DataFrame) -> list[PlaneRow]:
    return [PlaneRow(*line) for line in frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)]


def before_order(row: PlaneRow) -> PlaneRow:
    """The row as it was before the order of the layers raised it."""
    details = json.loads(row.details)
    value, stderr = details.get("before order", row.value), details.get("before order stderr", row.stderr)
    return row._replace(value=value, stderr=stderr, status="ok" if row.value is not None else row.status)


def test_no_number_of_the_default_recipe_is_impossible(shipped: dict[str, pd.DataFrame]) -> None:
    """In the first run, none; of the readings of all runs, one in a thousand may be two standard errors off by chance."""
    found = {name: frame for name, frame in shipped.items() if BOUNDS in set(frame["estimator"])}
    assert len(found) > 1
    for name, frame in found.items():
        own = frame[(frame["estimator"] == BOUNDS) | (frame["quantity"] == ENTROPY)]
        counts: Counter[str] = Counter()
        readings = 0
        for (seed, *_), evaluation in own.groupby(SETTINGS):
            rows = [before_order(row) for row in rows_of(evaluation)]
            readings += sum(row.quantity in (INPUT, LABEL) for row in rows)
            impossible = [row for row in judged(rows, [CHAIN]) if row.status == "impossible"]
            counts.update(f"{row.layer}, {row.quantity}: {row.flags}" for row in impossible)
            assert not (seed == 0 and impossible), name
        print(f"{name}: {sum(counts.values())} of {readings} readings are impossible, before their order: {dict(counts)}")
        assert readings > 60
        assert counts.total() <= readings / 1000


def test_the_digits_have_all_readings_and_exp_of_a_layer_equals_it(shipped: dict[str, pd.DataFrame]) -> None:
    frame = shipped["digits"]
    own = frame[(frame["estimator"] == BOUNDS) & (frame["seed"] == 0)]
    assert len(own[own["quantity"] == INPUT]) + len(own[own["quantity"] == LABEL]) == 2 * 2 * 6 * 32
    values = own.set_index([*SETTINGS, "quantity"])
    for column in ("value", "stderr", "lower"):
        last, exponential = (values[values["layer"] == layer][column] for layer in ("L5", "exp(L5)"))
        pd.testing.assert_series_equal(last, exponential)


def test_no_row_of_status_ok_is_forbidden(shipped: dict[str, pd.DataFrame]) -> None:
    """Of all estimators; those of fixed resolutions, and exact ones of single layers, are no chain."""
    for name, frame in shipped.items():
        chains = [CHAIN] if name in ("digits", "fashion") else []
        for _, evaluation in frame.groupby(SETTINGS):
            rows = rows_of(evaluation)
            found = judged([row._replace(status="ok") if row.value is not None else row for row in rows], chains)
            assert {(row.layer, row.quantity, row.estimator) for row in found if row.status == "impossible"} <= {
                (row.layer, row.quantity, row.estimator) for row in rows if row.status == "impossible"
            }, name
