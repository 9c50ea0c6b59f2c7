"""Summaries as text, Markdown and CSV: an overview (one line per estimator, one column per truth) and every number."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infoplane.benchmarks.suites.truths import TruthRow

from .summary import standings

Lines = list[list[str]]
UNDERTRAINED = "*"
ABOVE_CEILING = "^"


def legend(units: str = "nats") -> str:
    """What the entries of an overview are."""
    return (
        f"Bias in {units} ± its standard error (standard deviation over replicates), by true MI; RMSE over all truths. "
        f"{UNDERTRAINED}: under-trained, stopped at its limit of steps while still improving. "
        f"{ABOVE_CEILING}: the truth is above the estimator's ceiling, the most that so many samples let it say"
    )


def overview(summary: pd.DataFrame) -> list[tuple[str, list[str], Lines]]:
    """A block per family and size: its title, its header, and a line per estimator with bias -+ SE and SD per truth."""
    blocks = []
    for (family, n), part in summary.groupby(["family", "n"], sort=False):
        truths = sorted(part["true_mi"].unique())
        lines = []
        for estimator, own in part.groupby("estimator", sort=False):
            by_truth = own.set_index("true_mi")
            entries = [_entry(by_truth.loc[true_mi]) if true_mi in by_truth.index else "" for true_mi in truths]
            lines.append([str(estimator), *entries, f"{own['rmse'].pow(2).mean() ** 0.5:.3f}", seconds(own["seconds"].mean())])
        blocks.append(
            (f"{family}, n = {n:,}", ["estimator", *(f"I = {true_mi:.4g}" for true_mi in truths), "RMSE", "seconds"], lines)
        )
    return blocks


def leaderboard(summary: pd.DataFrame) -> tuple[list[str], Lines]:
    """Header and lines over all tasks of a suite: its `standings`."""
    header = [
        "n",
        "estimator",
        "mean |error|, its tasks",
        "mean |bias|, shared tasks",
        "RMSE, shared tasks",
        "coverage",
        "failed cells",
        "seconds",
    ]
    lines = [
        [
            f"{row.n:,}",
            row.estimator,
            _number(row.mae),
            _number(row.bias),
            _number(row.rmse),
            "" if pd.isna(row.coverage) else f"{100 * row.coverage:.0f} %",
            f"{row.failures:,} of {row.cells:,}",
            seconds(row.seconds),
        ]
        for row in standings(summary).itertuples(index=False)
    ]
    return header, lines


def full(summary: pd.DataFrame) -> tuple[list[str], Lines]:
    """Header and lines with every number of the summary, each with its standard error."""
    header = [
        "task",
        "n",
        "estimator",
        "true_mi",
        "mean",
        "bias",
        "SD",
        "RMSE",
        "coverage",
        "replicates",
        "failures",
        "seconds",
        "MB",
    ]
    lines = [
        [
            row.task,
            f"{row.n:,}",
            row.estimator,
            _number(row.true_mi),
            _number(row.mean),
            with_error(row.bias, row.bias_se, sign=True) + _flags(row.undertrained, row.true_mi, row.ceiling),
            with_error(row.sd, row.sd_se),
            with_error(row.rmse, row.rmse_se),
            "" if pd.isna(row.coverage) else f"{100 * row.coverage:.0f} %",
            str(row.replicates),
            str(row.failures),
            seconds(row.seconds),
            "" if pd.isna(row.peak_mb) else f"{row.peak_mb:.0f}",
        ]
        for row in summary.itertuples(index=False)
    ]
    return header, lines


def markdown(header: Sequence[str], lines: Lines) -> str:
    """An aligned Markdown table; the first column to the left, the others to the right."""
    header, *lines = [[value.replace("|", r"\|") for value in row] for row in [header, *lines]]
    widths = [max(len(row[column]) for row in [header, *lines]) for column in range(len(header))]

    def line(values: Sequence[str]) -> str:
        cells = [v.ljust(w) if i == 0 else v.rjust(w) for i, (v, w) in enumerate(zip(values, widths, strict=True))]
        return f"| {' | '.join(cells)} |"

    rule = [("-" * width if i == 0 else "-" * (width - 1) + ":") for i, width in enumerate(widths)]
    return "\n".join([line(header), f"| {' | '.join(rule)} |", *map(line, lines)]) + "\n"


def page(suite: str, rows: pd.DataFrame, summary: pd.DataFrame) -> str:
    """The committed Markdown page of a suite: provenance, overview, every number."""
    parts = [
        f"# {suite}",
        f"{legend()}. Median seconds a cell on one core. "
        f"Made by `infoplane run {suite}` and `infoplane table {suite} --output results`.",
        *(f"* {made} ({count:,} rows)" for made, count in (rows["machine"] + "; " + rows["versions"]).value_counts().items()),
    ]
    if len(summary) == summary["task"].nunique() * summary.groupby("task").size().max():  # every task by the same estimators
        parts += [
            "## All tasks",
            "Shared tasks are those that no estimator of that size refused; coverage of the 95 % interval is over all.",
            markdown(*leaderboard(summary)),
        ]
    for title, header, lines in overview(summary):
        parts += [f"## {title}", markdown(header, lines)]
    parts += [
        "## Every number",
        "SD, RMSE and bias with standard errors; coverage of the 95 % interval; MB of growth.",
        markdown(*full(summary)),
    ]
    return "\n\n".join(parts)


def truths(rows: Sequence[TruthRow]) -> tuple[list[str], Lines]:
    """Header and lines of the truths; the columns of sampling only where a row was sampled."""
    sampled = any(row.pointwise is not None for row in rows)
    header = ["task", "x", "y", "true MI", "SE", "published", "difference", *(["by samples"] if sampled else []), "verified by"]
    lines = [
        [
            row.id,
            shape(row.x_shape),
            shape(row.y_shape),
            f"{row.true_mi:.6f}",
            f"{row.stderr:.0e}" if row.stderr else "0",
            "" if row.published is None else f"{row.published:.4f}",
            "" if row.difference is None else f"{row.difference:+.4f}",
            *([with_error(row.pointwise, row.pointwise_stderr, digits=4)] if sampled else []),
            row.verified,
        ]
        for row in rows
    ]
    return header, lines


def shape(of: tuple[int, ...]) -> str:
    """A variable's shape in words."""
    return "x".join(map(str, of)) if of else "label"


