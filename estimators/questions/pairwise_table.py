"""What `pairwise_mi` returns: a line for each pair of columns, as a frame or as a matrix."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from infoplane.estimators.automatic.measurement import Measurement
from infoplane.extras import needed_by

if TYPE_CHECKING:
    import pandas as pd


class Pair(NamedTuple):
    """Two columns: the measurement of their MI, and the p-values of independence."""

    x: str
    y: str
    measurement: Measurement
    p_value: float
    p_corrected: float

    def line(self) -> dict[str, object]:
        """The pair as a line of a table, in nats."""
        found, null = self.measurement, self.measurement.null
        return {
            "x": self.x,
            "y": self.y,
            "nats": found.nats,
            "lower": found.lower,
            "upper": found.upper,
            "null_mean": math.nan if null is None else null.mean,
            "null_sd": math.nan if null is None else null.sd,
            "p": self.p_value,
            "p_corrected": self.p_corrected,
        }


@dataclass(frozen=True)
class PairwiseMI:
    """The mutual information of every pair of columns.

    Parameters
    ----------
    names : tuple of str
        The columns.
    pairs : tuple of Pair
        In the order of the columns.
    permutations : int
        That the p-values rest on.
    n : int
        The number of rows.
    flags : tuple of str
        What a reader must know.
    """

    names: tuple[str, ...]
    pairs: tuple[Pair, ...]
    permutations: int
    n: int
    flags: tuple[str, ...] = ()

    def frame(self) -> "pd.DataFrame":
        """A line for each pair.

        Columns: x, y; nats, lower, upper (the value and its 95 % interval); null_mean, null_sd (the value on shuffled pairs,
        whose MI is 0); p (of this pair alone) and p_corrected (for all pairs together).
        """
        with needed_by("frame()"):
            import pandas as pd

        return pd.DataFrame([pair.line() for pair in self.pairs])

    def matrix(self, value: str = "nats") -> "pd.DataFrame":
        """One number of each pair as a symmetric matrix, with NaN on the diagonal.

        Parameters
        ----------
        value : str
            A column of `frame`.
        """
        with needed_by("matrix()"):
            import pandas as pd

        lines = [pair.line() for pair in self.pairs]
        if value not in list(lines[0])[2:]:
            raise ValueError(f"There is no value {value!r}; there are {', '.join(list(lines[0])[2:])}.")
        found = pd.DataFrame(math.nan, index=list(self.names), columns=list(self.names))
        for line in lines:
            found.loc[line["x"], line["y"]] = found.loc[line["y"], line["x"]] = line[value]
        return found
