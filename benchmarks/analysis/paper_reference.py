"""Our estimates beside the reference values of `suites.paper.reference`.

Of r replicates and a reference that is the mean of m runs, the difference d of the means has

    SE(d) = s sqrt(1/r + 1/m),

where s is the standard deviation over replicates, pooled over the true MI of a curve: five replicates alone know it badly. The
reference is supposed to vary as our estimates do.
"""

import numpy as np
import pandas as pd

from infoplane.benchmarks.suites.paper.reference import REFERENCE, Reference

from .tables import Lines, markdown, number, with_error

_HEADER = ("figure", "family", "estimator", "true MI", "reference", "ours", "difference", "in standard errors")


def differences(summary: pd.DataFrame) -> pd.DataFrame:
    """One line for each reference value that the summary has estimates for.

    Returns
    -------
    DataFrame
        Columns figure, family, estimator, true_mi, reference, mean, mean_se, difference, error.
    """
    return pd.concat([_of(reference, summary) for reference in REFERENCE], ignore_index=True)


def _of(reference: Reference, summary: pd.DataFrame) -> pd.DataFrame:
    own = summary[(summary["family"] == reference.family) & (summary["estimator"] == reference.estimator)]
    known = own.assign(reference=own["true_mi"].round(9).map(reference.values)).dropna(subset=["reference", "sd"])
    spread = np.sqrt((known["sd"] ** 2).mean())
    replicates = known["replicates"].astype(float)
    return pd.DataFrame(
        {
            "figure": reference.figure,
            "family": reference.family,
            "estimator": reference.estimator,
            "true_mi": known["true_mi"],
            "reference": known["reference"],
            "mean": known["mean"],
            "mean_se": known["sd"] / np.sqrt(replicates),
            "difference": known["mean"] - known["reference"],
            "error": spread * np.sqrt(1 / replicates + 1 / reference.runs),
        }
    )


def page(found: pd.DataFrame) -> str:
    """The committed Markdown page of the differences."""
    lines: Lines = [
        [
            row.figure,
            row.family,
            row.estimator,
            number(row.true_mi, 0),
            number(row.reference, 2),
            with_error(row.mean, row.mean_se),
            with_error(row.difference, row.error, sign=True),
            number(row.difference / row.error, 1),
        ]
        for row in found.itertuples(index=False)
    ]
    return (
        "# Ours beside the reference values\n\n"
        "n = 5,000, nats. The reference is an independent implementation of the formulas of arXiv 2305.08013, which prints no "
        "values itself. Made by `infoplane paper`.\n\n" + markdown(_HEADER, lines) + "\n"
    )
