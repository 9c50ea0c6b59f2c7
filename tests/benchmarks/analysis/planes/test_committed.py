"""The committed planes: no number of the default recipe is impossible, and those of the old method that are say so."""

import json
from collections import Counter
from pathlib import Path

import pytest

from infoplane.planes import PlaneRow, read_rows
from infoplane.planes.rows.limits import judged
from infoplane.planes.rows.row import BOUNDS, ENTROPY, INPUT, LABEL

CHAIN = ["L1", "L2", "L3", "L4", "L5", "exp(L5)"]


Evaluations = dict[tuple[int, int, str], list[PlaneRow]]


@pytest.fixture(scope="module")
def shipped() -> dict[str, Evaluations]:
    """The rows of each evaluation of each part, by the name of the file."""
    found: dict[str, Evaluations] = {}
    for path in sorted((Path(__file__).parents[4] / "results" / "planes").glob("*.csv")):
        own = found.setdefault(path.stem, {})
        for row in read_rows(path):
            own.setdefault((row.seed, row.epoch, row.part), []).append(row)
    return found


def before_order(row: PlaneRow) -> PlaneRow:
    """The row as it was before the order of the layers raised it."""
    details = json.loads(row.details)
    value, stderr = details.get("before order", row.value), details.get("before order stderr", row.stderr)
    return row._replace(value=value, stderr=stderr, status="ok" if row.value is not None else row.status)


def test_no_number_of_the_default_recipe_is_impossible(shipped: dict[str, Evaluations]) -> None:
    """In the first run, none; of the readings of all runs, one in a thousand may be two standard errors off by chance."""
    of_recipe = 0
    for name, evaluations in shipped.items():
        counts: Counter[str] = Counter()
        readings = 0
        for (seed, *_), evaluation in evaluations.items():
            rows = [before_order(row) for row in evaluation if row.estimator == BOUNDS or row.quantity == ENTROPY]
            readings += sum(row.estimator == BOUNDS and row.quantity in (INPUT, LABEL) for row in rows)
            impossible = [row for row in judged(rows, [CHAIN]) if row.status == "impossible"]
            counts.update(f"{row.layer}, {row.quantity}: {row.flags}" for row in impossible)
            assert not (seed == 0 and impossible), name
        print(f"{name}: {sum(counts.values())} of {readings} readings are impossible, before their order: {dict(counts)}")
        of_recipe += readings > 60
        assert (readings == 0 or readings > 60) and counts.total() <= readings / 1000
    assert of_recipe > 1


def test_the_digits_have_all_readings_and_exp_of_a_layer_equals_it(shipped: dict[str, Evaluations]) -> None:
    rows = [row for evaluation in shipped["digits"].values() for row in evaluation if row.estimator == BOUNDS and row.seed == 0]
    assert sum(row.quantity in (INPUT, LABEL) for row in rows) == 2 * 2 * 6 * 32
    last, exponential = (
        {(row.epoch, row.part, row.quantity): (row.value, row.stderr, row.lower) for row in rows if row.layer == layer}
        for layer in ("L5", "exp(L5)")
    )
    assert len(last) == 2 * 2 * 32
    assert last == exponential


def test_no_row_of_status_ok_is_forbidden(shipped: dict[str, Evaluations]) -> None:
    """Of all estimators; those of fixed resolutions, and exact ones of single layers, are no chain."""
    for name, evaluations in shipped.items():
        chains = [CHAIN] if name in ("digits", "fashion") else []
        for rows in evaluations.values():
            found = judged([row._replace(status="ok") if row.value is not None else row for row in rows], chains)
            assert {(row.layer, row.quantity, row.estimator) for row in found if row.status == "impossible"} <= {
                (row.layer, row.quantity, row.estimator) for row in rows if row.status == "impossible"
            }, name
