"""The contract of distributions, one check for each requirement.

Each check is a function of a `Sampled`. It returns nothing, or what it found, if the check passes. Otherwise it raises
`BrokenError` with what went wrong, or `SkippedError` with why the check does not apply.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from infoplane.benchmarks.candidates.subject import BrokenError, SkippedError
from infoplane.distributions import Identity, Pushforward
from infoplane.distributions.protocol import Array, Distribution, PointwiseDistribution

from .distribution import unwrapped
from .stated_mi import calibrated, mean_pointwise, measured

ROUND_TRIP = 1e-6  # the largest error of an inverse, against the spread of what was mapped


@dataclass(frozen=True)
class Sampled:
    """The distribution under check.

    Parameters
    ----------
    distribution : Distribution
    n : int
        The number of pairs that the stated MI is checked with.
    """

    distribution: Distribution
    n: int = 20_000

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The stated shapes of x and y."""
        return {"x": tuple(self.distribution.x_shape), "y": tuple(self.distribution.y_shape)}

    @cached_property
    def small(self) -> tuple[Array, Array]:
        """A sample of 30 pairs."""
        return self.draw(30, 5)

    def draw(self, n: int, rng: Any) -> tuple[Array, Array]:
        """A sample, whose form is not yet checked."""
        sample = self.distribution.sample(n, rng=rng)
        if not isinstance(sample, tuple) or len(sample) != 2:
            raise BrokenError(f"sample({n}, rng) must return a tuple (x, y); got {type(sample).__name__}.")
        return sample


def states_shapes_and_mi(subject: Sampled) -> str:
    """Shapes are tuples of integers; the MI is a finite number of nats, from 0 on, and stays the same."""
    for name, shape in subject.shapes.items():
        if not all(isinstance(size, int | np.integer) and size > 0 for size in shape):
            raise BrokenError(f"{name}_shape must be a tuple of positive integers, () for labels; got {shape}.")
    first, second = (float(subject.distribution.mutual_information) for _ in range(2))
    if not 0 <= first < np.inf or first != second:
        raise BrokenError(f"mutual_information must be a finite number from 0 on, always the same; got {first} and {second}.")
    return f"{first:.4f} nats; x {subject.shapes['x']}, y {subject.shapes['y']}"


def keeps_shapes(subject: Sampled) -> None:
    """n pairs have the shapes that are stated; labels, and only labels, are integers in one dimension."""
    for n, sample in ((30, subject.small), (1, subject.draw(1, 0))):
        for (name, shape), values in zip(subject.shapes.items(), sample, strict=True):
            if not isinstance(values, np.ndarray):
                raise BrokenError(f"{name} of sample({n}, rng) is a {type(values).__name__}: return numpy arrays.")
            if values.shape != (n, *shape):
                raise BrokenError(f"{name} of sample({n}, rng) has the shape {values.shape}; {name}_shape says {(n, *shape)}.")
            kinds = "iu" if shape == () else "f"
            if values.dtype.kind not in kinds:
                wanted = "integers, since its shape () stands for labels" if shape == () else "floats"
                raise BrokenError(f"{name} of sample({n}, rng) has the type {values.dtype}: return {wanted}.")


def is_finite(subject: Sampled) -> None:
    """No value is infinite or NaN."""
    for name, values in zip(("x", "y"), subject.draw(2000, 1), strict=True):
        bad = int((~np.isfinite(values)).sum())
        if bad:
            raise BrokenError(f"{bad} of {values.size} values of {name} are infinite or NaN.")


def follows_seed(subject: Sampled) -> None:
    """A seed and a Generator of that seed give one sample, another seed another one, and none a new one each time."""
    same, other = subject.draw(30, np.random.default_rng(5)), subject.draw(30, 6)
    if not _equal(subject.small, subject.draw(30, 5)):
        raise BrokenError("two samples with rng=5 differ: take all random numbers from np.random.default_rng(rng).")
    if not _equal(subject.small, same):
        raise BrokenError("rng=5 and rng=np.random.default_rng(5) give different samples: use np.random.default_rng(rng).")
    if _equal(subject.small, other):
        raise BrokenError("rng=5 and rng=6 give one sample: take all random numbers from np.random.default_rng(rng).")
    if _equal(subject.draw(30, None), subject.draw(30, None)):
        raise BrokenError("two samples with rng=None are equal: np.random.default_rng(None) draws new ones.")


