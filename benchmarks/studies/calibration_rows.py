"""The rows of the suite `calibration`: each value with its true MI, its signs, and an interval that its family has no part in.

A calibration is made of the rows whose details hold the signs. Left out of it, but judged with all others, are

* families in no group, which no sign shows (`suites.calibration.HIDDEN`);
* rows of other methods, which have no signs: they keep the interval that they came with;
* rows whose upper end is open, because no factor matters for them: their upper end stays open.
"""

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infoplane.benchmarks.errors import UserError
from infoplane.estimators.automatic.calibration import Calibration, opened

from .calibration import Cells, calibrated, left_out

LABELS = {"full": "auto", "fast": "auto, fast"}  # of the estimators, by the name of their calibration
_SIGN = "sign_"


def values(rows: pd.DataFrame, label: str, groups: Mapping[str, str]) -> pd.DataFrame:
    """What the rows of one estimator say.

    Parameters
    ----------
    rows : DataFrame
        With the columns of `Row`, and `family`.
    label : str
        Of the estimator.
    groups : mapping of str to str
        The group of each family; empty text for those that no sign shows.

    Returns
    -------
    DataFrame
        Columns family, group, n, true_mi, nats, lower, upper, proven, and one for each sign, all NaN where a row has no signs.

    Raises
    ------
    UserError
        If there are no values, or some rows have other signs than the others.
    """
    own = rows[(rows["estimator"] == label) & (rows["status"] == "ok")].reset_index(drop=True)
    details = pd.DataFrame(list(map(json.loads, own["details"])), dtype=float)
    names = sorted(name for name in details if name.startswith(_SIGN))
    if own.empty or not names:
        raise UserError(f"No row of {label!r} has signs of an error yet: `infoplane run calibration` makes them.")
    counts = details[names].notna().sum(axis=1)
    if not counts.isin((0, len(names))).all():
        raise UserError(
            f"Rows of {label!r} have different signs, so different versions made them: run the suite again in an empty store."
        )
    kept = own[["n", "true_mi", "nats"]].astype({"n": int, "true_mi": float, "nats": float})
    table = kept.assign(family=own["family"].astype(str), group=own["family"].map(groups).astype(str))
    return pd.concat([table, details.reindex(columns=["lower", "upper", "proven", *names])], axis=1)


def calibration_of(table: pd.DataFrame) -> Calibration:
    """The calibration that all usable rows of `values` make."""
    return calibrated(_cells(table[_usable(table)]), [name.removeprefix(_SIGN) for name in _signs(table)])


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """The table with other ends: those of the interval by a calibration that was made without the family of the row."""
    signed = table[_signs(table)].notna().all(axis=1).to_numpy()
    own = table[signed]
    down, up = left_out(_cells(own), _usable(table)[signed])
    signs = {name.removeprefix(_SIGN): own[name].to_numpy() for name in _signs(table)}
    lower, upper = opened(own["nats"].to_numpy(), down, up, signs, own["proven"].to_numpy())
    result = table.copy()
    result.loc[signed, "lower"] = lower
    result.loc[signed, "upper"] = np.where(np.isinf(own["upper"]), np.inf, upper)
    return result


def _signs(table: pd.DataFrame) -> list[str]:
    return [name for name in table if name.startswith(_SIGN)]


def _usable(table: pd.DataFrame) -> NDArray[np.bool_]:
    """The rows to calibrate on."""
    signed = table[_signs(table)].notna().all(axis=1)
    return (signed & (table["group"] != "") & ~np.isinf(table["upper"])).to_numpy()


def _cells(table: pd.DataFrame) -> Cells:
    error = table["nats"] - table["true_mi"]
    return Cells(error.to_numpy(), table[_signs(table)].to_numpy(), table["family"].to_numpy(str))
