"""Which rows of a file are rerun: those of the code that the caller names, in a random order.

Rows are data, and data never run code: what a row names as its estimator is read as text alone. Without code from the caller
only rows of infoplane's own estimators can be rerun, because the code of these is installed here already.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from infoplane.benchmarks.candidates.loading import Candidate
from infoplane.benchmarks.candidates.programs import Program
from infoplane.benchmarks.candidates.reproduce import candidate_of
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches, printable
from infoplane.benchmarks.storage.row import Row

LEAST = 5  # rows, where the file has so many
_REPRODUCIBLE = ("ok", "error", "nan")  # limits of time and memory are the machine's


def reproducible(rows: Iterable[Row]) -> list[Row]:
    """The rows whose outcome depends neither on the machine's limits nor on a compressor that the benchmark trains.

    A compressor that is trained again on another processor gives other codes, so estimates on them cannot be compared.
    """
    return [row for row in rows if row.status in _REPRODUCIBLE and not row.training]


def chosen(rows: Sequence[Row], code: Candidate | Program | None, labels: str, file: str) -> list[Row]:
    """The rows to draw from.

    Parameters
    ----------
    rows : sequence of Row
    code : Candidate or Program, optional
        What the caller names: rows of an estimator of that name, and of that content where the file has any.
    labels : str
        Only estimators whose label matches; with code, this replaces the comparison of names.
    file : str
        For messages.

    Raises
    ------
    UserError
        If rows need code that is not named, or there are none.
    """
    named = [row for row in rows if matches(row.estimator, labels)]
    theirs = [(row, made) for row in named if (made := candidate_of(row.configuration)) is not None]
    if code is None:
        if theirs:
            label = printable(theirs[0][0].estimator)
            raise UserError(
                f"{file} holds rows of {label}, which is not part of infoplane, and rows run no code by themselves: name the "
                f"code that makes them, like --code my.py:{label}."
            )
        own = named
    else:
        same = [row for row, made in theirs if content(made) == content(code)]
        own = same or [row for row, made in theirs if labels != "*" or _name(made) == _name(code)]
    if not rows:
        raise UserError(f"{file} holds no row that can be made again: all met a limit, or need a trained compressor.")
    if not own:
        there = ", ".join(sorted({printable(row.estimator) for row in rows}))
        raise UserError(f"{file} holds no such rows; it has those of {there}. Choose with --estimators.")
    return own


def in_random_order(rows: Iterable[Row], seed: int) -> list[Row]:
    """The rows in an order that follows from their keys and the seed, not from their order in the file."""
    ordered = sorted({row.cell: row for row in rows}.values(), key=lambda row: row.cell)
    return [ordered[place] for place in np.random.default_rng(seed).permutation(len(ordered))]


def wanted(rows: int, share: float) -> int:
    """How many of so many rows are rerun: a share of them, but a handful at least.

    >>> wanted(1000, 0.02), wanted(60, 0.02), wanted(3, 0.02)
    (20, 5, 3)
    """
    return min(rows, max(LEAST, math.ceil(share * rows)))


def content(code: Candidate | Program) -> tuple[str, ...]:
    """What the code is, wherever it lies: hashes of its content, and how it is called."""
    if isinstance(code, Program):
        return "program", *(digest for _, digest in code.files)
    return "candidate", code.name, code.arguments, code.source


def _name(code: Candidate | Program) -> tuple[str, str]:
    return (code.name, code.arguments) if isinstance(code, Candidate) else ("program", code.command)
