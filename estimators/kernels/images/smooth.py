"""The smooth activation z s(z) and its slope, with s(z) = 1 / (1 + e^-z).

    slope = s + z s (1 - s)

torch computes s once forwards and once backwards; here the slope is kept. Values and slopes are those of torch up to rounding.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import simd_or_plain
from infoplane.estimators.kernels.threads import run_chunks

Floats = NDArray[np.float32]
_STEP = 2**12  # numbers of a chunk are a multiple of this


def _simd() -> Any:
    from . import smooth_loops

    zeros = np.zeros(1, np.float32)
    smooth_loops.activate_all(zeros, zeros.copy(), zeros.copy(), 0, 1)
    return smooth_loops.activate_all


@cache
def _loop() -> Any:
    """The compiled loop, when it is first asked for; None where it does not compile."""
    return simd_or_plain("smooth activations", _simd, None)


def available() -> bool:
    """Whether the instructions compile here."""
    return _loop() is not None


def activated(z: Floats) -> tuple[Floats, Floats]:
    """Values z s(z) and slopes of a C-contiguous array."""
    values, slopes = np.empty_like(z), np.empty_like(z)
    given, loop = (z.reshape(-1), values.reshape(-1), slopes.reshape(-1)), _loop()
    run_chunks(lambda first, last: loop(*given, first, last), z.size, _STEP)
    return values, slopes
