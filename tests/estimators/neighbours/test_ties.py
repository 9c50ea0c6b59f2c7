"""Estimates on rounded values, lattices, images and copies, where distances tie; and what is refused as an atom."""

import math

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, HalfAtoms, RoundedNormal, bump_images, rectangle_images
from infoplane.estimators import KSG, FrenzelPompe, MixedKSG, Ross, SlicedMI
from infoplane.estimators.neighbours.balls import balls
from infoplane.estimators.neighbours.scaling import scaled

Pair = tuple[np.ndarray, np.ndarray]


def rounded(correlation: float, step: float, n: int, seed: int) -> Pair:
    x, y = CorrelatedNormal(1, 1, (correlation,)).sample(n, rng=seed)
    return step * np.round(x / step), step * np.round(y / step)


@pytest.mark.parametrize("estimator", [KSG(), KSG(form=2), KSG(k=3), MixedKSG(), MixedKSG(k=1)], ids=repr)
@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.9])
@pytest.mark.parametrize("step", [0.01, 0.03])
def test_rounded_normals_are_right_at_every_size(estimator: KSG | MixedKSG, correlation: float, step: float) -> None:
    """Before the mend, independent values with two decimals had .03 to .2 nats, the more the larger the sample."""
    true_mi = -0.5 * math.log1p(-(correlation**2))
    for n, seeds, tolerance in ((500, 8, 0.05), (2000, 3, 0.035)):
        found = [estimator.estimate(*rounded(correlation, step, n, seed)) for seed in range(seeds)]
        assert np.mean([estimate.nats for estimate in found]) == pytest.approx(true_mi, abs=tolerance)
        assert all(estimate.details["ties"] > 0.5 for estimate in found)


@pytest.mark.parametrize("k", [1, 5])
@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_between_a_lattice_and_atoms(k: int, correlation: float) -> None:
    """One decimal, 3,000 pairs: about half of the points have k coincident neighbours."""
    distribution = RoundedNormal(correlation, 1)
    found = [MixedKSG(k).estimate(*distribution.sample(3000, rng=seed), discrete=False) for seed in range(4)]
    assert np.mean([estimate.nats for estimate in found]) == pytest.approx(distribution.mutual_information, abs=0.04)
    assert all(0.05 < estimate.details["atoms"] < 0.95 for estimate in found)


@pytest.mark.parametrize("labels", [2, 5])
def test_ross_on_rounded_values(labels: int) -> None:
    rng = np.random.default_rng(0)
    plain, mended = [], []
    for _ in range(6):
        label = rng.integers(labels, size=1500)
        x = rng.normal(size=(1500, 1)) + label[:, None]
        plain.append(Ross().estimate(x, label, discrete=(False, True)).nats)
        mended.append(Ross().estimate(x.round(2), label, discrete=(False, True)).nats)
    assert np.mean(mended) == pytest.approx(np.mean(plain), abs=0.02)


def test_frenzel_pompe_on_rounded_values() -> None:
    """I(X;Y|Z) = 0 along the chain X - Z - Y, and I(X;Y) without a condition."""
    rng = np.random.default_rng(1)
    chained, constant = [], []
    for _ in range(4):
        x, noise, more = rng.normal(size=(3, 2000, 1))
        z = 0.8 * x + 0.6 * noise
        y = 0.8 * z + 0.6 * more
        x, y, z = x.round(2), y.round(2), z.round(2)
        chained.append(FrenzelPompe().estimate(x, y, z).nats)
        constant.append(FrenzelPompe().estimate(x, y, np.ones((2000, 1))).nats - KSG().estimate(x, y).nats)
    assert abs(np.mean(chained)) < 0.04
    np.testing.assert_allclose(constant, 0, atol=1e-12)


@pytest.mark.parametrize("k", [1, 5])
def test_images_whose_distances_tie(k: int) -> None:
    """Nearly all maximum-norm distances between rectangles are 1, so they have no information, whatever the true MI."""
    for nats in (0.0, 2.0):
        x, y = rectangle_images(nats).sample(1000, rng=0)
        estimate = KSG(k, standardize="side").estimate(x, y)
        assert abs(estimate.nats) < 0.08
        assert estimate.details["ties"] > 0.9
    x, y = bump_images(2.0).sample(1000, rng=0)  # distances without ties
    estimate = KSG(k, standardize="side").estimate(x, y)
    assert estimate.nats == pytest.approx(2.0, abs=0.25)
    assert "ties" not in estimate.details


def test_a_lattice_is_the_same_in_any_unit_and_place() -> None:
    """Rounding of scaled values and of their differences breaks no tie."""
    x, y = rounded(0.6, 0.05, 800, 3)
    expected = KSG().estimate(x, y).nats
    for factor, shift in ((3.0, 0.0), (1e-7, 0.0), (1 / 7, 1234.5), (1.1, 0.0)):
        assert KSG().estimate(factor * x + shift, y).nats == pytest.approx(expected, abs=1e-6)
        assert MixedKSG().estimate(factor * x + shift, y).nats == pytest.approx(MixedKSG().estimate(x, y).nats, abs=1e-6)


