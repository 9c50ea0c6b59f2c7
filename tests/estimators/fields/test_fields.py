"""Vector fields: near closed forms, unbiased at independence, reproducible; the start is the field of a normal pair."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import FMMI, KSG, MINDE, MMG, InfoBridge
from infoplane.estimators.fields.field_based import FieldBased

QUICK: list[FieldBased] = [
    kind(max_steps=60, hidden=32, blocks=1, nodes=20)  # type: ignore[call-arg]
    for kind in (MINDE, MMG, InfoBridge, FMMI)
]
EACH = pytest.mark.parametrize("estimator", QUICK, ids=lambda one: type(one).__name__)


def draw(nats: float, n: int, dims: tuple[int, int] = (2, 2), seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return CorrelatedNormal.with_mutual_information(nats, *dims, rotation_seed=1).sample(n, rng=seed)


@EACH
@pytest.mark.parametrize(("nats", "dims"), [(0.5, (1, 1)), (3.0, (2, 3)), (2.0, (10, 2))])
def test_a_normal_pair_is_right_from_the_start_whatever_monotone_maps(
    estimator: FieldBased, nats: float, dims: tuple[int, int]
) -> None:
    x, y = draw(nats, 3000, dims)
    estimate = replace(estimator, max_steps=4).estimate(x**3, np.exp(y), rng=0)
    assert estimate.stderr is not None
    assert 0.005 < estimate.stderr < 0.2
    assert abs(estimate.nats - nats) < 4 * estimate.stderr + 0.05
    assert estimate.ceiling is not None
    assert estimate.nats < estimate.ceiling


@pytest.mark.parametrize(
    "estimator",
    [pytest.param(one, marks=() if isinstance(one, FMMI) else pytest.mark.slow) for one in QUICK],
    ids=lambda one: type(one).__name__,
)
def test_learns_what_no_normal_pair_has(estimator: FieldBased) -> None:
    """Y = |X| with noise: no correlation, so that the start says 0."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3000, 1))
    y = np.abs(x) + 0.3 * rng.normal(size=(3000, 1))
    estimate = replace(estimator, max_steps=500, hidden=64, blocks=2).estimate(x, y, rng=0)
    assert estimate.nats == pytest.approx(KSG().estimate(x, y).nats, abs=0.2)
    assert replace(estimator, max_steps=1).estimate(x, y, rng=0).nats < 0.1
    details = estimate.details
    assert details["objective_report"] == pytest.approx(details["objective_train"], abs=0.2)


@EACH
def test_no_bias_at_independence(estimator: FieldBased) -> None:
    estimates = [estimator.estimate(*draw(0.0, 500, seed=seed), rng=seed) for seed in range(3)]
    assert abs(np.mean([one.nats for one in estimates])) < 0.05


@EACH
def test_the_start_has_no_bias_in_many_columns(estimator: FieldBased) -> None:
    """Correlations of chance would add 10 x 10 / (2 x 700) nats."""
    x, y = draw(0.0, 1000, (10, 10))
    assert replace(estimator, max_steps=1).estimate(x, y, rng=0).nats == pytest.approx(0, abs=0.03)


@EACH
def test_same_rng_same_number_and_torch_left_alone(estimator: FieldBased) -> None:
    x, y = draw(1.0, 400)
    state = torch.random.get_rng_state()
    quick = replace(estimator, max_steps=8)
    numbers = [float(quick.estimate(x, y, rng=seed)) for seed in (3, 3, 4)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert torch.equal(state, torch.random.get_rng_state())


@EACH
def test_labels_of_one_variable(estimator: FieldBased) -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=1500)
    x = rng.normal(size=1500) + 2.0 * labels
    expected = KSG().estimate(x, labels).nats
    for pair in ((x, labels), (labels, x)):
        assert replace(estimator, max_steps=100).estimate(*pair, rng=0).nats == pytest.approx(expected, abs=0.15)


@EACH
def test_bad_input_is_refused_with_its_remedy(estimator: FieldBased) -> None:
    x, y = draw(1.0, 100)
    name = type(estimator).__name__
    for bad in (np.zeros((100, 4, 4)), np.random.default_rng(0).normal(size=(100, 65))):
        with pytest.raises(ValueError, match=r"Compressed for more|constant"):
            estimator.estimate(bad, y)
    with pytest.raises(ValueError, match=f"{name} needs a continuous variable, but x and y hold class labels: take PlugIn"):
        estimator.estimate(np.arange(100) % 3, np.arange(100) % 2)
    with pytest.raises(ValueError, match="x has constant or collinear columns"):
        estimator.estimate(np.hstack([x, x[:, :1]]), y)
    with pytest.raises(ValueError, match="y has constant or collinear columns"):
        estimator.estimate(np.arange(100) % 2, np.hstack([y, y[:, :1]]))
    rare = np.where(np.arange(100) < 3, np.arange(100) + 2, np.arange(100) % 2)  # three classes of one row
    with pytest.raises(ValueError, match=r"Class [234] of y has no row among those to train on: merge rare classes"):
        replace(estimator, select=0.4, report=0.4).estimate(x, rare, rng=0)
    for wrong in ({"hidden": 0}, {"blocks": 0}, {"nodes": 0}):
        [(field, value)] = wrong.items()
        with pytest.raises(ValueError, match=f"{name} needs {field} >= 1; got {value}"):
            replace(estimator, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"lowest < highest; got 3\.0 and 3\.0"):
        replace(estimator, lowest=3.0, highest=3.0)
