"""The kernel terms that block sums use: hand-written vector instructions, or the plain ones if those fail."""

from typing import Any

from infoplane.estimators.kernels.compilation import simd_or_plain

from . import plain_terms
from .plain_terms import DEEPEST, PARTIAL_SUMS, TERMS

__all__ = ["DEEPEST", "PARTIAL_SUMS", "TERMS", "add_terms", "add_terms_at_border"]


def _simd() -> Any:
    from . import simd_terms

    simd_terms.try_all()
    return simd_terms


_chosen = simd_or_plain("kernel terms", _simd, plain_terms)
add_terms, add_terms_at_border = _chosen.add_terms, _chosen.add_terms_at_border
