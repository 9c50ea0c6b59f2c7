"""The paragraph on a suite for the methods section of a paper, and its references."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from infoplane.benchmarks.analysis.comparisons import differences, independence, ranking
from infoplane.benchmarks.analysis.comparisons.sentences import statement
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.storage.provenance import versions
from infoplane.benchmarks.suites.protocol import Suite
from infoplane.benchmarks.suites.true_mi import how_verified

from .citations import cited, named_in, references

_SOFTWARE = {
    "numpy": "harris2020numpy",
    "scipy": "virtanen2020",
    "scikit-learn": "pedregosa2011",
    "torch": "paszke2019",
    "numba": "lam2015",
}
_OF_SUITES = {"bmi-v1": ["czyz2023beyond"], "bmi-v2": ["czyz2023profiles"]}


class Methods(NamedTuple):
    """What a paper says of a suite.

    Attributes
    ----------
    sentences : list of (str, list of str)
        Sentences, each with the keys of its references.
    keys : list of str
        Those of all references, in the order of their first use.
    """

    sentences: list[tuple[str, list[str]]]
    keys: list[str]

    def text(self, cite: str) -> str:
        """The paragraph; `cite` is "latex" for \\cite{...}, anything else for [@...] as Pandoc reads it."""
        return " ".join(_with_keys(sentence, keys, cite) for sentence, keys in self.sentences)

    def bibtex(self) -> str:
        """The references."""
        return "\n\n".join(references()[key].text for key in self.keys) + "\n"


def methods(suite: Suite, rows: pd.DataFrame) -> Methods:
    """The paragraph on a suite.

    Parameters
    ----------
    suite : Suite
    rows : DataFrame
        The rows that there are of it, with the columns of `Row`; it may be empty.
    """
    sentences = [
        (
            _tasks(suite),
            _unique([*_OF_SUITES.get(suite.name, []), *(key for t in suite.tasks for key in cited(t.distribution))]),
        ),
        (_true_values(suite), []),
        (_sizes(suite), []),
        *_estimators(suite),
        (
            "Every estimator got the same samples, whose seeds follow from the task, the size and the replicate. Bias, "
            "standard deviation and root mean square error are over replicates, with standard errors; failed estimates are "
            "counted, and enter no mean.",
            [],
        ),
        (statement(printed=False), named_in(str(differences.__doc__))),
        *_at_zero(suite),
        ("Ranks have bootstrap intervals, by tasks and then by replicates.", named_in(str(ranking.__doc__))),
        _software(rows),
    ]
    return Methods(sentences, _unique([key for _, keys in sentences for key in keys]))


def _tasks(suite: Suite) -> str:
    values = sorted({round(task.true_mi, 6) for task in suite.tasks})
    families = list(dict.fromkeys(task.family or task.id for task in suite.tasks))
    span = f"from {values[0]:g} to {values[-1]:g}" if len(values) > 1 else f"{values[0]:g}"
    named = f" in {len(families)} families" if len(families) < len(suite.tasks) else ""
    return (
        f"We used the suite {suite.name} of infoplane: {len(suite.tasks)} pairs (X, Y){named} whose mutual information is "
        f"known, {span} nats ({', '.join(families)})."
    )


def _true_values(suite: Suite) -> str:
    counts = Counter(how_verified(task.distribution) for task in suite.tasks)
    return f"How the true value is known and checked: {'; '.join(f'{how} ({count})' for how, count in counts.most_common())}."


def _sizes(suite: Suite) -> str:
    drawn = {
        f"{', '.join(grid.estimators)} on {len(grid.tasks)} tasks, n = {', '.join(f'{n:,}' for n in grid.sizes)}, "
        f"{grid.replicates} replicate{'s' if grid.replicates > 1 else ''}": None
        for grid in suite.grids
    }
    return f"Samples: {'; '.join(drawn)}."


def _estimators(suite: Suite) -> list[tuple[str, list[str]]]:
    known = {label: estimator for grid in suite.grids for label, estimator in grid.estimators.items()}
    return [(f"The estimator {label} is {_settings(estimator)}.", cited(estimator)) for label, estimator in known.items()]


def _at_zero(suite: Suite) -> list[tuple[str, list[str]]]:
    """How tasks of true MI 0 are judged, if the suite has any."""
    known = pd.DataFrame({"true_mi": [task.true_mi for task in suite.tasks]})
    if not independence.independent(known).any():
        return []
    text = (
        "Tasks of true MI 0 are judged apart, by error and by false positives: intervals above zero, compared with "
        f"{100 * independence.NOMINAL:.0f} % by the exact binomial test."
    )
    return [(text, named_in(str(independence.__doc__)))]


def _settings(estimator: object) -> str:
    if type(estimator).__module__.startswith("infoplane.benchmarks."):  # it stands for code of the user's, or for a program
        return "of our own"
    return identity(estimator).replace("infoplane.estimators.", "")


def _software(rows: pd.DataFrame) -> tuple[str, list[str]]:
    """Versions of the rows, or of this installation where there are none."""
    if rows.empty:
        found, where = versions(), "There are no rows yet; this installation has"
    else:
        counts = rows["versions"].value_counts()
        failed = int((rows["status"] != "ok").sum())
        found = "; or ".join(f"{text} ({count:,} rows)" for text, count in counts.items())
        where = f"The {len(rows):,} estimates, of which {failed:,} failed, were made with"
    return f"{where} {found}.", [key for name, key in _SOFTWARE.items() if f"{name} " in found]


def _with_keys(sentence: str, keys: Sequence[str], cite: str) -> str:
    if not keys:
        return sentence
    marks = rf"\cite{{{','.join(keys)}}}" if cite == "latex" else f"[{'; '.join(f'@{key}' for key in keys)}]"
    return f"{sentence.removesuffix('.')} {marks}."


def _unique(keys: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(keys))
