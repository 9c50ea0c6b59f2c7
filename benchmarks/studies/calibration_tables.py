"""How good calibrated intervals are, as a page: by family, over families, and by size and true MI.

    coverage   = share of the 95 % intervals that contain the true MI,
    half width = median of (upper - lower) / 2,
    error      = mean |value - true MI|.

Means over families, and medians of their half widths, weigh every family alike. Rare events and turned pairs have lines of
their own, and are in no other one.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from infoplane.benchmarks.analysis.tables import Lines, markdown, number, percent
from infoplane.benchmarks.suites.fresh import ELLIPTICAL, OTHER

_ENDS = (0.0, 0.6, 2.1, 6.0, np.inf)  # upper ends of the ranges of true MI in nats; exactly 0 is a range of its own
_RANGES = ("0", "to 0.6", "0.6 to 2.1", "2.1 to 6", "above 6")
_NUMBERS = ("cells", "coverage", "half width", "error")
_TITLES = {"full": "`estimate_mi`", "fast": "`estimate_mi(..., fast=True)`"}


def page(judged: Mapping[str, pd.DataFrame], failed: int = 0) -> str:
    """The committed Markdown page.

    Parameters
    ----------
    judged : mapping of str to DataFrame
        Rows with the ends of intervals that their families have no part in, as `calibration_rows.judged` gives them, for "full"
        and for "fast".
    failed : int
        Cells that gave no value.
    """
    parts = [
        "# Calibrated intervals",
        "Every family is judged by a calibration that was made without it. Coverage is the share of the 95 % intervals that "
        "contain the true MI; half width is the median of (upper - lower) / 2, and error is the mean absolute error of the "
        "value, in nats. Means over families weigh every family alike. Elliptical families are nearly one family, so what a "
        "calibration without one of them shows is little. Rows of other methods (ranks, for curves and sheets) keep the "
        "intervals of those methods. What no sign shows is left out of the calibration and of every mean: rare events, where a "
        "handful of rows carries the information, and turned pairs: many pairs that rotations hide look normal. No interval "
        "here allows for them. Made by `infoplane run calibration` and `infoplane calibrate`.",
        *([f"Cells that gave no value, which are in no line: {failed}."] if failed else []),
    ]
    for name, table in judged.items():
        families = quality(table, ["group", "family"])
        parts += [
            f"## {_TITLES[name]}: over families",
            markdown(["families", *_NUMBERS, "lowest coverage"], _over_families(families)),
            f"## {_TITLES[name]}: by size and true MI",
            markdown(["true MI", "n", *_headers("all families"), *_headers(OTHER)], _by_size(table)),
            f"## {_TITLES[name]}: by family",
            markdown(["family", "group", *_NUMBERS], _by_family(families)),
        ]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def quality(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Cells, coverage, half width and error of each combination of the keys, in columns of these names."""
    inside = (table["lower"] <= table["true_mi"]) & (table["true_mi"] <= table["upper"])
    found = table.assign(
        coverage=inside.astype(float),
        half=(table["upper"] - table["lower"]) / 2,
        error=(table["nats"] - table["true_mi"]).abs(),
    )
    groups = found.groupby(keys, sort=True)
    means = groups.agg(cells=("error", "size"), coverage=("coverage", "mean"), half=("half", "median"), error=("error", "mean"))
    return means.rename(columns={"half": "half width"}).reset_index()


def _over_families(families: pd.DataFrame) -> Lines:
    """Over all families and over those of each group: means, the median half width, and the family of the least coverage."""
    common = families[families["group"] != ""]
    sets = {"all": common, OTHER: common[common["group"] == OTHER], ELLIPTICAL: common[common["group"] == ELLIPTICAL]}
    lines = []
    for name, part in sets.items():
        if not part.empty:
            worst = part.loc[part["coverage"].idxmin()]
            over = part.agg({"cells": "sum", "coverage": "mean", "half width": "median", "error": "mean"})
            lines.append([f"{name} ({len(part)})", *_entries(over), f"{percent(worst['coverage'])} ({worst['family']})"])
    return lines


def _by_family(families: pd.DataFrame) -> Lines:
    """Families of the group "other" first, hidden ones last."""
    order = families["group"].map({OTHER: 0, ELLIPTICAL: 1, "": 2})
    ordered = families.assign(order=order).sort_values(["order", "family"])
    return [[row["family"], row["group"] or "apart", *_entries(row)] for _, row in ordered.iterrows()]


def _by_size(table: pd.DataFrame) -> Lines:
    """A line for each range of true MI and size: all families, then those of the group "other"."""
    common = table[table["group"] != ""]
    common = common.assign(range=np.searchsorted(_ENDS, common["true_mi"]))
    keys = ["range", "n"]
    every = quality(common, keys).set_index(keys)
    others = quality(common[common["group"] == OTHER], keys).set_index(keys)
    return [
        [
            _RANGES[place],
            f"{n:,}",
            *_entries(row),
            *(_entries(others.loc[place, n]) if (place, n) in others.index else [""] * len(_NUMBERS)),
        ]
        for (place, n), row in every.iterrows()
    ]


def _headers(of: str) -> list[str]:
    """The headers of the numbers of a set of families: the first names the set."""
    first, *rest = _NUMBERS
    return [f"{of}: {first}", *rest]


def _entries(row: pd.Series) -> list[str]:
    return [f"{row['cells']:.0f}", percent(row["coverage"]), number(row["half width"]), number(row["error"])]