def show(console: Console, title: str, header: Sequence[str], lines: Lines, wrap: bool = False) -> None:
    """Print one table in the terminal; with `wrap`, the last column is text."""
    table = Table(
        title=Text(title),
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for index, name in enumerate(header):
        text = wrap and index == len(header) - 1
        table.add_column(Text(name), justify="left" if index == 0 or text else "right", no_wrap=index == 0)
    for values in lines:
        table.add_row(*map(Text, values))  # plain: an estimator's message may hold what looks like markup
    console.print(table)


def _entry(row: pd.Series) -> str:
    spread = "" if pd.isna(row["sd"]) else f" ({row['sd']:.2f})"
    failed = f" {row['failures']} failed" if row["failures"] else ""
    flags = _flags(row["undertrained"], row.name, row["ceiling"])
    return f"{with_error(row['bias'], row['bias_se'], sign=True)}{spread}{flags}{failed}"


def _flags(undertrained: int, true_mi: Any, ceiling: float) -> str:
    return (UNDERTRAINED if undertrained else "") + (ABOVE_CEILING if true_mi > ceiling else "")


def with_error(value: float | None, error: float | None, sign: bool = False, digits: int = 2) -> str:
    if value is None or pd.isna(value):
        return "-"
    text = f"{value:{'+' if sign else ''}.{digits}f}"
    return text if error is None or pd.isna(error) else f"{text} ±{error:.{digits}f}"


def _number(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.4g}"


def seconds(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.2f}"
