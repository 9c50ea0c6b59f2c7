"""The guaranteed lower bound of the MI of a file's columns, or one sentence on why there is none."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infoplane.extras import MissingExtraError

from .selection import Selection

if TYPE_CHECKING:
    from infoplane.estimators.automatic.measurement import Measurement
    from infoplane.estimators.critics.divergences.certified import CertifiedBound


@dataclass(frozen=True)
class Guarantee:
    """The bound, or None, and a sentence that says the bound or why there is none."""

    bound: "CertifiedBound | None"
    sentence: str


def guarantee(chosen: Selection, found: "Measurement", rows: int, missing: str, seed: int) -> Guarantee:
    """The guaranteed bound of a selection, where its assumption may hold and its library is installed.

    Parameters
    ----------
    chosen : Selection
    found : Measurement
        What `estimate_mi` found in it: it says whether rows depend on each other.
    rows : int
        The number of rows without missing values.
    missing : {"error", "drop"}
    seed : int
    """
    from infoplane.estimators.critics.divergences.certified import LEAST_ROWS, certified_lower_bound

    if "independent_rows" in found.details:
        return _none("it needs rows that are independent draws, and these depend on each other.")
    if found.n < rows:
        return _none("it needs rows that are independent draws, and some of these are copies of others.")
    if rows < LEAST_ROWS:
        return _none(f"it needs {LEAST_ROWS} rows without missing values; got {rows}.")
    try:
        bound = certified_lower_bound(*chosen.frames(), rng=seed, missing="drop" if missing == "drop" else "error")
    except (MissingExtraError, ValueError) as error:  # what the bound refuses is no reason to end the audit
        return _none(f"{' '.join(str(error).split()).removesuffix('.')}.")
    return Guarantee(bound, f"Guaranteed for any distribution, if rows are independent draws: {bound}")


def _none(reason: str) -> Guarantee:
    return Guarantee(None, f"No guaranteed bound: {reason}")
