"""The torch kernels against the compiled ones: on the CPU, and on a GPU if there is one."""

import numpy as np
import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KDE, KL, KSG, MixedKSG, WeightedKL, on_device
from infoplane.estimators.density import bandwidth
from infoplane.estimators.kernels import kernel_sums, neighbours, torch_kernels

DEVICES = [
    "cpu",
    pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")),
]
RNG = np.random.default_rng(0)
POINTS = {
    "normal": RNG.normal(size=(300, 3)),
    "one column": RNG.normal(size=(300, 1)),
    "lattice": RNG.integers(0, 4, (300, 2)).astype(float),
    "duplicated": np.repeat(RNG.normal(size=(100, 2)), 3, axis=0),
    "outlier": np.vstack([RNG.normal(size=(299, 2)), [[1e4, -1e4]]]),
}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_kernels, "_BLOCK", 300 * 70)  # several blocks, the last one smaller


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", POINTS)
def test_neighbours_and_counts(name: str, device: str) -> None:
    points = POINTS[name]
    for metric in ("max", "euclidean"):
        ours, theirs = (
            neighbours.neighbour_distances(points, 4, metric),
            torch_kernels.neighbour_distances(points, 4, metric, device),
        )
        np.testing.assert_allclose(theirs, ours, rtol=0 if metric == "max" else 1e-12)
        # Euclidean radii lie between distances, so that rounding does not matter.
        radii = ours[:, -1] * (1.0 if metric == "max" else 1.0001)
        for strict in (True, False):
            expected = neighbours.count_within(points, radii, metric, strict)
            assert (torch_kernels.count_within(points, radii, metric, strict, device) == expected).all()
        pair = zip(
            torch_kernels.count_twice(points, radii, 1.5 * radii, metric, device),
            neighbours.count_twice(points, radii, 1.5 * radii, metric),
            strict=True,
        )
        assert all((theirs == ours).all() for theirs, ours in pair)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", POINTS)
def test_kernel_sums(name: str, device: str) -> None:
    bandwidths = np.array([0.2, 1.0])
    ours = kernel_sums.log_sums(POINTS[name], bandwidths)
    theirs = torch_kernels.log_sums(POINTS[name], bandwidths, device=device)
    assert (np.abs(theirs - ours) <= 1e-6 * (1 + np.abs(ours))).all()
    some = np.arange(len(POINTS[name]))[::-3].copy()
    assert (torch_kernels.log_sums(POINTS[name], bandwidths, some, device=device) == theirs[:, some]).all()


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("estimator", [KSG(), KSG(form=2), KL(), WeightedKL(10), KDE(), KDE("lsq"), MixedKSG()], ids=repr)
def test_estimators_give_the_same_number(estimator, device: str) -> None:  # type: ignore[no-untyped-def]
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(300, rng=0)
    expected = estimator.estimate(x, y)
    with on_device(device):
        found = estimator.estimate(x, y)
    assert found.nats == pytest.approx(expected.nats, abs=1e-5)
    assert estimator.estimate(x, y) == expected  # after the block the compiled kernels run again


@pytest.mark.parametrize("device", DEVICES)
def test_large_samples_give_the_same_number_to_their_tolerance(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 1).sample(300, rng=0)
    monkeypatch.setattr(kernel_sums, "EXACT", 100)
    monkeypatch.setattr(bandwidth, "EXACT", 100)
    expected = KDE().estimate(x, y)
    with on_device(device):
        found = KDE().estimate(x, y)
    assert found.nats == pytest.approx(expected.nats, abs=0.002)


def test_refusals() -> None:
    with pytest.raises(ValueError, match='"auto", "cpu" or "cuda"'), on_device("tpu"):
        pass
    with on_device("cpu"), pytest.raises(ValueError, match="needs more than 3 samples; got 3"):
        neighbours.neighbour_distances(np.zeros((3, 1)), 3, "max")


def test_the_device_is_for_the_block_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError), on_device("cpu"):
        raise KeyError
    monkeypatch.delattr(torch_kernels, "count_within")
    assert (neighbours.count_within(np.zeros((2, 1)), np.ones(2), "max") == 1).all()
    with pytest.raises(AttributeError, match="count_within"), on_device("cpu"):
        neighbours.count_within(np.zeros((2, 1)), np.ones(2), "max")
