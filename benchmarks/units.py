"""Nats and bits: everything inside is in nats, and only what is printed changes.

Columns of information are named here, once.
"""

import math
import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # half a second of loading, which no error message should wait for
    import pandas as pd

# Columns that hold information: the only ones that change with its units.
_INFORMATION = {"true_mi", "nats", "mean", "bias", "sd", "mae", "rmse", "ceiling", "difference", "pointwise", "published"}


class Units(StrEnum):
    """Units of information; everything inside is in nats."""

    nats = "nats"
    bits = "bits"

    @property
    def each(self) -> float:
        """So many of these are a nat."""
        return 1.0 if self is Units.nats else 1 / math.log(2)


def in_units(frame: "pd.DataFrame", units: Units) -> "pd.DataFrame":
    """The frame with its columns of information, and their errors and bounds, in these units."""
    columns = [name for name in frame.columns if re.sub("_(se|stderr|low|high)$", "", name) in _INFORMATION or name == "stderr"]
    return frame.assign(**{name: frame[name].astype(float) * units.each for name in columns})
