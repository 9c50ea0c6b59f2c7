"""Everyday data, one function a kind: (n, rng) -> x, y. `everyday_kinds` says which MI is right."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import cauchy, norm

from infoplane.distributions.mixtures.concentric import ConcentricNormals

Draw = Callable[[int, np.random.Generator], tuple[Any, Any]]


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


def helix(n, rng):
    angle = rng.uniform(0, 20, n)
    return np.column_stack([np.cos(angle), np.sin(angle), 0.2 * angle]), angle + 2 * rng.normal(size=n)


def body_mass(n, rng):
    height, weight = rng.normal(1.7, 0.1, n), rng.normal(70, 10, n)
    return np.column_stack([height, weight, weight / height**2]), weight + 7.5 * rng.normal(size=n)


def polynomial_features(n, rng):
    a, b = rng.normal(size=(2, n))
    return np.column_stack([a, b, a * b, a**2, b**2, a**3]), 0.6 * a + 0.8 * rng.normal(size=n)


def clusters_beside_many_columns(n, rng):
    return ConcentricNormals(12, 4).sample(n, rng)


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
