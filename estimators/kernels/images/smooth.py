"""The smooth activation z s(z) and its slope, with s(z) = 1 / (1 + e^-z), in vector instructions of LLVM.

    slope = s + z s (1 - s)

torch computes s once forwards and once backwards; here the slope is kept. With k the whole number nearest to -z / ln 2,

    e^-z = 2^k e^r,    r = -z - k ln 2,    |r| <= ln 2 / 2,

where e^r is a polynomial of degree 7, as in expf of the Cephes library. Values and slopes are those of torch up to rounding.
"""

from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from infoplane.estimators.kernels.compilation import compiled, simd_or_plain
from infoplane.estimators.kernels.threads import run_chunks

from .strided_tables import LANES
from .vectors import arrays, plus, pointer

Floats = NDArray[np.float32]
_STEP = 2**12  # numbers of a chunk are a multiple of this
_VECTOR, _WHOLE = ir.VectorType(ir.FloatType(), LANES), ir.VectorType(ir.IntType(32), LANES)
_POLYNOMIAL = (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1)
_LARGEST = 87.0  # e^z is a normal number below
_ROUNDING = 1.5 * 2**23  # added to a small number, it leaves the nearest whole number in the last bits
_LOW, _HIGH = -2.12194440e-4, 0.693359375  # ln 2, whose first part has few digits: k times it is exact


def _all(value: float) -> Any:
    return ir.Constant(_VECTOR, [float(np.float32(value))] * LANES)


def _whole(value: int) -> Any:
    return ir.Constant(_WHOLE, [value] * LANES)


def _exponential(builder: Any, z: Any) -> Any:
    """e^z for -87 <= z <= 87."""
    shifted = plus(builder, _all(_ROUNDING), z, _all(1 / np.log(2)))
    count = builder.fsub(shifted, _all(_ROUNDING))
    r = plus(builder, plus(builder, z, count, _all(-_HIGH)), count, _all(-_LOW))
    total = _all(_POLYNOMIAL[0])
    for coefficient in _POLYNOMIAL[1:]:
        total = plus(builder, _all(coefficient), total, r)
    total = builder.fadd(plus(builder, r, total, builder.fmul(r, r)), _all(1.0))
    bits = builder.shl(builder.add(builder.bitcast(shifted, _WHOLE), _whole(127)), _whole(23))
    return builder.fmul(total, builder.bitcast(bits, _VECTOR))


@intrinsic
def activate(typing_context, z, values, slopes, place, target):
    """Set `LANES` values, from the target on, and slopes, from the place of z on."""
    signature = types.void(z, values, slopes, types.int64, types.int64)

    def generate(context, builder, signature, arguments):
        z, values, slopes = arrays(context, builder, signature, arguments, 3)
        place, target = arguments[3:]
        given = builder.load(pointer(builder, z, place, _VECTOR), align=4)
        minus = builder.fsub(_all(0.0), given)
        for limit, beyond in ((_LARGEST, ">"), (-_LARGEST, "<")):  # what is no number stays so
            minus = builder.select(builder.fcmp_ordered(beyond, minus, _all(limit)), _all(limit), minus)
        share = builder.fdiv(_all(1.0), builder.fadd(_all(1.0), _exponential(builder, minus)))
        value = builder.fmul(given, share)
        slope = plus(builder, share, value, builder.fsub(_all(1.0), share))
        builder.store(value, pointer(builder, values, target, _VECTOR), align=4)
        builder.store(slope, pointer(builder, slopes, place, _VECTOR), align=4)
        return context.get_dummy_value()

    return signature, generate


@compiled
def activate_all(z, values, slopes, first, last):
    """Set values and slopes `first` to `last` - 1."""
    done = first + (last - first) // LANES * LANES
    for place in range(first, done, LANES):
        activate(z, values, slopes, place, place)
    if done < last:
        rest, value, slope = np.zeros(LANES, np.float32), np.empty(LANES, np.float32), np.empty(LANES, np.float32)
        rest[: last - done] = z[done:last]
        activate(rest, value, slope, 0, 0)
        values[done:last] = value[: last - done]
        slopes[done:last] = slope[: last - done]


def _simd() -> Any:
    zeros = np.zeros(1, np.float32)
    activate_all(zeros, zeros.copy(), zeros.copy(), 0, 1)
    return activate_all


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
