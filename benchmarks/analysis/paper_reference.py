"""Our estimates beside the reference values of `suites.paper.reference`.

Every true MI has its own random rotation of X and of Y, on which the bias of an estimator depends. Our r replicates share one
rotation; each of the m runs of the reference has its own. So the difference d of the means has

    SE(d)^2 = v + (s^2 + v - s^2/r) / m,

where s is the standard deviation over replicates, and v the variance of our mean over rotations and samples. Neighbours on the
grid of true MI show v: the second difference of the curve has the variance 6 v. Both are means over neighbouring points.
"""

import numpy as np
import pandas as pd

from infoplane.benchmarks.suites.paper.reference import REFERENCE, Reference

from .tables import Lines, markdown, number, with_error

_NEAR = 4  # points of the grid on either side: two nats together
_HEADER = ("figure", "family", "estimator", "true MI", "reference", "ours", "difference", "in standard errors")
_LEAST = 3  # points that make a second difference


def differences(summary: pd.DataFrame) -> pd.DataFrame:
    """One line for each reference value that the summary has estimates for.

    Returns
    -------
    DataFrame
        Columns figure, family, estimator, true_mi, reference, mean, mean_se, difference, error.
    """
    parts = (_of(reference, summary) for reference in REFERENCE)
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _of(reference: Reference, summary: pd.DataFrame) -> pd.DataFrame:
    own = summary[(summary["family"] == reference.family) & (summary["estimator"] == reference.estimator)]
    own = own[own["replicates"] > 1].sort_values("true_mi")
    if len(own) < _LEAST:
        return pd.DataFrame()
    own = own.assign(reference=own["true_mi"].round(9).map(reference.values), error=_errors(own, reference.runs))
    known = own.dropna(subset="reference")
    return pd.DataFrame(
        {
            "figure": reference.figure,
            "family": reference.family,
            "estimator": reference.estimator,
            "true_mi": known["true_mi"],
            "reference": known["reference"],
            "mean": known["mean"],
            "mean_se": known["sd"] / np.sqrt(known["replicates"]),
            "difference": known["mean"] - known["reference"],
            "error": known["error"],
        }
    )


def _errors(curve: pd.DataFrame, runs: int) -> np.ndarray:
    """SE(d) at every point of a curve, which is sorted by its true MI."""
    of_samples = _near(curve["sd"].to_numpy() ** 2)
    of_mean = of_samples / curve["replicates"].to_numpy()
    second = np.diff(curve["mean"].to_numpy(), 2) ** 2 / 6
    whole = np.maximum(_near(np.pad(second, 1, mode="edge")), of_mean)
    return np.sqrt(whole + (of_samples + whole - of_mean) / runs)


def _near(values: np.ndarray) -> np.ndarray:
    """Means over neighbouring points."""
    return np.array([values[max(i - _NEAR, 0) : i + _NEAR + 1].mean() for i in range(len(values))])


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
