"""Instructions of LLVM for the distances between sixteen boxes, or sixteen points, and a point or a box.

These functions emit instructions by an llvmlite builder; they compute nothing themselves.
"""

from typing import Any

from llvmlite import ir
from numba.core.cgutils import get_or_insert_function

from .plain_boxes import AXES, BOXES

LONG = ir.IntType(64)
_FEW_AXES = (2, 3, 4, 6, 8)  # numbers of axes that have code without a loop, which takes half as long


def _larger(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def _smaller(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered("<", a, b), a, b)


def _zeros(vector: Any) -> Any:
    return ir.Constant(vector, [0.0] * BOXES)


def _call(builder: Any, name: str, *vectors: Any) -> Any:
    vector = vectors[0].type
    kind, bits = ir.FunctionType(vector, [vector] * len(vectors)), 64 if isinstance(vector.element, ir.DoubleType) else 32
    return builder.call(get_or_insert_function(builder.module, kind, f"llvm.{name}.v{BOXES}f{bits}"), vectors)


def splat(builder: Any, value: Any, width: int = BOXES) -> Any:
    """A vector of copies of a scalar."""
    nothing = ir.Constant(ir.VectorType(value.type, width), ir.Undefined)
    single = builder.insert_element(nothing, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(single, nothing, ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width))


def _gaps(builder: Any, corners: list[Any], here: list[Any], by_max: bool, both: bool) -> list[Any]:
    """Emit the gaps along one axis between points and values, low corners, or low and high ones: the nearest, and, if `both`,
    the farthest with a minus."""
    low, high = corners[0], corners[-1]
    above = builder.fsub(low, here[-1])
    if len(corners) == 1:  # points: the sign vanishes in a square
        return [_call(builder, "fabs", above) if by_max else above]
    below = builder.fsub(here[0], high)
    nearest = _larger(builder, above, below)
    gaps = [nearest if by_max else _larger(builder, nearest, _zeros(nearest.type))]
    return [*gaps, _smaller(builder, above, below)] if both else gaps


def _add_axis(builder: Any, corners: list[Any], point: list[Any], at: Any, totals: list[Any], by_max: bool) -> list[Any]:
    """Emit total = max(total, gap), or total + gap^2, along one axis; and min(total, gap) for the farthest."""
    vector = totals[0].type
    offset = builder.mul(at, LONG(BOXES))
    places = [builder.bitcast(builder.gep(corner, [offset]), vector.as_pointer()) for corner in corners]
    step = at if len(point) == 1 else offset  # a box is one of sixteen
    here = [splat(builder, builder.load(builder.gep(corner, [step]))) for corner in point]
    gaps = _gaps(builder, [builder.load(place, align=4) for place in places], here, by_max, len(totals) == 2)
    if by_max:
        return [combine(builder, gap, total) for combine, gap, total in zip((_larger, _smaller), gaps, totals, strict=False)]
    return [_call(builder, "fmuladd", gap, gap, total) for gap, total in zip(gaps, totals, strict=True)]


def bits_below(builder: Any, numbers: Any, limits: Any) -> Any:
    """Emit the bits of the numbers of a vector that are below those of another."""
    below = builder.fcmp_ordered("<", numbers, limits)
    return builder.zext(builder.bitcast(below, ir.IntType(BOXES)), LONG)


def distances(builder: Any, corners: list[Any], point: list[Any], d: Any, limit: Any, both: bool, by_max: bool) -> list[Any]:
    """Emit the nearest distances, and the farthest ones (in the maximum norm with a minus) if `both`; return them.

    Corners, or points, are sixteen. They are tested against a point, or against one box, which has a low and a high corner.
    A few numbers of axes have code of their own, without a loop. Others are looped over in chunks of `AXES`, as long as some
    box is nearer than the limit.
    """
    vector = limit.type
    nothing = _zeros(vector)
    with builder.goto_entry_block():
        stored = [builder.alloca(vector) for _ in range(1 + both)]
        axis = builder.alloca(LONG)
    chunk, step, check, done = (builder.append_basic_block(name) for name in ("chunk", "step", "check", "done"))
    for total in stored:
        builder.store(nothing, total)
    builder.store(LONG(0), axis)
    few = builder.switch(d, chunk)
    for number in _FEW_AXES:
        straight = builder.append_basic_block("straight")
        few.add_case(LONG(number), straight)
        builder.position_at_end(straight)
        totals = [nothing] * len(stored)
        for at in range(number):
            totals = _add_axis(builder, corners, point, LONG(at), totals, by_max)
        for total, place in zip(totals, stored, strict=True):
            builder.store(total, place)
        builder.branch(done)

    builder.position_at_end(chunk)  # end = min(axis + AXES, d)
    end = builder.add(builder.load(axis), LONG(AXES))
    end = builder.select(builder.icmp_signed("<", end, d), end, d)
    builder.branch(step)

    builder.position_at_end(step)
    at = builder.load(axis)
    for total, place in zip(
        _add_axis(builder, corners, point, at, [builder.load(place) for place in stored], by_max), stored, strict=True
    ):
        builder.store(total, place)
    following = builder.add(at, LONG(1))
    builder.store(following, axis)
    builder.cbranch(builder.icmp_signed("<", following, end), step, check)

    builder.position_at_end(check)
    some = builder.icmp_signed("!=", bits_below(builder, builder.load(stored[0]), limit), LONG(0))
    builder.cbranch(builder.and_(some, builder.icmp_signed("<", builder.load(axis), d)), chunk, done)

    builder.position_at_end(done)
    return [builder.load(place) for place in stored]