def test_one_copied_row_changes_little() -> None:
    x, y = CorrelatedNormal(1, 1, (0.6,)).sample(1000, rng=0)
    before = {k: KSG(k).estimate(x, y).nats for k in (1, 5)}
    x[1], y[1] = x[0], y[0]
    for k, nats in before.items():
        assert KSG(k).estimate(x, y).nats == pytest.approx(nats, abs=0.02)


def test_balls_count_the_surface_apart() -> None:
    points = np.array([[0.0], [0.1], [0.2], [0.3], [5.0]]) + 0.7  # differences of 0.1 differ by rounding
    found = balls(points, 1)
    assert found.tied
    assert found.joint.inside.tolist() == [0] * 5
    assert found.joint.closed.tolist() == [1, 2, 2, 1, 1]
    assert found.counts(points).closed.tolist() == [1, 2, 2, 1, 1]
    assert not balls(np.array([[0.0], [1.0], [3.0], [7.0]]), 1).tied


def test_balls_of_many_rows_are_those_of_all_distances() -> None:
    """Rows are taken by parts of 4,096."""
    points = np.random.default_rng(0).normal(size=(4200, 2)).round(2)
    found, some = balls(points, 3), [0, 4095, 4096, 4199]
    distances = np.sort(np.abs(points[some, None] - points).max(axis=2), axis=1)[:, 1:]
    radii = distances[:, [2]]
    np.testing.assert_array_equal(found.radii[some], radii[:, 0])
    assert found.joint.inside[some].tolist() == (distances < radii - 1e-6).sum(axis=1).tolist()
    assert found.joint.closed[some].tolist() == (distances <= radii + 1e-6).sum(axis=1).tolist()


def zero_inflated(share: float) -> Pair:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 800, 1))
    return np.where(rng.random((800, 1)) < share, 0.0, x), y


ATOMS = {
    "both": HalfAtoms().sample(800, rng=0),
    "zeros in half of x": zero_inflated(0.5),
    "few levels": (np.random.default_rng(6).integers(4, size=(800, 1)) / 3, np.random.default_rng(7).normal(size=(800, 1))),
    "bits": tuple(np.random.default_rng(8).integers(2, size=(2, 800, 3)).astype(float)),
}


@pytest.mark.parametrize("kind", ATOMS)
def test_atoms_are_refused_with_the_estimator_to_take(kind: str) -> None:
    x, y = ATOMS[kind]
    z = np.random.default_rng(9).normal(size=(800, 1))
    named = r"x has atoms: at \d+% of the points, .* Take MixedKSG or estimate_mi"
    for estimator in (KSG(), KSG(1), KSG(form=2), SlicedMI(slices=3)):
        with pytest.raises(ValueError, match=f"KSG needs continuous variables, but {named}"):
            estimator.estimate(x, y, rng=0, discrete=False)
    if kind != "both":
        with pytest.raises(ValueError, match="y has atoms"):
            KSG().estimate(z, x, discrete=False)
    if kind != "both":  # whose balls in three columns reach beyond the atoms
        with pytest.raises(ValueError, match=f"FrenzelPompe .*{named}"):
            FrenzelPompe().estimate(x, z, z[::-1], discrete=False)
    labels = np.arange(800) % 2
    with pytest.raises(ValueError, match=f"Ross .*{named}"):
        Ross().estimate(x, labels, discrete=(False, True))
    assert math.isfinite(MixedKSG().estimate(x, y, discrete=False).nats)


def test_what_is_no_atom() -> None:
    rng = np.random.default_rng(10)
    x, y = rng.normal(size=(2, 800, 1))
    beside = np.hstack([rng.integers(2, size=(800, 1)), x])  # x as a whole does not repeat
    few = np.where(rng.random((800, 1)) < 0.03, 0.0, x)
    for continuous in (beside, few, x.round(2)):
        assert abs(KSG().estimate(continuous, y, discrete=False).nats) < 0.1


@pytest.mark.parametrize("outlier", [1e2, 1e3, 1e6])
def test_an_outlier_changes_little(outlier: float) -> None:
    """One of 150 rows; correlation .9, so .83 nats. With the standard deviation as the scale it was .02."""
    before, after = [], []
    for seed in range(6):
        x, y = CorrelatedNormal(1, 1, (0.9,)).sample(150, rng=seed)
        z = np.random.default_rng(seed).normal(size=(150, 1))
        with_outlier = np.where(np.arange(150)[:, None] == 3, outlier, x)
        for values, points in ((before, x), (after, with_outlier)):
            given_z = FrenzelPompe().estimate(points, y, z).nats
            values.append([KSG().estimate(points, y).nats, KSG(form=2).estimate(y, points).nats, given_z])
    np.testing.assert_allclose(np.mean(after, axis=0), np.mean(before, axis=0), atol=0.06)
    assert np.mean(after, axis=0)[0] == pytest.approx(0.83, abs=0.08)


def test_without_ties_the_numbers_are_the_definition_to_the_last_bit() -> None:
    from scipy.special import digamma

    from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances

    x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(500, rng=0)
    x, y = scaled("columns", x, y)
    radii = neighbour_distances(np.hstack([x, y]), 5, "max")[:, -1]
    terms = float(digamma(500) - digamma(5)) + 2 * digamma(5) - sum(digamma(count_within(z, radii, "max") + 1) for z in (x, y))
    assert KSG(standardize="none").estimate(x, y).nats == pytest.approx(terms.mean(), abs=1e-15)
