"""The audit as data: what is run, what the table says, and how many samples are needed."""

import cloudpickle
import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.analysis import columns
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.cell import run_cell
from infoplane.benchmarks.own_data.audit import Audit, Recorded, audit_of, refuse_unknown, sizes, suitable
from infoplane.benchmarks.own_data.audit_table import table
from infoplane.benchmarks.own_data.verdict import Needed, advice, needed
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.storage.row import frame_of
from infoplane.distributions import CorrelatedNormal, Distribution, SymmetricChannel

TWIN = CorrelatedNormal.with_mutual_information(0.5, 2, 1)
N = 60


@pytest.fixture(scope="module")
def plan() -> Audit:
    x, y = TWIN.sample(N, rng=1)
    return audit_of(x, y, TWIN, ["Gaussian*"], replicates=4)


@pytest.fixture(scope="module")
def summary(plan: Audit, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    cells = keyed(plan.cells())
    rows = frame_of(run_cell(cell, tmp_path_factory.getbasetemp()) for cell in cells.values())
    return plan.summary(columns.of_frame(rows, cells))


def test_cells_are_those_of_a_suite_and_of_the_data(plan: Audit) -> None:
    cells = plan.cells()
    assert len(cells) == len(keyed(cells)) == 2 * (1 + 4 * 3)
    assert {cell.n for cell in cells if cell.task is plan.data} == {N}
    assert [cell.n for cell in cells if cell.task is plan.twin] == [N] * 8 + [2 * N] * 8 + [4 * N] * 8


def test_other_data_are_another_task() -> None:
    x, y = TWIN.sample(N, rng=2)
    again, other = audit_of(x, y, TWIN), audit_of(x, y + 1e-9, TWIN)
    assert again.twin.id == audit_of(x.copy(), y, TWIN).twin.id
    assert again.twin.id != other.twin.id
    assert again.data.id != other.data.id


def test_the_data_are_a_distribution_whose_sample_they_are(plan: Audit) -> None:
    x, y = TWIN.sample(N, rng=1)
    data = plan.data.distribution
    assert isinstance(data, Distribution)
    assert (data.x_shape, data.y_shape) == ((2,), (1,))
    assert all(np.array_equal(one, other) for one, other in zip(data.sample(N, rng=5), (x, y), strict=True))
    with pytest.raises(ValueError, match="have 60 rows"):
        data.sample(N + 1)
    assert Recorded(np.arange(3), y[:3]).x_shape == ()


def test_the_summary_holds_errors_on_the_twin_and_the_estimates_from_the_data(plan: Audit, summary: pd.DataFrame) -> None:
    assert set(summary["task"]) == {plan.twin.id}
    own = summary[summary["n"] == N].set_index("estimator")
    x, y = TWIN.sample(N, rng=1)
    for name in own.index:
        line = own.loc[name]
        assert line["data"] == pytest.approx(plan.estimators[name].estimate(x, y, rng=0).nats)
        assert line["deviation"] == pytest.approx((line["data"] - line["mean"]) / line["sd"])
        assert line["bias"] == pytest.approx(line["mean"] - 0.5)
    assert summary[summary["n"] != N]["data"].isna().all()


def test_the_table_has_a_line_for_each_estimator(plan: Audit, summary: pd.DataFrame) -> None:
    header, lines = table(plan, summary, 0.1)
    assert {len(line) for line in lines} == {len(header)}
    assert {line[0] for line in lines} == {"Gaussian", "Gaussian copula"}
    assert {f"RMSE, n = {N}", f"n = {2 * N}", f"n = {4 * N}", "samples for ±0.1"} <= set(header)
    rmse = [float(line[header.index(f"RMSE, n = {N}")].split()[0]) for line in lines]
    assert rmse == sorted(rmse)


def test_estimators_suit_the_kinds_of_the_data() -> None:
    assert {"auto", "KSG", "G+WKL", "Gaussian copula"} <= set(suitable(0))
    assert not {"MINE", "Plug-in"} & set(suitable(0))
    assert "MINE" in suitable(0, critics=True)
    assert {"auto", "Ross"} <= set(suitable(1))
    channel = SymmetricChannel(4, 0.2)
    assert set(audit_of(*channel.sample(50, rng=0), channel).estimators) == set(suitable(2))


def test_a_critic_runs_where_it_is_named() -> None:
    x, y = TWIN.sample(N, rng=1)
    assert list(audit_of(x, y, TWIN, ["MINE"]).estimators) == ["MINE"]
    with pytest.raises(UserError, match="No estimator for these data is named like MIME"):
        audit_of(x, y, TWIN, ["MIME"])


@pytest.mark.parametrize("pattern", ["MINE", "KSG", "Ross", "Plug-in*", "G*", "*"])
def test_names_of_any_kind_of_data_are_known(pattern: str) -> None:
    refuse_unknown([pattern])


def test_names_of_critics_and_of_nothing_are_refused() -> None:
    refuse_unknown(["MI*"], critics=True)
    with pytest.raises(UserError, match="names critics only"):
        refuse_unknown(["MI*"])
    with pytest.raises(UserError, match="There is no estimator 'zzz'"):
        refuse_unknown(["KSG", "zzz"], critics=True)


@pytest.mark.parametrize("n", [30, 442, 5000, 5001, 100_000])
def test_sizes_hold_that_of_the_data(n: int) -> None:
    assert n in sizes(n)
    assert len(set(sizes(n))) == 3


def lines(*rows: tuple) -> pd.DataFrame:
    names = ["estimator", "n", "bias", "sd", "rmse", "rmse_se", "failures"]
    return pd.DataFrame([(*row, 0.01, 0)[: len(names)] for row in rows], columns=names)


def test_samples_needed_are_measured_where_a_size_suffices() -> None:
    found = needed(lines(("a", 100, 0.1, 0.1, 0.14), ("a", 400, 0.05, 0.05, 0.07), ("a", 200, 0.06, 0.07, 0.09)))
    assert found == {"a": Needed(200, True)}
    assert str(found["a"]) == "≤ 200"


def test_a_size_that_suffices_by_chance_is_not_enough() -> None:
    found = needed(lines(("a", 100, 0.0, 0.09, 0.09), ("a", 200, 0.0, 0.12, 0.12), ("a", 400, 0.0, 0.05, 0.05)))
    assert found == {"a": Needed(400, True)}
    assert not needed(lines(("a", 100, 0.0, 0.09, 0.09), ("a", 200, 0.0, 0.12, 0.12)))["a"].measured


@pytest.mark.parametrize(("bias", "sd", "n"), [(0.0, 0.3, 500), (0.05, 0.2, 100), (-0.08, 1.0, 77)])
def test_extrapolated_samples_give_the_precision(bias: float, sd: float, n: int) -> None:
    (found,) = needed(lines(("a", n, bias, sd, (bias**2 + sd**2) ** 0.5))).values()
    assert not found.measured
    assert found.samples is not None
    rmse = (bias**2 + sd**2 * n / found.samples) ** 0.5
    assert 0.098 < rmse <= 0.1 + 1e-9
    assert str(found).startswith("about")


def test_a_bias_that_is_too_large_leaves_the_samples_unknown() -> None:
    assert str(needed(lines(("a", 100, 0.2, 0.01, 0.2)))["a"]) == "not known"
    assert str(needed(lines(("a", 100, np.nan, np.nan, np.nan)))["a"]) == "not known"


def test_advice_names_the_best_and_what_does_not_differ_from_it() -> None:
    text = advice(lines(("a", 100, 0, 0, 0.20), ("b", 100, 0, 0, 0.10), ("c", 100, 0, 0, 0.11), ("d", 200, 0, 0, 0.01)), 100)
    assert text == ("On the twin at n = 100, b has the smallest RMSE, 0.100 nats. c does not differ significantly from it.")


def test_an_estimator_that_failed_is_not_recommended() -> None:
    failed = ("a", 100, 0.0, 0.0, 0.01, 0.01, 3)
    assert "b has the smallest RMSE" in advice(lines(failed, ("b", 100, 0, 0, 0.1)), 100)
    assert "none can be recommended" in advice(lines(failed), 100)


def test_every_twin_of_the_automatic_estimate_has_keys_and_goes_to_workers() -> None:
    from infoplane.estimators.twins.explanation import explain

    x, y = TWIN.sample(200, rng=1)
    twins = [one.twin for one in explain(x, y, np.random.default_rng(0)).candidates]
    assert len(twins) > 1
    for twin in twins:
        plan = audit_of(x, y, twin, ["Gaussian"], replicates=2)
        cells = keyed(plan.cells())
        assert len(cells) == 7
        again = cloudpickle.loads(cloudpickle.dumps(plan.cells()[-1]))
        assert again.task.true_mi == twin.mutual_information
        assert again.task.distribution.sample(5, rng=0)[0].shape == (5, *twin.x_shape)
