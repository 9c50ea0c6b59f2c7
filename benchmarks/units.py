"""Nats and bits: all computation is in nats; only what is printed may be in bits.

The columns of data frames that hold information are named here, and nowhere else.
"""

import math
import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pandas takes half a second to load, and error messages should not wait for it
    import pandas as pd

# Columns in nats: of rows and summaries, of comparisons and true values, of information planes.
INFORMATION = {
    *("true_mi", "nats", "stderr", "lower", "upper", "half_width", "ceiling", "mean", "bias", "sd", "mae", "rmse"),
    *("difference", "pointwise", "published"),
    *("first", "peak", "last", "fall"),
}
_SUFFIX = re.compile("_(se|stderr|low|high)$")  # of a column's error, and of the ends of its interval


class Units(StrEnum):
    """Units of information."""

    nats = "nats"
    bits = "bits"

    @property
    def per_nat(self) -> float:
        """How many of these are one nat."""
        return 1.0 if self is Units.nats else 1 / math.log(2)


def in_units(frame: "pd.DataFrame", units: Units) -> "pd.DataFrame":
    """The frame with its columns of information in other units, their errors and intervals included.

    Parameters
    ----------
    frame : DataFrame
        Columns of information, which `INFORMATION` names, are in nats; the other columns stay as they are.
    units : Units

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"bias": [math.log(2)], "bias_se": [0.0], "seconds": [3.0]})
    >>> in_units(frame, Units.bits).iloc[0].tolist()
    [1.0, 0.0, 3.0]
    """
    columns = [name for name in frame.columns if _SUFFIX.sub("", name) in INFORMATION]
    return frame.assign(**{name: frame[name].astype(float) * units.per_nat for name in columns})
