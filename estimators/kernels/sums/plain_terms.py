"""Gaussian kernel terms of one point with thirty-two others, in plain numba: the definition, and the fallback of `simd_terms`.

The term of the points z_i and z_j is 2^(factor |z_i - z_j|^2), with factor = -1 / (2 b^2 ln 2) for the bandwidth b. Every
term is added to the sum of i and to the sum of j.
"""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

TERMS = 32  # terms made at once: four registers of eight are enough independent work to hide the latency of each instruction
PARTIAL_SUMS = 8  # parts in which the sum of i is kept: one register
DEEPEST = -1020.0  # about the smallest exponent of a normal float64; smaller ones are raised to it


@compiled
def add_terms(columns, i, start, factors, sums, partial, place):
    """Add the terms of i with j = start, ..., start + 31, none of which is i, all with exponents of -1020 or more.

    Parameters
    ----------
    columns : array (d, n)
        Coordinates.
    i, start : int
    factors : array (m,)
        One for every bandwidth, negative.
    sums : array (m, n)
        Takes the terms in the sums of j.
    partial : array (places, m, 8)
        Takes the terms in the sums of i, in partial[place].
    place : int
    """
    add_terms_at_border(columns, i, start, factors, sums, partial, place)


@compiled
def add_terms_at_border(columns, i, start, factors, sums, partial, place):
    """Add the terms as `add_terms` does; j may be i or padding, whose terms are negligible, and exponents may be any."""
    for j in range(start, start + TERMS):
        squared = 0.0
        for axis in range(len(columns)):
            step = columns[axis, j] - columns[axis, i]
            squared += step * step
        if j == i:
            squared = np.inf
        for which in range(len(factors)):
            term = np.exp2(max(factors[which] * squared, DEEPEST))
            sums[which, j] += term
            partial[place, which, j % PARTIAL_SUMS] += term
