"""What the tables of a comparison mean, in sentences: the test, its level and its correction, and what was found."""

from collections.abc import Sequence

from infoplane.benchmarks.units import Units

from .comparison import Comparison
from .differences import FEW, LEVEL, MARGIN
from .independence import NOMINAL
from .pairing import IGNORES


def remarks(comparisons: Sequence[Comparison], units: Units = Units.nats) -> list[str]:
    """What the tables mean: the test, its level and its correction; then what was found of each candidate, in sentences.

    Parameters
    ----------
    comparisons : sequence of Comparison
        With their information in these units already.
    units : Units
    """
    judged = [each for each in comparisons if not each.verdicts.empty]
    said = [statement(units)] if judged else []
    if any((each.pairs["pairs"].between(2, FEW - 1)).any() for each in judged):
        said.append(
            f"Some verdicts rest on fewer than {FEW} replicates. Their level holds only if the differences are about normal; "
            "--replicates makes more."
        )
    if any((each.verdicts["judged"] < each.verdicts["baselines"]).any() for each in judged):
        said.append(
            "Baselines with fewer than two replicates in common with the candidate give no interval and are not judged: the "
            "counts are of those that are judged."
        )
    if not comparisons[0].independent.empty:
        said.append(
            "Tasks of true MI 0 enter neither these verdicts nor the rank. There, 95 % intervals above zero are counted as "
            f"false positives; they are called too many if they are significantly more than {100 * NOMINAL:.0f} % (exact "
            f"binomial test, one-sided, level {100 * LEVEL:.0f} %)."
        )
    return [*said, *(sentence for each in comparisons for sentence in (pairing_text(each, units), rank_text(each)) if sentence)]


def statement(units: Units = Units.nats, printed: bool = True) -> str:
    """The test in sentences: below tables, or as a paper states it, which may print neither intervals nor a candidate."""
    level, others = f"{100 * LEVEL:.0f} %", "" if units is Units.nats else " nats"
    opening, which = ("Verdicts", " printed") if printed else ("Verdicts on a candidate, where one is compared", "")
    difference = "The difference printed is that to the baseline that decides. " if printed else ""
    return (
        f"{opening}: two-sided paired t-test of the difference of absolute errors, paired by replicate, at level {level} for "
        f"all baselines of a task and size together (Bonferroni: the intervals{which} are "
        f"100 - {100 * LEVEL:.0f}/m % intervals for m judged baselines). "
        "Better: the intervals against all baselines lie below zero. Worse: that against at least one lies "
        f"above zero. Equal within {MARGIN:g}{others}: every interval lies below zero, or contains zero and reaches at most "
        f"{MARGIN:g} nats to either side. No significant difference: the samples do not decide. {difference}Candidates, "
        "tasks and sizes are not corrected for each other: where there is no "
        f"difference at all, up to {level} of tasks and sizes get the verdict better or worse by chance."
    )


def pairing_text(comparison: Comparison, units: Units = Units.nats) -> str:
    """That the candidate ignores the pairing, or was not checked; empty if it depends on it. The means are in these units."""
    found = comparison.pairing
    if not found.pairs:
        return (
            f"{comparison.label} was not checked: there are no estimates of it on both the pairs and shuffled y of a task of "
            "true MI above 1 nat. So it is not known whether it measures mutual information at all."
        )
    if not found.ignored:
        return ""
    how = "gives exactly the same" if found.same else f"gives no more than on shuffled y, within {MARGIN:g} nats,"
    return (
        f"{comparison.label} {how} on pairs of true MI above 1 nat as on the same x and shuffled y (means {found.on_pairs:.3f} "
        f"and {found.on_shuffled:.3f} {units} in {found.pairs} replicates). It {IGNORES} of the data, so it measures no mutual "
        "information, and gets neither verdicts nor a rank."
    )


def rank_text(comparison: Comparison) -> str:
    """The overall rank in a sentence; empty for a candidate without."""
    rank = comparison.rank
    if comparison.pairing.ignored or rank.shares.empty:
        return ""
    return f"{comparison.label} ranks {rank.rank} of {rank.of} over all tasks of positive MI (95 %: {rank.low} to {rank.high})."
