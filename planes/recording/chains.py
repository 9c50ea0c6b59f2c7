"""Which layers are a chain X -> A -> B: all that B knows of the inputs has gone through A.

Then I(X;B) <= I(X;A) and I(B;Y) <= I(A;Y). The structure of a network shows this where A comes before B inside a plain
`nn.Sequential`, and A is the output of nested plain Sequentials only. A function of a layer follows that layer. For other
networks the user declares the chain.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from torch import nn

from infoplane.planes.tapping.taps import Place, Taps

Chain: TypeAlias = Literal["auto"] | bool | Sequence[str] | Sequence[Sequence[str]]


def chains_of(taps: Taps, asked: Chain = "auto") -> list[list[str]]:
    """The chains of layers, by the labels of their taps.

    Parameters
    ----------
    taps : Taps
    asked : "auto", bool, sequence of str, or sequence of such
        "auto" takes what the structure of the network shows; True, all layers in the order given; False, none; or one chain, or
        several, of labels.

    Raises
    ------
    ValueError
        If a chain names a layer that is not tapped.

    Examples
    --------
    >>> from infoplane.planes import Taps, dense_network
    >>> from infoplane.planes.recording.chains import chains_of
    >>> chains_of(Taps(dense_network((4, 3, 2, 2)), {"first": "L1", "last": "L3"}))
    [['first', 'last']]
    """
    if asked is False:
        return []
    if asked is True:
        return [list(taps.taps)]
    if asked != "auto":
        one = [each for each in asked if isinstance(each, str)]
        named = [one] if one else [list(chain) for chain in asked]
        unknown = [label for chain in named for label in chain if label not in taps.taps]
        if unknown:
            raise ValueError(
                f"The chain names {unknown[0]!r}, which is not tapped; the taps are {', '.join(map(repr, taps.taps))}."
            )
        return named
    before: dict[str, str] = {}
    for index, (label, place) in enumerate(taps.taps.items()):
        earlier = [other for other, at in list(taps.taps.items())[:index] if _follows(taps.model, at, place)]
        if earlier:
            before[label] = earlier[-1]
    ends = [label for label in before if label not in before.values()]
    return [_path(before, end) for end in ends]


def _path(before: Mapping[str, str], end: str) -> list[str]:
    path = [end]
    while path[0] in before:
        path.insert(0, before[path[0]])
    return path


def _follows(model: nn.Module, earlier: Place, later: Place) -> bool:
    """Whether the later tap sees the inputs through the earlier one only."""
    if earlier.function is not None:  # a function may lose what the next layer still has
        return False
    if earlier[::2] == later[::2]:  # the same output
        return later.function is not None
    if earlier.call is not None or later.call is not None or earlier.name == later.name or "" in (earlier.name, later.name):
        return False
    one, other = earlier.name.split("."), later.name.split(".")
    depth = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if depth is None:  # one is inside the other
        return False
    common = _at(model, one[:depth])
    if not _plain(common) or not all(_plain(_at(model, one[:end])) for end in range(depth + 1, len(one))):
        return False
    order = list(dict(common.named_children()))
    return order.index(one[depth]) < order.index(other[depth])


def _at(model: nn.Module, path: Sequence[str]) -> nn.Module:
    return model.get_submodule(".".join(path))


def _plain(module: nn.Module) -> bool:
    return isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward
