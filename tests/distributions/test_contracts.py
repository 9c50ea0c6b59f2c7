"""What every distribution and every injection must do, checked on all of them."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from infoplane import distributions
from infoplane.distributions import (
    Distribution,
    Injection,
    PointwiseDistribution,
    ShiftedNormals,
    calibration,
)

from .every import DISTRIBUTIONS, INJECTIONS, normals


def test_every_public_class_is_listed() -> None:
    """A new distribution or injection comes with one line in a list of `every`."""
    listed = {type(distribution) for distribution in DISTRIBUTIONS}
    for injection, _ in INJECTIONS:
        listed |= {type(step) for step in (injection, *getattr(injection, "steps", ()))}
    public = {value for name in distributions.__all__ if isinstance(value := getattr(distributions, name), type)}
    others = {
        Distribution,
        Injection,
        PointwiseDistribution,
        ShiftedNormals,
    }  # protocols, and two distributions that are no pair
    kinds = {kind for kind in public if hasattr(kind, "sample") or hasattr(kind, "inverse")} - others
    assert kinds == listed


def test_every_public_name_has_an_example() -> None:
    """In its docstring; tests/test_examples.py runs it."""
    public = [getattr(distributions, name) for name in distributions.__all__]
    documented = [value for value in public if hasattr(value, "__name__")]  # classes and functions; constants have none
    assert len(documented) > 50
    assert [value.__name__ for value in documented if ">>>" not in value.__doc__] == []


def test_every_density_is_known() -> None:
    """A distribution without `pointwise_mutual_information` is named here: nothing else checks its MI against samples."""
    without_density = {"NoisyImages", "NoiseFromY"}  # checked in images/test_noise.py, by bounds of their MI
    assert {type(d).__name__ for d in DISTRIBUTIONS if not isinstance(d, PointwiseDistribution)} == without_density


def named(value: object) -> str | None:
    """A test's id: the kind of distribution or injection."""
    return None if isinstance(value, np.ndarray) else type(value).__name__


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_samples(distribution: Distribution) -> None:
    """Shapes and types are those promised; the seed determines the sample, and no global state is touched."""
    assert isinstance(distribution, Distribution)
    assert hash(distribution) == hash(distribution)
    assert 0 <= distribution.mutual_information < np.inf
    np.random.seed(0)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first, again, other = (distribution.sample(30, rng=rng) for rng in (5, np.random.default_rng(5), 6))
    fresh, once_more = distribution.sample(30), distribution.sample(30)
    for a, b, c in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c)
    assert not np.array_equal(fresh[0], once_more[0])
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    for n, samples in ((30, first), (1, distribution.sample(1, rng=0))):
        for sample, shape in zip(samples, (distribution.x_shape, distribution.y_shape), strict=True):
            assert sample.shape == (n, *shape)
            # Labels, and only labels, are one-dimensional integers. Large images are in single precision.
            assert sample.dtype in ([np.int64] if shape == () else [np.float64, np.float32][: max(1, len(shape))])
            assert np.isfinite(sample).all()


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_sampler_and_density_agree(distribution: Distribution, assert_mean: Callable[..., None]) -> None:
    """The mean of the pointwise information is the MI, and its calibration holds, but not if some pairs are independent."""
    if not isinstance(distribution, PointwiseDistribution):
        pytest.skip("Its density is not known.")
    image = len(distribution.x_shape) > 1
    sample = distribution.sample(300 if image else 10_000, rng=11)
    assert_mean(distribution.pointwise_mutual_information(*sample), distribution.mutual_information)
    difference, stderr = calibration(distribution, 300 if image else 5_000, rng=12)
    assert abs(difference) <= 4 * stderr + 1e-12

    class Mutant:
        """Every third pair is replaced by an independent pair."""

        def sample(self, n: int, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
            (x, y), (_, other) = distribution.sample(n, rng=rng), distribution.sample(n, rng=rng)
            y[::3] = other[::3]
            return x, y

        pointwise_mutual_information = distribution.pointwise_mutual_information

    difference, stderr = calibration(Mutant(), 2000, rng=13)
    assert difference > 4 * stderr or distribution.mutual_information == 0


@pytest.mark.parametrize(("injection", "z"), INJECTIONS, ids=named)
def test_injection(injection: Injection, z: NDArray) -> None:
    """The inverse leads back; the map is deterministic and leaves its input as it is."""
    assert isinstance(injection, Injection)
    assert hash(injection) == hash(injection)
    before, image = z.copy(), injection(z)
    assert image.shape == (len(z), *injection.output_shape(z.shape[1:]))
    np.testing.assert_allclose(injection.inverse(image), z, atol=1e-6)
    np.testing.assert_array_equal(injection(z), image)
    np.testing.assert_array_equal(z, before)


def test_a_map_that_is_not_one_to_one_fails_its_round_trip() -> None:
    class Folded:
        """|z| with the positive root for an inverse."""

        def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
            return shape

        def __call__(self, z: NDArray) -> NDArray:
            return np.abs(z)

        def inverse(self, x: NDArray) -> NDArray:
            return x

        __hash__ = object.__hash__

    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        test_injection(Folded(), normals(2))
