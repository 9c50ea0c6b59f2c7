"""The error of `divergence` against the number of points: the experiment of arXiv 2110.03652, on two normals of one covariance.

P = N(a, I) and Q = N(0, I) in five dimensions, at two distances D = |a|, with

    KL = D^2 / 2,    chi2 = exp(D^2) - 1,    H2 = 2 (1 - exp(-D^2 / 8)),    TV = 2 Phi(D / 2) - 1.

A sample is n points of each. A critic with one hidden layer is trained on it for each kind and width. The paper proves for such
critics that the error falls like n^(-1/2), where the width grows with n; here each width is held, at every n.

Reference: S. Sreekumar and Z. Goldfeld, Neural estimation of statistical divergences, JMLR 23 (2022), arXiv 2110.03652.

`python -m infoplane.benchmarks.studies.two_samples` trains the critics that the store lacks, which takes minutes on one core,
and writes rows and table into the folder of results; `infoplane figures` draws them. It may be interrupted at any time.
"""

import itertools
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.analysis.tables import Lines, general, markdown, with_error
from infoplane.benchmarks.storage.atomic import write_text
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.keys import seed_of
from infoplane.distributions import ShiftedNormals
from infoplane.distributions.f_information.kinds import KINDS, Kind
from infoplane.estimators.critics.divergences.divergence import divergences
from infoplane.estimators.training.threads import one_thread

from . import groups

COLUMNS = ("n", "distance", "kind", "width", "replicate", "known", "value", "stderr", "converged", "seconds")
FILE = Path("studies", "two-samples.csv")  # in the folder of results
PAGE = Path("tables", "two-samples.md")
STORE = Path(".infoplane")


@dataclass(frozen=True)
class TwoSamples:
    """What is run.

    Parameters
    ----------
    distances : tuple of float
        D, between the means of P and Q.
    dimensions : int
    widths : tuple of int
        Of the hidden layer of the critics.
    sizes : tuple of int
        Points of P, and as many of Q; the larger part trains the critic, the rest selects the step and gives the value.
    replicates : int
        Samples of each size.
    max_steps, learning_rate, batch_size : int, float, int
        Of the training; it stops early where the held-out objective rises no more.
    """

    distances: tuple[float, ...] = (1.0, 2.0)
    dimensions: int = 5
    widths: tuple[int, ...] = (4, 16, 64)
    sizes: tuple[int, ...] = (500, 1000, 2000, 4000, 8000, 16_000)
    replicates: int = 10
    max_steps: int = 500
    learning_rate: float = 0.01
    batch_size: int = 128


def run(study: TwoSamples, folder: Path, report: groups.Progress) -> pd.DataFrame:
    """Train the critics that the folder of the store does not have: a line for each, with the columns `COLUMNS`."""
    wanted = itertools.product(study.sizes, study.distances, KINDS, study.widths)
    fixed = study.dimensions, study.replicates, study.max_steps, study.learning_rate, study.batch_size
    keyed = {digest(fixed, one): one for one in wanted}
    return groups.rows_of(lambda *one: _rows(study, *one), keyed, folder / "two-samples", report)


def _rows(study: TwoSamples, n: int, distance: float, kind: Kind, width: int) -> pd.DataFrame:
    """The critics of all replicates, trained side by side: every kind and width gets the same samples."""
    normals = ShiftedNormals((distance / math.sqrt(study.dimensions),) * study.dimensions)

    def rngs(purpose: str) -> list[np.random.Generator]:
        return [np.random.default_rng(seed_of(purpose, identity(normals), n, one)) for one in range(study.replicates)]

    samples = [normals.sample(n, rng=rng) for rng in rngs("two samples")]
    with one_thread():
        found = divergences(
            samples,
            kind,
            rngs("two samples, training"),
            hidden=width,
            layers=1,
            max_steps=study.max_steps,
            learning_rate=study.learning_rate,
            batch_size=study.batch_size,
        )
    known = normals.divergence(kind)
    lines = [
        (n, distance, kind, width, one, known, got.value, got.stderr, got.converged, got.details["seconds"])
        for one, got in enumerate(found)
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS))


def shipped() -> pd.DataFrame:
    """The committed rows."""
    return groups.shipped(FILE)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Bias and RMSE, with standard errors, in the columns of `summarise`: a task for each distance and kind."""
    named = rows.rename(columns={"known": "true_mi", "value": "nats"})
    pair = [f"two normals, D = {distance:g}" for distance in rows["distance"]]
    task = [f"{one}-{kind}" for one, kind in zip(pair, rows["kind"], strict=True)]
    label = [f"{kind}, width {width}" for kind, width in zip(rows["kind"], rows["width"], strict=True)]
    fixed = {"true_mi_stderr": 0.0, "lower": math.nan, "upper": math.nan, "peak_mb": math.nan, "ceiling": math.nan}
    named = named.assign(family=pair, task=task, estimator=label, undertrained=~rows["converged"], flagged=False, **fixed)
    return summarise(named)


def slope(summary_of_one: pd.DataFrame) -> float:
    """The exponent of n that fits the RMSE of one critic: that of a line through ln RMSE against ln n."""
    return float(np.polyfit(np.log(summary_of_one["n"]), np.log(summary_of_one["rmse"]), 1)[0])


def lines_of(rows: pd.DataFrame) -> tuple[list[str], Lines]:
    """Header and lines of the table: RMSE by size, its exponent, and bias at the largest size."""
    sizes = sorted(rows["n"].unique())
    header = ["distance", "critic", "known", *(f"n = {n:,}" for n in sizes), "exponent", f"bias at {sizes[-1]:,}"]
    lines = []
    for (family, label), own in summary(rows).groupby(["family", "estimator"], sort=False):
        own = own.sort_values("n")
        last = own.iloc[-1]
        errors = [with_error(line.rmse, line.rmse_se, digits=3) for line in own.itertuples()]
        bias = with_error(last["bias"], last["bias_se"], sign=True, digits=3)
        lines.append([family, label, general(last["true_mi"]), *errors, f"{slope(own):.2f}", bias])
    return header, lines


def page(rows: pd.DataFrame) -> str:
    """The Markdown page of the study."""
    replicates, dimensions = rows["replicate"].nunique(), TwoSamples().dimensions
    return "\n\n".join(
        [
            "# The error of divergences of two samples",
            f"P and Q are normal distributions of unit covariance in {dimensions} dimensions, with means at the distance D. "
            f"RMSE of `divergence` over {replicates} samples of n points of each, with its standard error: a critic of one "
            "hidden layer for each kind and width. Exponent: of n, in a line through ln RMSE; arXiv 2110.03652 proves -1/2 for "
            "widths that grow with n. Made by `python -m infoplane.benchmarks.studies.two_samples`.",
            markdown(*lines_of(rows)),
        ]
    )


def main(results: Path = Path("results")) -> None:
    """Run the study, and write its rows and its page."""

    def report(done: int, count: int, seconds: float) -> None:
        print(f"{done} of {count} groups of critics, about {seconds / 60:.0f} minutes left", flush=True)

    rows = run(TwoSamples(), STORE, report)
    groups.write(rows, results / FILE)
    write_text(results / PAGE, page(rows))


if __name__ == "__main__":
    main()
