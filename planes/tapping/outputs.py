"""What modules give: copies of any structure of tensors, and one row of numbers for every input."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence
from torch.utils._pytree import tree_leaves, tree_map_only


def copied(output: Any, copy: Callable[[Tensor], Tensor] = lambda tensor: tensor.detach().clone()) -> Any:
    """The same tuple, named tuple, dict or tensor, with a copy of every tensor: in-place operations do not reach it."""
    return tree_map_only(Tensor, copy, output)


class Caught:
    """Copies of what modules were given and gave in one pass, call by call."""

    def __init__(self) -> None:
        self.given: dict[nn.Module, list[Any]] = {}
        self.results: dict[nn.Module, list[Any]] = {}

    def clear(self) -> None:
        """Forget the pass."""
        self.given.clear()
        self.results.clear()


@contextmanager
def caught(
    results_of: Iterable[nn.Module], given_to: Iterable[nn.Module] = (), copy: Callable[[Any], Any] = copied
) -> Iterator[Caught]:
    """Catch copies of the results of some modules, and of the first argument of others, at every call inside the context."""
    found = Caught()

    def after(module: nn.Module, given: tuple[Any, ...], result: Any) -> None:
        found.results.setdefault(module, []).append(copy(result))

    def before(module: nn.Module, given: tuple[Any, ...]) -> None:
        found.given.setdefault(module, []).append(copy(given[0]) if given else None)

    hooks = [module.register_forward_hook(after) for module in dict.fromkeys(results_of)]
    hooks += [module.register_forward_pre_hook(before) for module in dict.fromkeys(given_to)]
    try:
        yield found
    finally:
        for hook in hooks:
            hook.remove()


def call_of(results: list[Any], name: str, call: int | None) -> Any:
    """The result of one call of a module in a pass; without a number, of its only one.

    Raises
    ------
    ValueError
        If the module did not run so often, or more than once where no call was chosen.
    """
    if not results:
        raise ValueError(f"Layer {name!r} does not run in a pass: tap one that runs.")
    if call is None and len(results) > 1:
        raise ValueError(
            f"Layer {name!r} runs {len(results)} times in a pass: choose the call, as in {{'first': ({name!r}, 0)}}."
        )
    place = 0 if call is None else call
    if not -len(results) <= place < len(results):
        raise ValueError(f"Layer {name!r} has no call {place}: it runs {len(results)} times in a pass, numbered from 0.")
    return results[place]


def as_rows(name: str, output: Any, rows: int) -> Tensor:
    """An output as numbers (rows, d): float64 where it is so, else float32.

    Raises
    ------
    ValueError
        If the output is not one tensor with a row for each input.
    """
    tensors = [leaf for leaf in tree_leaves(output) if isinstance(leaf, Tensor)]
    if len(tensors) != 1:
        fields = list(output) if isinstance(output, dict) else list(getattr(output, "_fields", range(len(tensors))))
        part = f"output.{fields[0]}" if hasattr(output, "_fields") else f"output[{fields[0]!r}]" if fields else "..."
        if isinstance(output, PackedSequence):  # its data are no rows of inputs
            part = "nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=...)[0]"
        raise ValueError(
            f"{_named(name)} gives a {type(output).__name__} of {len(tensors)} tensors: choose by a function, as in "
            f"{{{name or 'output'!r}: ({name!r}, lambda output: {part})}}."
        )
    values = tensors[0] if tensors[0].layout is torch.strided else tensors[0].to_dense()
    if values.shape[:1] != (rows,):
        raise ValueError(
            f"{_named(name)} gives shape {tuple(values.shape)} for {rows} inputs, and a row for each is needed: tap another "
            "layer, or give a function that puts the inputs first, as lambda output: output.transpose(0, 1)."
        )
    if values.is_complex():
        values = torch.view_as_real(values)
    return values.reshape(rows, -1).to(torch.float64 if values.dtype == torch.float64 else torch.float32)


def are_whole(output: Any) -> bool:
    """Whether all tensors of an output are of integers or of booleans."""
    tensors = [leaf for leaf in tree_leaves(output) if isinstance(leaf, Tensor)]
    return not any(tensor.is_floating_point() or tensor.is_complex() for tensor in tensors)


def _named(name: str) -> str:
    return f"Layer {name!r}" if name else "The network"
