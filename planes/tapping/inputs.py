"""What a network is called with, for n rows: one tensor, several, or named ones. Every tensor keeps its type.

Floating numbers are handed over in the type of the network's parameters, integers (tokens) as they are. A batch is a copy, so a
network that changes its input changes nothing here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

_TRIED = 2  # rows that show whether a network takes integers


class Inputs:
    """The inputs of a network, row by row.

    Parameters
    ----------
    tensors : mapping of int or str to array (n, *shape)
        Arguments by position (0, 1, ...) or by name.

    Raises
    ------
    ValueError
        If there is no argument, or the arguments differ in their number of rows.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes.tapping.inputs import Inputs
    >>> inputs = Inputs({0: torch.zeros(5, 3), "mask": torch.ones(5, 3, dtype=torch.bool)})
    >>> len(inputs), inputs.call(lambda x, mask: (x.shape, mask.dtype))
    (5, (torch.Size([5, 3]), torch.bool))
    """

    def __init__(self, tensors: Mapping[int | str, ArrayLike | Tensor]) -> None:
        self.tensors = {key: _tensor(values) for key, values in tensors.items()}
        lengths = {key: len(values) if values.ndim else 0 for key, values in self.tensors.items()}
        if len(set(lengths.values())) != 1:
            found = ", ".join(f"{rows} of {key!r}" for key, rows in lengths.items()) or "no argument"
            raise ValueError(f"Inputs need the same number of rows in every argument; got {found}.")

    @classmethod
    def of(cls, x: Any) -> "Inputs":
        """From one tensor or array, a tuple of them (several inputs), or a mapping (named inputs)."""
        if isinstance(x, Inputs):
            return x
        if isinstance(x, Mapping):
            return cls({str(key): values for key, values in x.items()})
        return cls(dict(enumerate(x)) if isinstance(x, tuple) else {0: x})

    def __len__(self) -> int:
        return len(next(iter(self.tensors.values())))

    def changed(self, change: Callable[[Tensor], Tensor]) -> "Inputs":
        """The same arguments, each changed by a function."""
        return Inputs({key: change(values) for key, values in self.tensors.items()})

    def rows(self, chosen: Any) -> "Inputs":
        """These rows, given by positions."""
        index = torch.as_tensor(chosen)
        return self.changed(lambda values: values[index])

    def batches(self, rows: int) -> Iterator["Inputs"]:
        """Copies of `rows` rows at a time, in order."""
        for start in range(0, len(self), rows):
            yield self.changed(lambda values, start=start: values[start : start + rows].clone())  # type: ignore[misc]

    def call(self, function: Callable[..., Any]) -> Any:
        """Call a network, or any function, with these arguments."""
        places = sorted(key for key in self.tensors if isinstance(key, int))
        named = {key: values for key, values in self.tensors.items() if isinstance(key, str)}
        return function(*(self.tensors[place] for place in places), **named)

    def run(self, model: nn.Module) -> Any:
        """Call a network with these arguments; if it refuses them, say so.

        Raises
        ------
        ValueError
            If the network does not run on them.
        """
        try:
            return self.call(model)
        except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
            given = ", ".join(f"{str(one.dtype).removeprefix('torch.')} {tuple(one.shape)}" for one in self.tensors.values())
            said = str(error).partition("\n")[0].rstrip(".") or type(error).__name__
            raise ValueError(
                f"The network does not run on a batch of x, {given} ({said}): give x as the network takes it, one array, a "
                "tuple of several inputs, or a mapping of named ones."
            ) from error

    def on(self, model: nn.Module) -> "Inputs":
        """These inputs on the device of a network, its floating numbers in the type of the network's parameters."""
        parameters = list(model.parameters())
        device = parameters[0].device if parameters else torch.device("cpu")
        types = [parameter.dtype for parameter in parameters if parameter.is_floating_point()]
        floating = types[0] if types else None

        def moved(values: Tensor) -> Tensor:
            return values.to(device, floating if values.is_floating_point() else None)

        return self.changed(moved)

    def suited(self, model: nn.Module) -> "Inputs":
        """These inputs with integers as floating numbers, if the network takes them so and not as they are."""
        if all(values.is_floating_point() or values.dtype == torch.bool for values in self.tensors.values()):
            return self
        floats = self.changed(_as_floats)
        try:
            self._try(model)
        except ValueError as refused:
            try:
                floats._try(model)
            except Exception:  # neither runs: the first message is about the inputs as they were given
                raise refused from None
            return floats
        return self

    def _try(self, model: nn.Module) -> None:
        with torch.no_grad(), torch.random.fork_rng():
            next(self.batches(_TRIED)).on(model).run(model)


def _tensor(values: ArrayLike | Tensor) -> Tensor:
    if isinstance(values, Tensor):
        return values.detach()
    array = np.asarray(values)
    return torch.as_tensor(array if array.flags.writeable else array.copy())  # torch warns of memory that it may not write


def _as_floats(values: Tensor) -> Tensor:
    floats = values if values.is_floating_point() else values.to(torch.get_default_dtype())
    return floats[:, None] if floats.ndim == 1 else floats
