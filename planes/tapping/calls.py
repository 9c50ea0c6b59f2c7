"""Follow a tensor back through the calls of a pass: which module made it, from what.

A tensor is known by its storage and the version of its contents: an in-place operation gives it a new version, so that what was
read before it is not taken for what was read after. A view (a flattened tensor) is the same contents; whether it has the same
order is checked by the values.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeGuard

import torch
from torch import Tensor, nn

from .outputs import copied

Key: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Call:
    """One call of a module in a pass: what it was given and gave."""

    module: nn.Module
    number: int  # among the calls of this module, from 0
    given: Tensor  # copies
    result: Tensor
    given_key: Key
    result_key: Key


class Calls:
    """All calls of some modules in one pass."""

    def __init__(self) -> None:
        self.found: list[Call] = []
        self.aliases: dict[Key, Key] = {}
        self._alive: list[Tensor] = []  # while a tensor lives, no other has its storage

    def key(self, tensor: Tensor) -> Key:
        """The key of a tensor as it is now."""
        self._alive.append(tensor)
        place = tensor.untyped_storage().data_ptr() if tensor.layout is torch.strided else id(tensor)
        return place, tensor._version

    def copy(self, output: Any) -> Any:
        """A copy of an output whose tensors count as the same contents."""

        def one(tensor: Tensor) -> Tensor:
            same = tensor.detach().clone()
            self.aliases[self.key(same)] = self.key(tensor)
            return same

        return copied(output, one)

    def maker(self, key: Key, values: Tensor) -> Call | None:
        """The call that made these contents, if it gave them in this order, (rows, ...)."""
        key = self.aliases.get(key, key)
        for call in reversed(self.found):
            if call.given_key == call.result_key:
                continue  # a view of what it was given: flattened, or dropout in evaluation mode
            if call.result_key == key and call.result.shape[:1] == values.shape[:1] and call.result.numel() == values.numel():
                same = torch.equal(call.result.reshape(values.shape), values)
                return call if same else None
        return None


def _is_strided(output: Any) -> TypeGuard[Tensor]:
    """Whether it is one tensor that is not sparse."""
    return isinstance(output, Tensor) and output.layout is torch.strided


@contextmanager
def followed(modules: Iterable[nn.Module]) -> Iterator[Calls]:
    """Record the calls of these modules inside the context."""
    calls = Calls()
    begun: list[tuple[Tensor, Key] | None] = []
    counts: dict[nn.Module, int] = {}

    def before(module: nn.Module, given: tuple[Any, ...]) -> None:
        first = given[0] if given else None
        begun.append((first.detach().clone(), calls.key(first)) if _is_strided(first) else None)

    def after(module: nn.Module, given: tuple[Any, ...], result: Any) -> None:
        first, number = begun.pop(), counts.get(module, 0)
        counts[module] = number + 1
        if first is not None and _is_strided(result):
            calls.found.append(Call(module, number, first[0], result.detach().clone(), first[1], calls.key(result)))

    every = list(dict.fromkeys(modules))
    hooks = [module.register_forward_pre_hook(before) for module in every]
    hooks += [module.register_forward_hook(after) for module in every]
    try:
        yield calls
    finally:
        for hook in hooks:
            hook.remove()
