"""What people type for `compare`: lists of names and of sizes, and the labels of candidates in a file of rows."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from infoplane.benchmarks.cli.options import find_candidate
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches, unknown

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    import pandas as pd

    from infoplane.estimators.protocol import Estimator


def listed(texts: Sequence[str], known: Sequence[str] = ()) -> list[str]:
    """Names from texts with commas; a known name that has a comma itself stays whole.

    >>> listed(["KSG,MINE", "auto, fast"], ["auto, fast"])
    ['KSG', 'MINE', 'auto, fast']
    """
    return [
        name for text in texts for name in ([text] if text in known else [part.strip() for part in text.split(",")]) if name
    ]


def sizes_of(text: str) -> tuple[int, ...]:
    """Sizes from a text with commas.

    >>> sizes_of("500,2_000")
    (500, 2000)
    """
    try:
        sizes = tuple(dict.fromkeys(int(part) for part in text.split(","))) if text else ()
    except ValueError:
        raise UserError(f"--n takes whole numbers with commas between them, like 500,2000; it got {text!r}.") from None
    if any(n < 2 for n in sizes):
        raise UserError(f"A sample needs two rows at least; --n got {text!r}.")
    return sizes


def find_candidates(specs: Sequence[str], commands: Sequence[str], taken: "Mapping[str, Estimator]") -> "dict[str, Estimator]":
    """The estimators that were named, by labels that differ from each other and from those that other estimators have."""
    from infoplane.benchmarks.storage.identity import identity

    if not specs and not commands:
        raise UserError("Name one estimator or several: file.py:Name, or a program by --command 'Rscript my.R {x} {y}'.")
    _once([*specs, *commands])
    found: dict[str, Estimator] = {}
    for spec, command in [*((spec, "") for spec in specs), *(("", command) for command in commands)]:
        label, estimator = find_candidate(spec, command)
        others = {label} if label in taken and identity(taken[label]) != identity(estimator) else ()
        found[free_label(label, spec or command, others, found)] = estimator
    return found


def free_label(label: str, whole: str, taken: Container[str], others: Container[str] = ()) -> str:
    """A label for a candidate, longer where a baseline or another candidate has the short one.

    >>> free_label("KSG", "mine.py:KSG", ["KSG"]), free_label("B", "b.py:B", [], ["B"])
    ('KSG (yours)', 'b.py:B')
    """
    label = f"{label} (yours)" if label in taken else label
    return whole if label in others else label


def rows_in(
    file: Path, specs: Sequence[str], commands: Sequence[str], tasks: str, sizes: tuple[int, ...], baselines: Sequence[str]
) -> "tuple[pd.DataFrame, pd.DataFrame, list[str]]":
    """The numbers of these tasks and sizes in a file of rows, those of all, and the labels of the candidates named.

    Other candidates in the file are left out of the first.

    Raises
    ------
    UserError
        If the file has no such rows, or not those of a candidate.
    """
    from infoplane.benchmarks.analysis.exported import chosen, numbers_of_file
    from infoplane.benchmarks.candidates.programs import label_of
    from infoplane.benchmarks.candidates.specs import spec_of

    _once([*specs, *commands])
    everything, known = numbers_of_file(file)
    numbers = chosen(everything, file, tasks, sizes)
    there = list(numbers["estimator"].unique())
    theirs, others = [name for name in known if name in there], [name for name in there if name not in known]
    labels: list[str] = []
    for text, label in [*((spec, spec_of(spec).label) for spec in specs), *((each, label_of(each)) for each in commands)]:
        taken = others if f"{label} (yours)" not in theirs else [label]
        labels.append(text if text in theirs else free_label(label, text, taken, labels))
        if labels[-1] not in theirs:
            raise unknown(f"candidate in {file} called", labels[-1], theirs or ["none: it holds baselines alone"])
    if not labels:
        raise UserError(f"Name the candidates to compare. {file} holds {', '.join(theirs) or 'none'}.")
    wanted = [name for name in others if not baselines or any(matches(name, each) for each in baselines)]
    return numbers[numbers["estimator"].isin([*labels, *wanted])], everything, labels


def _once(names: Sequence[str]) -> None:
    twice = next((name for name, count in Counter(names).items() if count > 1), "")
    if twice:
        raise UserError(f"{twice} is named twice: name every candidate once.")
