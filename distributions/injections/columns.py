"""One map for each column."""

from dataclasses import dataclass

import numpy as np

from infoplane.distributions.protocol import Array, Injection


@dataclass(frozen=True)
class Columns:
    """Injection of vectors (n, d) that maps each column by its own elementwise injection.

    Parameters
    ----------
    maps : tuple of Injection
        One for each column; each takes and gives one column.

    Raises
    ------
    ValueError
        If there is no map.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import Columns, Identity, SignedPower
    >>> Columns((SignedPower(2.0), Identity()))(np.array([[3.0, 3.0]])).tolist()
    [[9.0, 3.0]]
    """

    maps: tuple[Injection, ...]

    def __post_init__(self) -> None:
        if not self.maps:
            raise ValueError("Columns need one map each, and at least one; got none.")

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if shape != (len(self.maps),):
            raise ValueError(f"There are maps for {len(self.maps)} columns; got samples of shape {shape}.")
        for each in self.maps:
            each.output_shape((1,))
        return shape

    def __call__(self, z: Array) -> Array:
        return np.hstack([each(z[:, [column]]) for column, each in enumerate(self.maps)])

    def inverse(self, x: Array) -> Array:
        return np.hstack([each.inverse(x[:, [column]]) for column, each in enumerate(self.maps)])
