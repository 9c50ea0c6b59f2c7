"""Comparisons as tables: all tasks together, each task, tasks of true MI 0, each baseline, every number."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from infoplane.benchmarks.analysis.leaderboard import leaderboard
from infoplane.benchmarks.analysis.summary import KEYS
from infoplane.benchmarks.analysis.tables import Block, Lines, general, number, percent, with_error
from infoplane.benchmarks.units import Units

from .comparison import Comparison
from .differences import MARGIN, VERDICTS
from .independence import independent

_ALWAYS = VERDICTS[:4]  # columns of `overall`, whether a baseline has such a verdict or not


def blocks(comparisons: Sequence[Comparison], units: Units = Units.nats) -> list[Block]:
    """The tables of a comparison of one candidate or several, each with its title."""
    positive = _positive(together(comparisons))
    found = [] if positive.empty else [("All tasks of positive MI", *leaderboard(positive))]
    for each in comparisons:
        if not each.verdicts.empty:
            found.append((f"{each.label} on each task: difference of absolute errors in {units}", *by_task(each, units)))
            found.append((f"{each.label} against each baseline", *overall(each)))
    if not comparisons[0].independent.empty:
        found.append((f"True MI 0: false positives and error in {units}", *at_zero(comparisons, units)))
    return found


def together(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """One summary of all candidates and the baselines, the candidates first."""
    whole = pd.concat([each.summary for each in comparisons]).drop_duplicates(KEYS)
    labels = [each.label for each in comparisons]
    place = whole["estimator"].map({label: index for index, label in enumerate(labels)}).fillna(len(labels))
    return whole.assign(place=place).sort_values("place", kind="stable", ignore_index=True).drop(columns="place")


def by_task(comparison: Comparison, units: Units = Units.nats) -> tuple[list[str], Lines]:
    """Header and a line for each task and size: the candidate, the baseline that decides, and the verdict against all."""
    summary = comparison.summary.set_index(["task", "n", "estimator"])
    lines = []
    for row in comparison.verdicts.itertuples(index=False):
        own, other = summary.loc[(row.task, row.n, comparison.label)], summary.loc[(row.task, row.n, row.deciding)]
        lines.append(
            [
                row.task,
                f"{row.n:,}",
                general(row.true_mi),
                with_error(own["rmse"], own["rmse_se"], digits=3),
                percent(own["coverage"]),
                failed(own),
                row.deciding,
                with_error(other["rmse"], None, digits=3),
                interval(row, units),
                "-" if comparison.pairing.ignored else f"{row.better}, {row.equal}, {row.worse} of {row.judged}",
                row.verdict,
            ]
        )
    header = ["task", "n", "true MI", "RMSE", "coverage", "failures", "decided by", "its RMSE", "difference to it"]
    return [*header, "better, equal, worse", "verdict"], lines


def overall(comparison: Comparison) -> tuple[list[str], Lines]:
    """Header and a line for each baseline: how often the candidate has the smaller error and gets each verdict."""
    counts = comparison.pairs.groupby("estimator")["verdict"].value_counts()
    shown = [name for name in VERDICTS if name in _ALWAYS or name in set(comparison.pairs["verdict"])]
    if comparison.pairing.ignored:
        shown = []
    lines = [
        [
            row.estimator,
            str(counts[row.estimator].sum()),
            f"{100 * row.share:.0f} % [{100 * row.share_low:.0f}, {100 * row.share_high:.0f}]",
            *(str(counts.get((row.estimator, name), 0)) for name in shown),
        ]
        for row in comparison.rank.shares.itertuples(index=False)
    ]
    return ["baseline", "tasks and sizes", "smaller error in", *shown], lines


def at_zero(comparisons: Sequence[Comparison], units: Units = Units.nats) -> tuple[list[str], Lines]:
    """Header and lines of tasks of true MI 0: all estimators over all tasks, then each candidate on each task."""
    labels = [each.label for each in comparisons]
    whole = pd.concat([each.independent for each in comparisons]).drop_duplicates(KEYS)
    several = "all" in set(whole["task"])
    judged = {(each.label, row.task, row.n): row for each in comparisons for row in each.errors.itertuples(index=False)}
    shown = whole[(whole["task"] == "all") | whole["estimator"].isin(labels) | (not several)]
    place = shown["estimator"].map({label: index for index, label in enumerate(labels)}).fillna(len(labels))
    order = shown.assign(single=shown["task"] != "all", place=place).sort_values(["single", "n", "place"], kind="stable")
    lines = []
    for row in order.itertuples(index=False):
        error = judged.get((row.estimator, row.task, row.n))
        lines.append(
            [
                row.task,
                f"{row.n:,}",
                row.estimator,
                with_error(row.mean, None, sign=True, digits=3),
                number(row.rmse),
                _share(row) if row.intervals else "no intervals",
                row.verdict or "-",
                f"{row.zeros} of {row.replicates}",
                str(row.failures),
                interval(error, units) if error else "",
                error.verdict if error else "",
            ]
        )
    header = ["task", "n", "estimator", "mean", "RMSE", "false positives", "they are", "exactly 0", "failures"]
    return [*header, "difference of errors", "error"], lines


def _share(row: Any) -> str:
    """False positives of all intervals, with the 95 % interval of their share."""
    ends = f"[{100 * row.positives_low:.0f}, {100 * row.positives_high:.0f}]"
    return f"{row.positives} of {row.intervals} ({percent(row.positives / row.intervals)} {ends})"


def every_number(comparison: Comparison, units: Units = Units.nats) -> tuple[list[str], Lines]:
    """Header and a line for each task of positive MI, size and estimator.

    The difference is the candidate's absolute error minus that of the baseline, with its adjusted interval.
    """
    table = _positive(comparison.summary).merge(
        comparison.pairs.drop(columns=["family", "true_mi"]), on=["task", "n", "estimator"], how="left", validate="one_to_one"
    )
    table = table.merge(comparison.verdicts[["task", "n", "verdict"]], on=["task", "n"], how="left", suffixes=("", "_all"))
    # The candidate first, then the baselines by their errors.
    table["first"] = table["estimator"] != comparison.label
    table["place"] = table.groupby(["task", "n"], sort=False).ngroup()
    lines = [
        [
            row.task,
            f"{row.n:,}",
            row.estimator,
            with_error(row.bias, row.bias_se, sign=True, digits=3),
            with_error(row.sd, row.sd_se, digits=3),
            with_error(row.rmse, row.rmse_se, digits=3),
            percent(row.coverage),
            failed(pd.Series(row._asdict())),
            number(row.seconds, 2),
            interval(row, units) if row.first else "",
            row.verdict if row.first else "" if pd.isna(row.verdict_all) else f"against all: {row.verdict_all}",
        ]
        for row in table.sort_values(["place", "first", "rmse"], kind="stable").itertuples(index=False)
    ]
    header = ["task", "n", "estimator", "bias", "SD", "RMSE", "coverage", "failures", "seconds", "difference"]
    return [*header, "verdict"], lines


def flat(comparisons: Sequence[Comparison]) -> pd.DataFrame:
    """Every number as one table: a line for each candidate, task, size and estimator, those of true MI 0 too."""
    parts = []
    for each in comparisons:
        keys = ["family", "task", "n", "estimator"]
        ours = each.pairs.drop(columns="true_mi")
        table = each.summary.merge(ours, on=keys, how="left", validate="one_to_one")
        against_all = pd.concat([part for part in (each.verdicts, each.errors) if not part.empty] or [each.verdicts])
        table = table.merge(against_all[["task", "n", "verdict"]], on=["task", "n"], how="left", suffixes=("", "_against_all"))
        table.insert(0, "candidate", each.label)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def failed(row: pd.Series) -> str:
    """Failures of all cells."""
    return f"{row['failures']} of {row['failures'] + row['replicates']}"


def interval(row: Any, units: Units = Units.nats) -> str:
    """The difference with its adjusted interval, and so many digits that the ends are on the right side of 0 and 0.02 nats."""
    limits = tuple(limit * units.per_nat for limit in (-MARGIN, 0.0, MARGIN))
    middle, *ends = (_signed(value, limits) for value in (row.difference, row.difference_low, row.difference_high))
    return middle if "-" in ends else f"{middle} [{', '.join(ends)}]"


def _signed(value: float, limits: Sequence[float]) -> str:
    """The number with three digits, or as many as show on which side of each limit it is.

    >>> _signed(0.25, (0.0,)), _signed(0.0004, (0.0,)), _signed(0.02004, (0.0, 0.02))
    ('+0.250', '+0.0004', '+0.02004')
    """
    if pd.isna(value):
        return "-"
    for digits in range(3, 12):
        text = f"{value:+.{digits}f}"
        if all((float(text) > limit) == (value > limit) and (float(text) < limit) == (value < limit) for limit in limits):
            return text
    return f"{value:+.3g}"


def _positive(summary: pd.DataFrame) -> pd.DataFrame:
    return summary[~independent(summary)]
