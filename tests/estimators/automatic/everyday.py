"""Everyday data of known MI, one function a kind: (n, rng) -> x, y, and the least and the largest MI that is right.

Where MI is not known in closed form it is computed here by quadrature. `WIDEST` is the width of the interval that each kind may
have at most: infinite where the rows cannot tell.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import cauchy, norm

Draw = Callable[[int, np.random.Generator], tuple[Any, Any]]


class Kind(NamedTuple):
    """A kind of data, its size, the range of its MI, and the widest interval."""

    draw: Draw
    sizes: tuple[int, int]
    least: float
    most: float
    widest: float

    @property
    def name(self) -> str:
        return self.draw.__name__


def normal_mi(correlation: float) -> float:
    return -0.5 * math.log1p(-(correlation**2))


def mi_of_a_noisy_function(values: np.ndarray, noise: float) -> float:
    """I(V; V + noise * N) for V that takes each of the values as often."""
    at = np.linspace(values.min() - 8 * noise, values.max() + 8 * noise, 4001)
    density = norm.pdf(at[:, None], values[None], noise).mean(axis=1)
    return float(-np.trapezoid(density * np.log(density + 1e-300), at)) - 0.5 * math.log(2 * math.pi * math.e * noise**2)


def mi_of_clipped_normals(correlation: float, low: float, high: float) -> float:
    """I of normals clipped to [low, high], on a fine grid of cells."""
    cells = np.concatenate([[-np.inf], np.linspace(max(low, -6), min(high, 6), 120), [np.inf]])
    at = norm.ppf((np.arange(3000) + 0.5) / 3000)
    spread = math.sqrt(1 - correlation**2)
    given = np.diff(norm.cdf((cells[None, :] - correlation * at[:, None]) / spread), axis=1)
    table = np.zeros((len(cells) - 1, len(cells) - 1))
    np.add.at(table, np.searchsorted(cells, at) - 1, given / len(at))
    expected = table.sum(axis=1)[:, None] * table.sum(axis=0)
    some = table > 0
    return float((table[some] * np.log(table[some] / expected[some])).sum())


def normals(n: int, rng: np.random.Generator, correlation: float, columns: int = 1) -> tuple[np.ndarray, np.ndarray]:
    x, noise = rng.normal(size=(2, n, columns))
    return x, correlation * x + math.sqrt(1 - correlation**2) * noise


def integers_of_wide_range(n, rng):
    return rng.integers(-30_000, 30_000, n), rng.integers(-30_000, 30_000, n)


def ages_and_heights(n, rng):
    return rng.integers(18, 90, n), rng.normal(170, 10, n).round().astype(int)


def jittered_levels(n, rng):
    x, y = rng.integers(0, 40, (2, n)) + 1e-10 * rng.normal(size=(2, n))
    return x, y


def jittered_levels_that_depend(n, rng):
    x = rng.integers(0, 5, n)
    return x + 1e-9 * rng.normal(size=n), x + 0.5 * rng.normal(size=n)


def regular_axis(n, rng):
    return np.linspace(0, 7, n), rng.normal(size=n)


def regular_axis_with_a_trend(n, rng):
    time = np.linspace(0, 1, n)
    return time, time + 0.1 * rng.normal(size=n)


def logarithmic_axis(n, rng):
    return np.geomspace(1, 1e4, n), rng.exponential(size=n)


def days(n, rng):
    return 1.6e9 + 86_400 * np.arange(n), rng.integers(0, 1000, n)


def timestamps(n, rng):
    return 1.6e9 + np.cumsum(rng.exponential(3600, n)), rng.normal(size=n)


def mesh(n, rng):
    side = math.isqrt(n)
    first, second = np.meshgrid(np.arange(side), np.arange(side))
    return np.column_stack([first.ravel(), second.ravel()]), rng.normal(size=side**2)


def rounded(n, rng):
    x, y = rng.normal(size=(2, n)).round(1)
    return x, y


def rounded_and_strong(n, rng):
    x, y = normals(n, rng, 0.9)
    return x.round(1), y.round(1)


def heaped_incomes(n, rng):
    x, y = normals(n, rng, 0.8)
    return np.exp(10 + x).round(-3), np.exp(y)


def zero_inflated(n, rng):
    x, y = normals(n, rng, 0.8)
    return np.maximum(x, 0), np.maximum(y, 0)


def zeros_without_dependence(n, rng):
    x, y = rng.normal(size=(2, n))
    return np.maximum(x, 0.3), np.maximum(y, 0)


def censored(n, rng):
    x, y = normals(n, rng, 0.8)
    return x.clip(-1, 1), y.clip(-1, 1)


def missing_codes(n, rng):
    x, y = normals(n, rng, 0.7)
    return np.where(rng.random((n, 1)) < 0.1, -9999, x), y


def counts_without_dependence(n, rng):
    return rng.poisson(15, n), rng.normal(size=n)


def answers(n, rng):
    return rng.integers(1, 6, (n, 4)), rng.normal(size=n)


def answers_that_depend(n, rng):
    x = rng.integers(1, 6, (n, 3))
    return x, x.sum(axis=1) + 2 * rng.normal(size=n)


def two_clusters(n, rng):
    x, y = (0.1 * rng.normal(size=(n, 2)) + rng.choice([-1, 1], (n, 2)) for _ in range(2))
    return x, y


def clusters_that_depend(n, rng):
    centre = rng.choice([-1, 1], (n, 1))
    x, y = normals(n, rng, 0.6)
    return centre + 0.1 * x, centre + 0.1 * y


def swiss_roll(n, rng):
    angle = 1.5 * np.pi * (1 + 2 * rng.random(n))
    return np.column_stack([angle * np.cos(angle), 21 * rng.random(n), angle * np.sin(angle)]), angle + rng.normal(size=n)


def circle(n, rng):
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([np.cos(angle), np.sin(angle)]), np.sin(angle) + 0.2 * rng.normal(size=n)


def sphere(n, rng):
    x = rng.normal(size=(n, 3))
    x /= np.linalg.norm(x, axis=1)[:, None]
    return x, x[:, 0] + 0.2 * rng.normal(size=n)


def sphere_without_dependence(n, rng):
    x = rng.normal(size=(n, 3))
    return x / np.linalg.norm(x, axis=1)[:, None], rng.normal(size=n)


def every_row_three_times(n, rng):
    return tuple(np.repeat(values, 3, axis=0) for values in normals(n, rng, 0.6))


def bootstrap(n, rng):
    rows = rng.integers(0, n, n)
    return tuple(values[rows] for values in normals(n, rng, 0.6))


def one_copied_row(n, rng):
    x, y = normals(n, rng, 0.6)
    return np.vstack([x, x[:1]]), np.vstack([y, y[1:2]])


def four_decimals(n, rng):
    x, y = normals(n, rng, 0.6)
    return x.round(4), y.round(4)


def single_precision(n, rng):
    x, y = normals(n, rng, 0.8)
    return x.astype(np.float32), y.astype(np.float32)


def half_precision(n, rng):
    x, y = normals(n, rng, 0.8)
    return x.astype(np.float16), y.astype(np.float16)


def bytes_of_a_picture(n, rng):
    x, y = normals(n, rng, 0.8)
    return (40 * x + 128).clip(0, 255).astype(np.uint8), (40 * y + 128).clip(0, 255).astype(np.uint8)


def outlier(n, rng):
    x, y = normals(n, rng, 0.9)
    x[0] = 1e4
    return x, y


def heavy_tails(n, rng):
    x, y = normals(n, rng, 0.9)
    return cauchy.ppf(norm.cdf(x)), cauchy.ppf(norm.cdf(y))


def exponentials_of_normals(n, rng):
    x, y = normals(n, rng, 0.8)
    return np.exp(3 * x), np.exp(-2 * y)


def units(n, rng):
    x, y = normals(n, rng, 0.6)
    return np.hstack([x, 1e-7 * rng.normal(size=(n, 1))]), 1e5 * y


def constant_columns(n, rng):
    x, y = normals(n, rng, 0.6)
    return np.hstack([np.full((n, 2), 3.0), x]), y


def collinear_columns(n, rng):
    x, y = normals(n, rng, 0.6, 2)
    return x @ np.array([[1.0, 2, 3, 4], [1, -1, 2, 0]]), y


def copy_with_noise(n, rng):
    x, y = normals(n, rng, 0.6)
    return np.hstack([x, x + 0.01 * rng.normal(size=(n, 1))]), y


def coin_beside_a_number(n, rng):
    coin, number = rng.integers(0, 2, n), rng.normal(size=n)
    return np.column_stack([coin, number]), coin + number + 0.5 * rng.normal(size=n)


def coin_beside_a_number_without_dependence(n, rng):
    return np.column_stack([rng.integers(0, 2, n), rng.normal(size=n)]), rng.normal(size=n)


def one_hot_beside_a_number(n, rng):
    level, number = rng.integers(0, 3, n), rng.normal(size=n)
    y = np.array([0.0, 1, 3])[level] + number + 0.5 * rng.normal(size=n)
    return np.column_stack([np.eye(3)[level], number]), y


_NOISE = 0.5 * math.log(0.25)  # entropy of the noise of the next two kinds, less that of a standard normal
_COIN = mi_of_a_noisy_function(np.array([0.0, 1.0]), math.sqrt(1.25)) + 0.5 * math.log(1.25) - _NOISE
_ONE_HOT = mi_of_a_noisy_function(np.array([0.0, 1.0, 3.0]), math.sqrt(1.25)) + 0.5 * math.log(1.25) - _NOISE
_AXIS = mi_of_a_noisy_function((np.arange(2000) + 0.5) / 2000, 0.1)
_CIRCLE = mi_of_a_noisy_function(np.sin((np.arange(2000) + 0.5) / 2000 * 2 * np.pi), 0.2)
_SPHERE = mi_of_a_noisy_function((np.arange(2000) + 0.5) / 1000 - 1, 0.2)
_ROLL = mi_of_a_noisy_function(1.5 * np.pi * (1 + 2 * (np.arange(2000) + 0.5) / 2000), 1.0)
_SUM = mi_of_a_noisy_function(np.add.outer(np.add.outer(range(5), range(5)), range(5)).ravel(), 2.0)
_LEVELS = mi_of_a_noisy_function(np.arange(5.0), 0.5)
_ZEROS, _CENSORED = mi_of_clipped_normals(0.8, 0, np.inf), mi_of_clipped_normals(0.8, -1, 1)
_HALF, _STRONG, _NINE = normal_mi(0.6), normal_mi(0.8), normal_mi(0.9)

ON_RANKS = [
    Kind(regular_axis, (700, 3000), 0, 0, 0.2),
    Kind(regular_axis_with_a_trend, (800, 2500), _AXIS, _AXIS, 0.35),
    Kind(logarithmic_axis, (500, 2000), 0, 0, 0.25),
    Kind(days, (365, 1500), 0, 0, 0.25),
    Kind(mesh, (900, 2500), 0, 0, 0.15),
    Kind(zero_inflated, (800, 3000), _ZEROS, _ZEROS, 0.35),
    Kind(zeros_without_dependence, (600, 2000), 0, 0, 0.2),
    Kind(censored, (800, 3000), _CENSORED, _CENSORED, 0.35),
    Kind(missing_codes, (800, 3000), 0.9 * normal_mi(0.7), 0.9 * normal_mi(0.7), 0.35),
    Kind(counts_without_dependence, (700, 2500), 0, 0, 0.2),
    Kind(answers, (700, 2500), 0, 0, 0.3),
    Kind(answers_that_depend, (1200, 3000), _SUM, _SUM, 0.35),
    Kind(two_clusters, (600, 2000), 0, 0, 0.2),
    Kind(clusters_that_depend, (800, 2500), math.log(2) + _HALF, math.log(2) + _HALF, 0.5),
    Kind(swiss_roll, (900, 2500), _ROLL, _ROLL, 0.5),
    Kind(circle, (800, 2500), _CIRCLE, _CIRCLE, 0.5),
    Kind(sphere, (900, 2500), _SPHERE, _SPHERE, 0.6),
    Kind(sphere_without_dependence, (600, 2000), 0, 0, 0.3),
]
WITH_TWINS = [
    Kind(integers_of_wide_range, (600, 2000), 0, 0, 0.15),
    Kind(ages_and_heights, (350, 1500), 0, 0, 0.25),
    Kind(jittered_levels, (700, 2000), 0, 0, 0.2),
    Kind(timestamps, (500, 2000), 0, 0, 0.15),
    Kind(rounded, (700, 2000), 0, 0, 0.15),
    Kind(rounded_and_strong, (800, 2500), _NINE - 0.01, _NINE, 0.5),
    Kind(heaped_incomes, (800, 2500), 0.97 * _STRONG, _STRONG, 0.4),
    Kind(every_row_three_times, (700, 2000), _HALF, _HALF, 0.3),
    Kind(bootstrap, (900, 2000), _HALF, _HALF, 0.3),
    Kind(one_copied_row, (700, 2000), _HALF, _HALF, 0.3),
    Kind(four_decimals, (700, 2000), _HALF, _HALF, 0.3),
    Kind(single_precision, (700, 2000), _STRONG, _STRONG, 0.4),
    Kind(half_precision, (700, 2000), 0.98 * _STRONG, _STRONG, 0.4),
    Kind(bytes_of_a_picture, (700, 2000), 0.98 * _STRONG, _STRONG, 0.4),
    Kind(outlier, (200, 700), _NINE, _NINE, 0.9),
    Kind(heavy_tails, (200, 700), _NINE, _NINE, 0.9),
    Kind(exponentials_of_normals, (600, 2000), _STRONG, _STRONG, 0.5),
    Kind(units, (600, 1500), _HALF, _HALF, 0.4),
    Kind(constant_columns, (600, 1500), _HALF, _HALF, 0.3),
    Kind(collinear_columns, (600, 1500), 2 * _HALF, 2 * _HALF, 0.5),
    Kind(copy_with_noise, (600, 1500), _HALF, _HALF + 1e-4, 0.4),
]
WITH_LABELS = [
    Kind(jittered_levels_that_depend, (600, 2000), _LEVELS, _LEVELS, 0.6),
    Kind(coin_beside_a_number, (700, 3000), _COIN, _COIN, 0.8),
    Kind(coin_beside_a_number_without_dependence, (700, 3000), 0, 0, 0.3),
    Kind(one_hot_beside_a_number, (900, 3000), _ONE_HOT, _ONE_HOT, 1.0),
]