def leaves_global_state(subject: Sampled) -> None:
    """Global random states are neither read nor changed."""
    kept = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        drawn = []
        for seed in (0, 1):
            random.seed(seed)
            np.random.seed(seed)  # noqa: NPY002
            before = _states()
            drawn.append(subject.draw(30, 5))
            if _states() != before:
                raise BrokenError("sampling changed the global state of `random` or `numpy.random`: draw from `rng` alone.")
        if not _equal(*drawn):
            raise BrokenError("the sample depends on the global state of `random` or `numpy.random`: draw from `rng` alone.")
    finally:
        random.setstate(kept[0])
        np.random.set_state(kept[1])  # noqa: NPY002


def advances_generator(subject: Sampled) -> None:
    """Two samples from one Generator are different."""
    rng = np.random.default_rng(5)
    if _equal(subject.draw(30, rng), subject.draw(30, rng)):
        raise BrokenError("two samples from one Generator are equal: draw from the Generator itself, not from a copy.")


def inverts_maps(subject: Sampled) -> str:
    """The inverse of every map leads back, so that the map keeps the MI."""
    maps = [(part.base, name, getattr(part, name)) for part in _pushforwards(unwrapped(subject.distribution)) for name in "xy"]
    maps = [(base, name, one) for base, name, one in maps if not isinstance(one, Identity)]
    if not maps:
        raise SkippedError("it is not made by one-to-one maps (Pushforward).")
    for base, name, one in maps:
        z = base.sample(500, rng=5)["xy".index(name)]
        before, title = z.copy(), f"the map {type(one).__name__} of {name}"
        image = one(z)
        if (z != before).any():
            raise BrokenError(f"{title} changes its input in place.")
        if image.shape != (len(z), *one.output_shape(z.shape[1:])):
            raise BrokenError(f"{title} gives the shape {image.shape}, and states {(len(z), *one.output_shape(z.shape[1:]))}.")
        error = float(np.abs(one.inverse(image) - z).max()) / max(float(np.ptp(z)), 1e-300)
        if not error <= ROUND_TRIP:
            raise BrokenError(f"the inverse of {title} does not lead back: its largest error is {error:.2g} of the range of z.")
    return f"{len(maps)} maps"


def states_pointwise_mean(subject: Sampled) -> str:
    """The mean of the pointwise mutual information is the stated MI."""
    return mean_pointwise(_pointwise(subject), subject.n)


def is_calibrated(subject: Sampled) -> str:
    """The pointwise mutual information classifies pairs and independent pairs as well as it says."""
    return calibrated(_pointwise(subject), subject.n)


def agrees_with_estimates(subject: Sampled) -> str:
    """Where no density is known, `estimate_mi` finds the stated MI."""
    if isinstance(subject.distribution, PointwiseDistribution):
        raise SkippedError("the pointwise mutual information is the better check.")
    if any(len(shape) > 1 for shape in subject.shapes.values()):
        raise SkippedError("no estimate from images is good enough: give the pointwise information, or maps with inverses.")
    return measured(subject.distribution)


def _pointwise(subject: Sampled) -> PointwiseDistribution:
    if not isinstance(subject.distribution, PointwiseDistribution):
        raise SkippedError("it has no `pointwise_mutual_information(x, y)`, which is the strongest check of sampler and MI.")
    return subject.distribution


def _equal(first: tuple[Array, Array], second: tuple[Array, Array]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def _states() -> tuple[Any, bytes, int]:
    _, key, position, *_ = np.random.get_state()  # noqa: NPY002
    return random.getstate(), np.asarray(key).tobytes(), int(position)


def _pushforwards(value: Any, depth: int = 0) -> Iterator[Pushforward]:
    """The mapped distributions among an object and what it holds."""
    if isinstance(value, Pushforward):
        yield value
    held = value if isinstance(value, list | tuple) else getattr(value, "__dict__", {}).values()
    for part in held if depth < 6 else ():
        yield from _pushforwards(part, depth + 1)


CHECKS: dict[str, Callable[[Sampled], str | None]] = {
    "states shapes and MI": states_shapes_and_mi,
    "samples keep the shapes": keeps_shapes,
    "values are finite": is_finite,
    "same seed, same sample": follows_seed,
    "global states unchanged": leaves_global_state,
    "a Generator advances": advances_generator,
    "inverse of the maps": inverts_maps,
    "mean pointwise information": states_pointwise_mean,
    "calibration of the density": is_calibrated,
    "MI against estimate_mi": agrees_with_estimates,
}
