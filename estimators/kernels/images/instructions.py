"""What the instructions of this room share. These functions emit instructions by an llvmlite builder; they compute nothing."""

from collections.abc import Callable
from typing import Any

from llvmlite import ir

_LONG = ir.IntType(64)
_FUSED = ("contract",)


def arrays(context: Any, builder: Any, signature: Any, arguments: Any, count: int) -> list[Any]:
    """The first arguments, which are arrays."""
    given = zip(signature.args[:count], arguments[:count], strict=True)
    return [context.make_array(kind)(context, builder, one) for kind, one in given]


def pointer_to(builder: Any, array: Any, place: Any, kind: Any) -> Any:
    """A pointer to a vector of this kind in an array."""
    return builder.bitcast(builder.gep(array.data, [place]), kind.as_pointer())


def plus(builder: Any, total: Any, a: Any, b: Any) -> Any:
    """total + a b."""
    return builder.fadd(total, builder.fmul(a, b, flags=_FUSED), flags=_FUSED)


def loop(builder: Any, count: Any, emit: Callable[[Any], None]) -> None:
    """Emit a loop over 0, 1, ... count - 1, of which there is at least one."""
    with builder.goto_entry_block():
        place = builder.alloca(_LONG)
    builder.store(_LONG(0), place)
    body, done = builder.append_basic_block(), builder.append_basic_block()
    builder.branch(body)
    builder.position_at_end(body)
    emit(builder.load(place))
    following = builder.add(builder.load(place), _LONG(1))
    builder.store(following, place)
    builder.cbranch(builder.icmp_signed("<", following, count), body, done)
    builder.position_at_end(done)
