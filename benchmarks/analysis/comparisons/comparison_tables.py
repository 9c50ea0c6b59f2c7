"""A comparison as tables: a line for each task, a line for each baseline, and every number."""

import pandas as pd

from .comparison import Comparison
from .differences import VERDICTS
from .tables import Lines, number, with_error


def by_task(comparison: Comparison) -> tuple[list[str], Lines]:
    """Header and a line for each task and size: the candidate, the closest baseline, and the verdict against all baselines."""
    keys = ["task", "n", "estimator"]
    summary = comparison.summary.set_index(keys)
    pairs = comparison.pairs.set_index(keys)
    lines = []
    for row in comparison.verdicts.itertuples(index=False):
        own, closest = summary.loc[(row.task, row.n, comparison.label)], (row.task, row.n, row.closest)
        lines.append(
            [
                row.task,
                f"{row.n:,}",
                with_error(own["rmse"], None, digits=3),
                row.closest or "-",
                with_error(summary.loc[closest, "rmse"], None, digits=3) if row.closest else "-",
                _interval(pairs.loc[closest]) if row.closest else "-",
                f"{row.better} of {row.baselines}",
                f"{row.worse} of {row.baselines}",
                row.verdict,
            ]
        )
    header = ["task", "n", "RMSE", "closest", "its RMSE", "difference to it", "better than", "worse than", "verdict"]
    return header, lines


def overall(comparison: Comparison) -> tuple[list[str], Lines]:
    """Header and a line for each baseline: how often the candidate has the smaller error and gets each verdict."""
    counts = comparison.pairs.groupby("estimator")["verdict"].value_counts()
    shown = [name for name in VERDICTS if name in VERDICTS[:3] or name in set(comparison.pairs["verdict"])]
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


def rank_text(comparison: Comparison) -> str:
    """The overall rank in a sentence."""
    rank = comparison.rank
    return f"{comparison.label} ranks {rank.rank} of {rank.of} over all tasks (95 %: {rank.low} to {rank.high})."


def every_number(comparison: Comparison) -> tuple[list[str], Lines]:
    """Header and a line for each task, size and estimator.

    The difference is the candidate's absolute error minus that of the baseline.
    """
    table = comparison.summary.merge(
        comparison.pairs.drop(columns=["family", "true_mi"]), on=["task", "n", "estimator"], how="left", validate="one_to_one"
    )
    table = table.merge(comparison.verdicts[["task", "n", "verdict"]], on=["task", "n"], suffixes=("", "_all"))
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
            number(row.seconds, 2),
            str(row.failures),
            _interval(pd.Series(row._asdict())) if row.first else "",
            row.verdict if row.first else f"against all: {row.verdict_all}",
        ]
        for row in table.sort_values(["place", "first", "rmse"], kind="stable").itertuples(index=False)
    ]
    header = ["task", "n", "estimator", "bias", "SD", "RMSE", "seconds", "failures", "difference"]
    return [*header, "verdict"], lines


def _interval(pair: pd.Series) -> str:
    middle, low, high = pair["difference"], pair["difference_low"], pair["difference_high"]
    if pd.isna(middle):
        return "-"
    return f"{middle:+.3f}" if pd.isna(low) else f"{middle:+.3f} [{low:+.3f}, {high:+.3f}]"
