"""The kinds of everyday data: for each its sizes, the least and the largest MI that is right, and the widest interval.

Where MI is not known in closed form it is computed here by quadrature.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from infoplane.distributions.mixtures.concentric import ConcentricNormals

from .everyday import (
    Draw,
    ages_and_heights,
    answers,
    answers_that_depend,
    body_mass,
    bootstrap,
    bytes_of_a_picture,
    censored,
    circle,
    clusters_beside_many_columns,
    clusters_that_depend,
    coin_beside_a_number,
    coin_beside_a_number_without_dependence,
    collinear_columns,
    constant_columns,
    copy_with_noise,
    counts_without_dependence,
    days,
    every_row_three_times,
    exponentials_of_normals,
    four_decimals,
    half_precision,
    heaped_incomes,
    heavy_tails,
    helix,
    integers_of_wide_range,
    jittered_levels,
    jittered_levels_that_depend,
    logarithmic_axis,
    mesh,
    missing_codes,
    one_copied_row,
    one_hot_beside_a_number,
    outlier,
    polynomial_features,
    regular_axis,
    regular_axis_with_a_trend,
    rounded,
    rounded_and_strong,
    single_precision,
    sphere,
    sphere_without_dependence,
    swiss_roll,
    timestamps,
    two_clusters,
    units,
    zero_inflated,
    zeros_without_dependence,
)


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
    """I(V; V + noise * N) for V that takes each of the values as often: eight points for every width of the noise are exact."""
    at = np.arange(values.min() - 8 * noise, values.max() + 8 * noise, noise / 8)
    density = norm.pdf(at[:, None], values, noise).mean(axis=1)
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


_NOISE = 0.5 * math.log(0.25)  # entropy of the noise of the next two kinds, less that of a standard normal
_COIN = mi_of_a_noisy_function(np.array([0.0, 1.0]), math.sqrt(1.25)) + 0.5 * math.log(1.25) - _NOISE
_ONE_HOT = mi_of_a_noisy_function(np.array([0.0, 1.0, 3.0]), math.sqrt(1.25)) + 0.5 * math.log(1.25) - _NOISE
_AXIS = mi_of_a_noisy_function((np.arange(2000) + 0.5) / 2000, 0.1)
_CIRCLE = mi_of_a_noisy_function(np.sin((np.arange(2000) + 0.5) / 2000 * 2 * np.pi), 0.2)
_SPHERE = mi_of_a_noisy_function((np.arange(2000) + 0.5) / 1000 - 1, 0.2)
_HELIX = mi_of_a_noisy_function(20 * (np.arange(2000) + 0.5) / 2000, 2.0)
_BODY = 0.5 * math.log1p((10 / 7.5) ** 2)
_SHELLS = ConcentricNormals(12, 4).mutual_information
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
    Kind(helix, (1000, 3000), _HELIX, _HELIX, 0.5),
    Kind(body_mass, (600, 2000), _BODY, _BODY, 0.5),
    Kind(polynomial_features, (700, 2000), _HALF, _HALF, 0.4),
    Kind(copy_with_noise, (600, 1500), _HALF, _HALF + 1e-4, 0.4),
]
WITH_LABELS = [
    Kind(jittered_levels_that_depend, (600, 2000), _LEVELS, _LEVELS, 0.6),
    Kind(coin_beside_a_number, (700, 3000), _COIN, _COIN, 0.8),
    Kind(coin_beside_a_number_without_dependence, (700, 3000), 0, 0, 0.3),
    Kind(clusters_beside_many_columns, (1500, 4000), _SHELLS, _SHELLS, 3.0),
    Kind(one_hot_beside_a_number, (900, 3000), _ONE_HOT, _ONE_HOT, 1.0),
]
