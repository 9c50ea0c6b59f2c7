"""A suite's summary as tables: the overview (a line for each estimator, a column for each true MI) and every number."""

from typing import Any

import pandas as pd

from . import intervals
from .leaderboard import leaderboard
from .needs.needed import sweeps
from .needs.needed_tables import LEGEND, needed_tables
from .tables import Lines, general, markdown, number, percent, shape, with_error

UNDERTRAINED = "*"
ABOVE_CEILING = "^"
_MOST_COLUMNS = 11  # of true MI, beside an estimator
FLAGGED = "!"
_FLAGGED_MEANS = (
    f"{FLAGGED}: the estimate has a flag, because a code loses variance, lies on fewer dimensions than components or restores "
    "some rows badly, or because KSG may not resolve so strong a dependence."
)
OTHER_QUANTITIES = (
    "Each task is of one quantity, which its name ends with: I stands for the true value of that, and bias, SD and RMSE are in "
    "its unit, nats for KL and pure numbers for the others. Nothing is ranked"
)


def legend(units: str = "nats") -> str:
    """What the entries of an overview mean."""
    return (
        f"Bias in {units} ± its standard error (standard deviation over replicates), by true MI; RMSE over all tasks. "
        f"{UNDERTRAINED}: under-trained, that is stopped at the limit of steps while still improving. "
        f"{ABOVE_CEILING}: the true MI is above the estimator's ceiling, the largest value it can give with n samples"
    )


def overview(summary: pd.DataFrame) -> list[tuple[str, list[str], Lines]]:
    """A block for each family and size: its title, its header, and a line for each estimator."""
    blocks = []
    for (family, n), part in summary.groupby(["family", "n"], sort=False):
        values = _shown(sorted(part["true_mi"].unique()))
        lines = []
        for estimator, own in part.groupby("estimator", sort=False):
            by_value = own.set_index("true_mi")
            entries = [_entry(by_value.loc[value]) if value in by_value.index else "" for value in values]
            rmse = own["rmse"].pow(2).mean() ** 0.5
            lines.append([str(estimator), *entries, number(rmse), number(own["seconds"].mean(), 2)])
        header = ["estimator", *(f"I = {value:.4g}" for value in values), "RMSE", "seconds"]
        blocks.append((f"{family}, n = {n:,}", header, lines))
    return blocks


def _shown(values: list[float]) -> list[float]:
    """At most eleven of the true MI, evenly spaced, with the first and the last: more columns cannot be read."""
    step = -(-(len(values) - 1) // (_MOST_COLUMNS - 1)) if len(values) > _MOST_COLUMNS else 1
    return values[::step]


def full(summary: pd.DataFrame) -> tuple[list[str], Lines]:
    """Header and lines with every number of the summary, each with its standard error."""
    header = [
        *("task", "n", "estimator", "true MI", "mean", "bias", "SD", "RMSE"),
        *("coverage", "replicates", "failures", "seconds", "MB"),
    ]
    lines = [
        [
            row.task,
            f"{row.n:,}",
            row.estimator,
            general(row.true_mi),
            general(row.mean),
            with_error(row.bias, row.bias_se, sign=True) + _flags(row.undertrained, row.flagged, row.true_mi, row.ceiling),
            with_error(row.sd, row.sd_se),
            with_error(row.rmse, row.rmse_se),
            percent(row.coverage),
            str(row.replicates),
            str(row.failures),
            number(row.seconds, 2),
            number(row.peak_mb, 0),
        ]
        for row in summary.itertuples(index=False)
    ]
    return header, lines


def page(
    suite: str, rows: pd.DataFrame, summary: pd.DataFrame, of_intervals: pd.DataFrame | None = None, measures_mi: bool = True
) -> str:
    """The committed Markdown page of a suite: where the rows were made, overview, every number.

    The overview is that of the intervals, where `interval_summary` is given. A suite of other quantities has no ranking.
    """
    blocks = overview(summary) if of_intervals is None else intervals.interval_tables(of_intervals)
    units = "nats" if measures_mi else "the unit of the quantity"
    meaning = legend(units) if of_intervals is None else intervals.legend()
    parts = [
        f"# {suite}",
        f"{meaning}. Median seconds of a cell on one core. "
        f"Made by `infoplane run {suite}` and `infoplane table {suite} --output results`.",
        *([] if measures_mi else [f"{OTHER_QUANTITIES}."]),
        *([_FLAGGED_MEANS] if summary["flagged"].any() else []),
        *(f"* {made} ({count:,} rows)" for made, count in (rows["machine"] + "; " + rows["versions"]).value_counts().items()),
    ]
    if (
        measures_mi and len(summary) == summary["task"].nunique() * summary.groupby("task").size().max()
    ):  # every task by the same estimators
        parts += [
            "## All tasks",
            "RMSE and mean |bias| over the shared tasks, that is those that every estimator of that size finished; "
            "mean |error|, coverage of the 95 % interval and seconds over all tasks that the estimator ran.",
            markdown(*leaderboard(summary)),
        ]
    if sweeps(summary):
        parts += ["## Pairs that an error of 10 % needs", f"{LEGEND}."]
        for title, header, lines in needed_tables(summary):
            parts += [f"### {title}", markdown(header, lines)]
    for title, header, lines in blocks:
        parts += [f"## {title}", markdown(header, lines)]
    parts += [
        "## Every number",
        "Bias, SD and RMSE with standard errors; coverage of the 95 % interval; MB: growth of memory.",
        markdown(*full(summary)),
    ]
    return "\n\n".join(parts)


def true_values(rows: pd.DataFrame) -> tuple[list[str], Lines]:
    """Header and lines of the true MI of tasks; the column "by samples" only where a task was sampled.

    Parameters
    ----------
    rows : DataFrame
        One line for each task, with the columns of `suites.true_mi`.
    """
    sampled = rows["pointwise"].notna().any()
    header = ["task", "x", "y", "true MI", "SE", "published", "difference", *(["by samples"] if sampled else []), "verified by"]
    lines = [
        [
            row.id,
            shape(row.x_shape),
            shape(row.y_shape),
            f"{row.true_mi:.6f}",
            f"{row.stderr:.0e}" if row.stderr else "0",
            "" if pd.isna(row.published) else f"{row.published:.4f}",
            "" if pd.isna(row.difference) else f"{row.difference:+.4f}",
            *([with_error(row.pointwise, row.pointwise_stderr, digits=4)] if sampled else []),
            row.verified,
        ]
        for row in rows.itertuples(index=False)
    ]
    return header, lines


def _entry(row: pd.Series) -> str:
    spread = "" if pd.isna(row["sd"]) else f" ({row['sd']:.2f})"
    failed = f" {row['failures']} failed" if row["failures"] else ""
    flags = _flags(row["undertrained"], row["flagged"], row.name, row["ceiling"])
    return f"{with_error(row['bias'], row['bias_se'], sign=True)}{spread}{flags}{failed}"


def _flags(undertrained: int, flagged: int, true_mi: Any, ceiling: float) -> str:
    return (UNDERTRAINED if undertrained else "") + (FLAGGED if flagged else "") + (ABOVE_CEILING if true_mi > ceiling else "")
