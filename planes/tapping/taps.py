"""Read layers of any torch network by name, without a change to its code.

A tap is a forward hook on a named submodule. It gives a copy of the submodule's output, flattened to (n, d). The network runs
in evaluation mode: dropout is off, `GaussianNoise` stays on. The network, its inputs, its gradients and torch's random state do
not change. Wrappers (`torch.compile`, DataParallel, DistributedDataParallel) are taken off.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from infoplane.planes.models.modes import in_mode

from .inputs import Inputs
from .outputs import Caught, as_rows, call_of, caught, copied
from .wrappers import eager, layer_names, listed, own_name, unwrapped

Function: TypeAlias = Callable[[Any], Any]
Tap: TypeAlias = str | tuple[str, Function] | tuple[str, int] | tuple[str, Function, int]
_CHUNK = 1024  # rows in one pass


class Place(NamedTuple):
    """What a tap reads: a submodule, a function of its output, and the call of a submodule that runs more than once."""

    name: str
    function: Function | None = None
    call: int | None = None

    @classmethod
    def of(cls, tap: Tap) -> "Place":
        """From the forms that a user may give."""
        if isinstance(tap, str):
            return cls(tap)
        name, *rest = tap
        function: Any = rest[0] if rest and callable(rest[0]) else None
        call: Any = rest[-1] if rest and isinstance(rest[-1], int) else None
        if len(rest) != (function is not None) + (call is not None):
            raise ValueError(f"A tap is a name, (name, function), (name, call) or (name, function, call); got {tap!r}.")
        return cls(name, function, call)


class Taps:
    """Taps on layers of a network.

    Parameters
    ----------
    model : nn.Module
    layers : sequence of str, or mapping of str to str or tuple
        Names of submodules; the empty name is the network itself, with the label "output". Or a mapping from the label of each
        tap to the name of its submodule, or to a tuple of that name with a function of the output, with the number of the call
        where the submodule runs more than once in a pass, or with both:
        ``{"probabilities": ("logits", lambda t: t.softmax(1)), "second": ("shared", 1)}``. A function receives what the
        submodule gives: a tensor, tuple or dict.

    Raises
    ------
    TypeError
        If the model is no module.
    ValueError
        If a name is not that of a submodule. The message lists all names.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import Taps, dense_network
    >>> taps = Taps(dense_network((3, 2, 4)), ["L1", "L2"])
    >>> {name: values.shape for name, values in taps.read(torch.zeros(5, 3)).items()}
    {'L1': (5, 2), 'L2': (5, 4)}
    """

    def __init__(self, model: nn.Module, layers: Sequence[str] | Mapping[str, Tap]) -> None:
        if not isinstance(model, nn.Module):
            raise TypeError(f"Layers are read of a torch.nn.Module; got {type(model).__name__}: make the network a module.")
        if isinstance(layers, str):
            layers = [layers]
        taps = dict(layers) if isinstance(layers, Mapping) else _labelled(layers)
        if "" in taps:
            raise ValueError("The label of a tap is empty, and rows need one: give a name, as in {'output': ''}.")
        self.model = unwrapped(model)
        names = layer_names(self.model)
        if not taps:
            raise ValueError(f"Name at least one layer to read; the network has {listed(names)}.")
        places = {label: Place.of(tap) for label, tap in taps.items()}
        self.taps = {label: place._replace(name=own_name(place.name, names)) for label, place in places.items()}

    def module(self, label: str) -> nn.Module:
        """The submodule that a tap reads."""
        return self.model.get_submodule(self.taps[label].name)

    def read(self, x: Any, rows: int = _CHUNK) -> dict[str, NDArray[Any]]:
        """Pass x through the network, `rows` rows at a time; return the output (n, d) of every tap by its label.

        Parameters
        ----------
        x : tensor or array (n, *shape), tuple of them, or mapping
            A tuple holds several inputs, a mapping named ones. Integers (tokens) stay integers if the network takes them.
        rows : int
            Rows in one pass through the network.

        Returns
        -------
        dict of str to array (n, d)
            In float64 where a layer is so, else in float32.

        Raises
        ------
        ValueError
            If a layer does not run, runs more than once where no call is chosen, or does not give one tensor with a row for
            each input.
        """
        parts: dict[str, list[NDArray[Any]]] = {label: [] for label in self.taps}
        inputs = Inputs.of(x).suited(self.model)
        with torch.random.fork_rng(), self.reader() as reader:
            for batch in inputs.batches(rows):
                for label, values in reader(batch).items():
                    parts[label].append(values.cpu().numpy())
        return {label: np.concatenate(part) for label, part in parts.items()}

    @contextmanager
    def reader(self, given_to: Sequence[nn.Module] = (), copy: Callable[[Any], Any] = copied) -> Iterator["Reader"]:
        """Inside the context a function reads batch after batch; it also catches what the modules `given_to` are given."""
        with (
            caught([self.module(label) for label in self.taps], given_to, copy) as found,
            in_mode(self.model, training=False),
            torch.no_grad(),
            eager(),
        ):
            yield Reader(self, found)


def _labelled(names: Sequence[str]) -> dict[str, Tap]:
    if wrong := [name for name in names if not isinstance(name, str)]:
        raise ValueError(
            f"A list of layers holds names; got {wrong[0]!r}. Give a mapping of labels to layers instead, "
            "as in {'hidden': 'body', 'logits': ('', lambda output: output['logits'])}."
        )
    labels: dict[str, Tap] = {name or "output": name for name in names}
    if len(labels) < len(set(names)):
        raise ValueError("A layer is named 'output', like the network's own: give a mapping with two labels.")
    return labels


class Reader:
    """Reads one batch: (rows, d) of every tap. `caught` holds what the modules were given, until the next batch."""

    def __init__(self, taps: Taps, found: Caught) -> None:
        self.taps, self.caught = taps, found

    def __call__(self, batch: Inputs) -> dict[str, Tensor]:
        names = {label: place.name for label, place in self.taps.taps.items()}
        return {label: as_rows(names[label], output, len(batch)) for label, output in self.outputs(batch).items()}

    def outputs(self, batch: Inputs) -> dict[str, Any]:
        """What every tap gives, in its own shape."""
        taps, found = self.taps, self.caught
        found.clear()
        batch.on(taps.model).run(taps.model)
        results = {
            label: call_of(found.results.get(taps.module(label), []), place.name, place.call)
            for label, place in taps.taps.items()
        }
        functions = {label: place.function for label, place in taps.taps.items()}
        return {label: result if (own := functions[label]) is None else own(result) for label, result in results.items()}
