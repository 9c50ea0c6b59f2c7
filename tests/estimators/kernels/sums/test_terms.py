"""Kernel terms: vector instructions against plain numba."""

import numba
import numpy as np
import pytest
from numpy.testing import assert_allclose

from infoplane.estimators.kernels.sums import plain_terms, simd_terms
from infoplane.estimators.kernels.sums.terms import PARTIAL_SUMS, TERMS, add_terms


def caller(function):  # type: ignore[no-untyped-def]
    """A function that Python can call; intrinsics exist in compiled code alone."""
    return numba.njit(lambda columns, i, factors, sums, partial: function(columns, i, TERMS, factors, sums, partial, 1))


VERSIONS = {
    border: [caller(getattr(version, name)) for version in (plain_terms, simd_terms)]
    for border, name in ((False, "add_terms"), (True, "add_terms_at_border"))
}


@pytest.mark.parametrize("border", [False, True])
@pytest.mark.parametrize("d", [1, 5])
def test_vector_instructions_equal_plain_ones(border: bool, d: int) -> None:
    rng = np.random.default_rng(d)
    columns = rng.normal(size=(d, 3 * TERMS))
    i, factors = 5, np.array([-0.01, -1.0, -30.0])
    if border:
        i = TERMS + 3  # among the others
        columns[:, 2 * TERMS - 4 :] = np.inf  # padding
        factors *= 1e3
    results = []
    for add in VERSIONS[border]:
        sums, partial = np.ones((3, 3 * TERMS)), np.ones((2, 3, PARTIAL_SUMS))
        add(columns, i, factors, sums, partial)
        results.append((sums, partial))
    (sums, partial), (simd_sums, simd_partial) = results
    assert_allclose(simd_sums, sums, rtol=4e-9)
    assert_allclose(simd_partial.sum(axis=2), partial.sum(axis=2), rtol=4e-9)
    with np.errstate(over="ignore"):
        squared = ((columns[:, TERMS : 2 * TERMS] - columns[:, [i]]) ** 2).sum(axis=0)
    terms = np.where(np.arange(TERMS, 2 * TERMS) == i, 0.0, np.exp2(factors[:, None] * squared))
    assert_allclose(sums[:, TERMS : 2 * TERMS], 1 + terms, rtol=1e-12)
    assert_allclose(partial[1].sum(axis=1), PARTIAL_SUMS + terms.sum(axis=1), rtol=1e-12)
    assert (sums[:, :TERMS] == 1).all() and (sums[:, 2 * TERMS :] == 1).all() and (partial[0] == 1).all()


def test_vector_instructions_are_what_runs() -> None:
    assert add_terms is simd_terms.add_terms
