"""The sample that a compressor is trained on; a large one is drawn in parts, into a file.

The images of a training sample may need more memory than there is: 20,000 of 3 x 128 x 128 pixels take 4 GB. Where they are
maps of a few numbers each (`Pushforward`), those numbers are drawn at once, and mapped a part at a time, for the one variable
that is asked for. The sample is the same as one that is drawn whole.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.distributions import Pushforward
from infoplane.distributions.protocol import Distribution
from infoplane.estimators.training.parts import parts

_IN_MEMORY = 2**28  # bytes of a sample; a larger one becomes a file


def drawn(distribution: Distribution, n: int, variable: str, rng: np.random.Generator, folder: Path) -> NDArray[Any]:
    """The x or the y of n pairs.

    Parameters
    ----------
    distribution : Distribution
    n : int
    variable : {"x", "y"}
    rng : numpy.random.Generator
    folder : Path
        Where the file of a large sample lies. It has no name there, and is gone when the array is, or the process.
    """
    which = "xy".index(variable)
    if not isinstance(distribution, Pushforward):
        return distribution.sample(n, rng=rng)[which]
    given = distribution.base.sample(n, rng=rng)[which]
    mapped = (distribution.x, distribution.y)[which]
    first = mapped(given[:1])
    if n * first.nbytes <= _IN_MEMORY:
        return mapped(given)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        sample: NDArray[Any] = np.memmap(file, first.dtype, "w+", shape=(n, *first.shape[1:]))
    for part in parts(n, sample.shape[1:]):
        sample[part] = mapped(given[part])
    return sample
