"""Read layers of any torch network by name, without a change to its code.

A tap is a forward hook on a named submodule. It gives the submodule's output, flattened to (n, d). The network runs in
evaluation mode: dropout is off, `GaussianNoise` stays on. The network, its gradients and torch's random state do not change.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Tap = str | tuple[str, Callable[[Tensor], Tensor]]
_CHUNK = 1024  # rows in one pass


def layer_names(model: nn.Module) -> list[str]:
    """The names of all submodules, in the order of definition.

    Examples
    --------
    >>> from infoplane.planes import dense_network, layer_names
    >>> layer_names(dense_network((2, 2)))
    ['L1', 'L1.0']
    """
    return [name for name, _ in model.named_modules() if name]


class Taps:
    """Taps on layers of a network.

    Parameters
    ----------
    model : nn.Module
    layers : sequence of str, or mapping of str to str or (str, function)
        Names of submodules. Or a mapping from the label of each tap to the name of its submodule, or to a pair of that name
        and a function of the output: ``{"probabilities": ("logits", lambda t: t.softmax(1))}``.

    Raises
    ------
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
        if isinstance(layers, str):
            layers = [layers]
        taps = dict(layers) if isinstance(layers, Mapping) else {name: name for name in layers}
        if not taps:
            raise ValueError(f"Name at least one layer to read; the network has {_listed(layer_names(model))}.")
        self.model = model
        self.taps = {label: (tap, _same) if isinstance(tap, str) else tap for label, tap in taps.items()}
        for name, _ in self.taps.values():
            must_exist(name, layer_names(model))

    def read(self, x: Tensor, rows: int = _CHUNK) -> dict[str, NDArray[np.float32]]:
        """Pass x (n, *shape) through the network, `rows` rows at a time; return the output (n, d) of every tap by its label.

        Raises
        ------
        ValueError
            If a layer does not run, runs more than once in a pass, or does not return one tensor with a row for each input.
        """
        modules, device = dict(self.model.named_modules()), _device(self.model)
        training = {module: module.training for module in modules.values()}
        caught: dict[str, list[Tensor]] = {}

        def catch(name: str) -> Callable[[nn.Module, object, object], None]:
            def hook(module: nn.Module, given: object, output: object) -> None:
                caught.setdefault(name, []).append(_tensor(name, output))

            return hook

        parts: dict[str, list[NDArray[np.float32]]] = {label: [] for label in self.taps}
        hooks = [modules[name].register_forward_hook(catch(name)) for name in {name for name, _ in self.taps.values()}]
        self.model.eval()
        try:
            with torch.no_grad(), torch.random.fork_rng():
                for batch in x.split(rows):
                    caught.clear()
                    self.model(batch.to(device))
                    for label, (name, function) in self.taps.items():
                        output = function(_once(name, caught.get(name, ())))
                        if output.shape[:1] != batch.shape[:1]:
                            raise ValueError(
                                f"Layer {name!r} gives shape {tuple(output.shape)} for {len(batch)} inputs: tap a layer with "
                                "one row for each input."
                            )
                        parts[label].append(output.flatten(1).float().cpu().numpy())
        finally:
            for handle in hooks:
                handle.remove()
            for module, flag in training.items():
                module.training = flag
        return {label: np.concatenate(part) for label, part in parts.items()}


def _same(output: Tensor) -> Tensor:
    return output


def must_exist(name: str, names: list[str]) -> None:
    """Raise a ValueError that lists the layers, if `name` is not one of them."""
    if name in names:
        return
    near = difflib.get_close_matches(name, names, 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"The network has no layer {name!r}.{hint} Its layers are {_listed(names)}.")


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names)) if names else "no named layer: make its parts submodules"


def _tensor(name: str, output: object) -> Tensor:
    if not isinstance(output, Tensor):
        raise ValueError(f"Layer {name!r} gives a {type(output).__name__}, not a tensor: tap a layer inside it.")
    return output.detach()


def _once(name: str, outputs: Sequence[Tensor]) -> Tensor:
    if len(outputs) != 1:
        times = "does not run" if not outputs else f"runs {len(outputs)} times"
        raise ValueError(f"Layer {name!r} {times} in a pass: tap one that runs once.")
    return outputs[0]


def _device(model: nn.Module) -> torch.device:
    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
