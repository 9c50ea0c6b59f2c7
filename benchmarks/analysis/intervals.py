"""How good intervals are: coverage, error and width by family, group, size and true MI, over the tasks of a suite.

Over the cells of a family (or group) with one size and a range of true MI, for each estimator:

    coverage   = share of the 95 % intervals that contain the true MI,    SE = sqrt(coverage (1 - coverage) / intervals),
    mae        = mean |estimate - true MI|,
    half_width = median of (upper - lower) / 2.

An interval of another level has arms that are scaled as those of a normal distribution, or, where the estimator gives its own
interval, by the factors of the calibration, as `Measurement.interval` does.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from infoplane.estimators.automatic.calibration import widening
from infoplane.estimators.automatic.measurement import LEVEL

from .summary import covered
from .tables import Lines, number, percent

ALL = "all"
# Upper ends of the ranges of true MI in nats. Exactly 0 is a range of its own.
_ENDS = (0.0, 0.6, 1.5, 3.0, np.inf)
RANGES = ("0", "to 0.6", "0.6 to 1.5", "1.5 to 3", "above 3")
UP_TO_3 = "up to 3"  # all ranges but the last, 0 included: above it, few samples determine the information


def interval_summary(numbers: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Coverage, error and width: one line for each set of distributions, range of true MI, size and estimator.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell, with the columns of `columns.of_store`.
    groups : mapping of str to str
        The group of each family.

    Returns
    -------
    DataFrame
        Columns n, of ("all", "group" or "family"), distributions (the name), range (of `RANGES`, "up to 3" or "all"),
        estimator, cells, failures, coverage, coverage_se, mae, half_width.
    """
    family = numbers["family"].astype(str)
    cells = pd.DataFrame(
        {
            "n": numbers["n"],
            "estimator": numbers["estimator"].astype(str),
            "all": "all distributions",
            "group": family.map(groups),
            "family": family,
            "range": np.asarray(RANGES)[np.searchsorted(_ENDS, numbers["true_mi"])],
            "covered": covered(numbers),
            "error": (numbers["nats"] - numbers["true_mi"]).abs(),
            "half": (numbers["upper"] - numbers["lower"]) / 2,
        }
    )
    return pd.concat([part for of in ("all", "group", "family") for part in _parts(cells, of)], ignore_index=True)


def _parts(cells: pd.DataFrame, of: str) -> Iterator[pd.DataFrame]:
    """The lines of the sets in this column: over all true MIs, then by range."""
    named = cells[cells[of].notna() & (cells[of] != "")].assign(of=of, distributions=cells[of])
    low = named[named["range"] != RANGES[-1]]
    for each in (named.assign(range=ALL), low.assign(range=UP_TO_3), named):
        table = each.groupby(["n", "of", "distributions", "range", "estimator"], sort=False).agg(
            cells=("error", "size"),
            finished=("error", "count"),
            intervals=("covered", "count"),
            coverage=("covered", "mean"),
            mae=("error", "mean"),
            half_width=("half", "median"),
        )
        spread = table["coverage"] * (1 - table["coverage"]) / table["intervals"].where(table["intervals"] > 0)
        table = table.assign(failures=table["cells"] - table["finished"], coverage_se=np.sqrt(spread)).reset_index()
        order = ["cells", "failures", "coverage", "coverage_se", "mae", "half_width"]
        yield table[["n", "of", "distributions", "range", "estimator", *order]]


def calibration_curves(numbers: pd.DataFrame, groups: Mapping[str, str], levels: Sequence[float]) -> pd.DataFrame:
    """Actual coverage of intervals of several nominal levels.

    Returns
    -------
    DataFrame
        Columns estimator, family, group, level, coverage; one line for each estimator, family and level.
    """
    normal = NormalDist()
    middle = numbers["nats"].clip(numbers["lower"], numbers["upper"])  # a bound may have moved an end past the value
    curves = []
    for level in levels:
        symmetric = normal.inv_cdf((1 + level) / 2) / normal.inv_cdf((1 + LEVEL) / 2)
        ratio = np.where(numbers["own_interval"], widening(level), symmetric)
        ends = {name: middle + ratio * (numbers[name] - middle) for name in ("lower", "upper")}
        inside = covered(numbers.assign(**ends))
        keys = [numbers["estimator"].astype(str), numbers["family"].astype(str)]
        curves.append(inside.groupby(keys, sort=False).mean().rename("coverage").reset_index().assign(level=level))
    table = pd.concat(curves, ignore_index=True)
    return table.assign(group=table["family"].map(groups))


def legend(units: str = "nats") -> str:
    """What the entries of `interval_tables` mean."""
    return (
        f"Coverage of the 95 % interval, mean |error| and, after ±, median half width in {units}; failed cells in brackets. "
        "Ranges of true MI are in nats"
    )


def interval_tables(summary: pd.DataFrame) -> list[tuple[str, list[str], Lines]]:
    """A block for each size: its title, its header, and a line for each group and range of true MI, and for each family."""
    estimators = list(dict.fromkeys(summary["estimator"]))
    shown = summary[(summary["of"] != "family") | (summary["range"] == ALL)]  # a family has few tasks in each range
    names, ranges = list(dict.fromkeys(shown["distributions"])), (ALL, UP_TO_3, *RANGES)
    blocks = []
    for n, part in shown.groupby("n"):
        sets = {key: own.set_index("estimator") for key, own in part.groupby(["distributions", "range"])}
        lines = []
        for name, within in ((name, within) for name in names for within in ranges if (name, within) in sets):
            own = sets[name, within]
            entries = [_entry(own.loc[each]) if each in own.index else "" for each in estimators]
            lines.append([name, within, str(own["cells"].max()), *entries])
        blocks.append((f"n = {n:,.0f}", ["distributions", "true MI", "tasks", *estimators], lines))
    return blocks


def _entry(row: pd.Series) -> str:
    failed = f" ({row['failures']} failed)" if row["failures"] else ""
    return f"{percent(row['coverage'])} {number(row['mae'], 2)} ±{number(row['half_width'], 2)}{failed}"
