"""How often the guaranteed lower bound is above the true MI, and how much it gives away: `certified_lower_bound` at work.

Ten distributions from 0 to 5 nats: columns, heavy tails, labels, images. The guarantee is that of all samples at most 5 % have
a bound above the true MI. What H2 could show with endless samples is -2 ln(1 - H2/2).

`python -m infoplane.benchmarks.studies.certified` makes the rows that the store lacks, which takes minutes on one core, and
writes them and the table into the folder of results. It may be interrupted at any time.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.analysis.tables import Lines, markdown, number
from infoplane.benchmarks.storage.atomic import write_text
from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.keys import seed_of
from infoplane.distributions import (
    CorrelatedNormal,
    Distribution,
    MultivariateStudent,
    Pushforward,
    QuantisedUniform,
    SmoothedUniform,
    Spiral,
    SymmetricChannel,
    bump_images,
    f_information_of,
    rectangle_images,
)
from infoplane.estimators.critics.divergences.certified import CRITIC, certified_bounds
from infoplane.estimators.training.threads import one_thread

from . import groups

COLUMNS = ("distribution", "n", "replicate", "true_mi", "nats")
FILE = Path("studies", "certified-bounds.csv")  # in the folder of results
PAGE = Path("tables", "certified-bounds.md")
STORE = Path(".infoplane")
_GROUP = 25  # samples whose critics are trained side by side
_normal = CorrelatedNormal.with_mutual_information
DISTRIBUTIONS: dict[str, Distribution] = {
    "independent normal, 1+1": CorrelatedNormal(1, 1),
    "normal, 1+1": _normal(0.25, 1, 1),
    "Student with 1 degree of freedom, 2+2": MultivariateStudent(CorrelatedNormal(2, 2), 1.0),
    "10 labels and 10 labels": SymmetricChannel.with_mutual_information(1.0, 10),
    "normal in a spiral, 3+3": Pushforward(_normal(1.0, 3, 3), Spiral(1 / 3), Spiral(1 / 3, (1, 2))),
    "2 columns and labels": QuantisedUniform.with_mutual_information(1.5, x_dim=2),
    "bump images, 16x16": bump_images(2.0, 16),
    "rectangle images, 16x16": rectangle_images(3.0, 16),
    "smoothed uniform, 1+1": SmoothedUniform.with_mutual_information(4.0),
    "normal, 2+2": _normal(5.0, 2, 2),
}


@dataclass(frozen=True)
class CertifiedBounds:
    """What is run.

    Parameters
    ----------
    level : float
        Of the bounds.
    samples : tuple of (int, int)
        Sizes, and the number of samples of each distribution at each.
    """

    level: float = 0.95
    samples: tuple[tuple[int, int], ...] = ((1000, 500), (250, 25), (500, 25), (2000, 25), (4000, 25))


def run(study: CertifiedBounds, folder: Path, report: groups.Progress) -> pd.DataFrame:
    """Make the bounds that the folder of the store does not have: a line for each sample, with the columns `COLUMNS`."""
    wanted = [
        (name, n, start, min(_GROUP, count - start))
        for n, count in study.samples
        for start in range(0, count, _GROUP)
        for name in DISTRIBUTIONS
    ]
    key = identity(CRITIC), study.level
    keyed = {digest(*key, identity(DISTRIBUTIONS[one[0]]), one): one for one in wanted}
    return groups.rows_of(lambda *one: _rows(study.level, *one), keyed, folder / "bounds", report)


def _rows(level: float, name: str, n: int, start: int, count: int) -> pd.DataFrame:
    distribution, replicates = DISTRIBUTIONS[name], range(start, start + count)
    pairs = [distribution.sample(n, rng=np.random.default_rng(seed_of("certified", name, n, one))) for one in replicates]
    with one_thread():
        found = certified_bounds(
            pairs, level, [np.random.default_rng(seed_of("certified, training", name, n, one)) for one in replicates]
        )
    values = [(name, n, one, distribution.mutual_information, bound.nats) for one, bound in zip(replicates, found, strict=True)]
    return pd.DataFrame(values, columns=list(COLUMNS))


def shipped() -> pd.DataFrame:
    """The committed rows."""
    return groups.shipped(FILE)


def summary(rows: pd.DataFrame) -> tuple[list[str], Lines]:
    """Header and lines: true MI, what H2 can show, bounds above the true MI at the size with most samples, means by size."""
    sizes = sorted(rows["n"].unique())
    counts = rows.groupby("n")["nats"].size()
    most = int(counts.idxmax())
    header = ["distribution", "true MI", "by H2", f"above, n = {most:,}", *(f"n = {n:,}" for n in sizes)]
    lines = []
    for name, distribution in DISTRIBUTIONS.items():
        own = rows[rows["distribution"] == name]
        at = own[own["n"] == most]
        shown = -2 * math.log1p(-f_information_of(distribution, "H2").value / 2)
        means = own.groupby("n")["nats"].mean()
        above = f"{int((at['nats'] > at['true_mi']).sum())} of {len(at)}"
        lines.append([name, number(own["true_mi"].iloc[0]), number(abs(shown)), above, *(number(means[n]) for n in sizes)])
    return header, lines


def page(rows: pd.DataFrame) -> str:
    """The Markdown page of the study."""
    samples = ", ".join(f"{count // len(DISTRIBUTIONS)} at n = {n:,}" for n, count in rows.groupby("n").size().items())
    above = int((rows["nats"] > rows["true_mi"]).sum())
    return "\n\n".join(
        [
            "# A lower bound that is guaranteed",
            "`certified_lower_bound` at 95 % confidence. The mean bound in nats by the number of pairs n, beside the true MI "
            "and what H2 could show with endless samples, -2 ln(1 - H2/2). At most 5 % of the samples of a distribution may "
            f"have a bound above the true MI. Samples of each distribution: {samples}. Made by "
            "`python -m infoplane.benchmarks.studies.certified`.",
            f"Bounds above the true MI: {above} of {len(rows):,}.",
            markdown(*summary(rows)),
        ]
    )


def main(results: Path = Path("results")) -> None:
    """Run the study, and write its rows and its page."""

    def report(done: int, count: int, seconds: float) -> None:
        print(f"{done} of {count} groups of samples, about {seconds / 60:.0f} minutes left", flush=True)

    rows = run(CertifiedBounds(), STORE, report)
    (results / FILE).parent.mkdir(parents=True, exist_ok=True)
    groups.write(rows, results / FILE)
    write_text(results / PAGE, page(rows))


if __name__ == "__main__":
    main()
