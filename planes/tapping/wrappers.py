"""The network inside its wrappers: `torch.compile`, DataParallel and DistributedDataParallel hide names and hooks."""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

_PREFIXES = ("_orig_mod.", "module.")


def unwrapped(model: nn.Module) -> nn.Module:
    """The network itself: without `torch.compile`, DataParallel and DistributedDataParallel around it.

    Examples
    --------
    >>> from torch import nn
    >>> from infoplane.planes.tapping.wrappers import unwrapped
    >>> unwrapped(nn.DataParallel(nn.Linear(2, 3)))
    Linear(in_features=2, out_features=3, bias=True)
    """
    while True:
        if isinstance(model, nn.DataParallel | nn.parallel.DistributedDataParallel):
            model = model.module
        elif isinstance(inner := getattr(model, "_orig_mod", None), nn.Module):
            model = inner
        else:
            return model


@contextmanager
def eager() -> Iterator[None]:
    """Inside the context compiled parts run as they were written, so that the hooks on their layers are called."""
    with torch.compiler.set_stance("force_eager"):
        yield


def layer_names(model: nn.Module) -> list[str]:
    """The names of all submodules, in the order of definition.

    Examples
    --------
    >>> from infoplane.planes import dense_network, layer_names
    >>> layer_names(dense_network((2, 2)))
    ['L1', 'L1.0']
    """
    return [name for name, _ in unwrapped(model).named_modules() if name]


def own_name(name: str, names: list[str]) -> str:
    """The name of a layer as the unwrapped network has it; the empty name is the network itself.

    Raises
    ------
    ValueError
        If there is no such layer. The message lists all layers.
    """
    if not name:
        return name
    bare = name
    while bare not in names and bare.startswith(_PREFIXES):
        bare = bare.partition(".")[2]
    if bare in names:
        return bare
    near = difflib.get_close_matches(name, names, 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"The network has no layer {name!r}.{hint} Its layers are {listed(names)}; '' is its own output.")


def listed(names: list[str]) -> str:
    """The names of layers in a message."""
    return ", ".join(map(repr, names)) if names else "no named layer: make its parts submodules"
