"""The inputs of a reading: each distinct input once, with a weight, and no more of them than a reading needs.

X is uniform on the rows that are looked at. Equal rows are one input of a larger weight; rows are equal by their own values,
never by their codes. Up to 5,000 distinct inputs are all taken, so that a small alphabet is whole. A reading of I(X;L) of more
needs no more than about 2,000: ln 2,000 = 7.6. Then a random part is taken, and the same part at every epoch.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from .inputs import Inputs

MOST, WHOLE = 2_000, 5_000


@dataclass(frozen=True)
class Alphabet:
    """Distinct inputs.

    Parameters
    ----------
    inputs : Inputs
        Each distinct input once.
    weights : array (k,)
        Their probabilities.
    rows : array (k,) of int
        The first row of each among the rows given.
    used : int
        The number of rows that were looked at: all, unless there are more distinct ones than a reading needs.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes.tapping.alphabet import Alphabet
    >>> alphabet = Alphabet.of(torch.tensor([[1.0], [2.0], [1.0], [1.0]]))
    >>> alphabet.weights.tolist(), alphabet.rows.tolist()
    ([0.75, 0.25], [0, 1])
    """

    inputs: Inputs
    weights: NDArray[np.float64]
    rows: NDArray[np.int64]
    used: int

    @classmethod
    def of(cls, x: object, most: int = MOST, seed: int = 0, whole: int = WHOLE) -> "Alphabet":
        """The distinct rows of inputs; if there are more than `most` and more than `whole`, those of `most` random rows."""
        if most < 1:
            raise ValueError(f"A reading needs at least one input; got most={most}.")
        inputs = Inputs.of(x)
        names = _names(inputs)
        looked = np.arange(len(inputs))
        if len(np.unique(names)) > max(most, whole):
            looked = np.sort(np.random.default_rng([seed, len(inputs)]).permutation(len(inputs))[:most])
        _, first, counts = np.unique(names[looked], return_index=True, return_counts=True)
        order = np.argsort(first)
        rows = looked[first[order]]
        return cls(inputs.rows(rows), counts[order] / len(looked), rows, len(looked))

    def __len__(self) -> int:
        return len(self.rows)


def _names(inputs: Inputs) -> NDArray[np.bytes_]:
    """Sixteen bytes for every row; equal rows have equal ones."""
    hashes = [blake2b(digest_size=16) for _ in range(len(inputs))]
    for values in inputs.tensors.values():
        for row, known in zip(values, hashes, strict=True):
            known.update(_bytes(row))
    return np.array([known.digest() for known in hashes], dtype="V16")


def _bytes(row: Tensor) -> bytes:
    plain = row.detach().cpu()
    if plain.is_floating_point():
        plain = plain.double() if plain.itemsize > 4 else plain.float()
        plain = plain + 0.0  # -0 is 0
    return plain.contiguous().numpy().tobytes()
