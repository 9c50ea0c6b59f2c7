"""The loop of `smooth`, in vector instructions of LLVM. With k the whole number nearest to -z / ln 2,

    e^-z = 2^k e^r,    r = -z - k ln 2,    |r| <= ln 2 / 2,

where e^r is a polynomial of degree 7, as in expf of the Cephes library.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from infoplane.estimators.kernels.compilation import compiled

from .strided_tables import LANES
from .vectors import arrays, plus, pointer

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
        share = builder.select(builder.fcmp_ordered("<", given, _all(-_LARGEST)), _all(0.0), share)
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
