"""The cells of a row, from what the row says: also of rows with sizes, replicates or seeds that no suite has."""

import re

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.suites.estimators import NAMED
from infoplane.benchmarks.suites.protocol import Cell, Suite, Task
from infoplane.estimators.protocol import Estimator

from .pairing import ENDINGS, probe
from .plan import Draws


def base_id(task: str) -> str:
    """The id in its suite of a task that `compare` may have renamed.

    >>> base_id("normal-2x2-1#7"), base_id("normal-2x2-1#7, y shuffled")
    ('normal-2x2-1', 'normal-2x2-1')
    """
    return _parts(task)[0]


def refuse_made_id(task: str) -> None:
    """Refuse an id for a task of a user's that reads like one that `compare` makes: their rows would mix.

    Raises
    ------
    UserError
        If the id has a "#", or one of the endings of shuffled tasks.
    """
    if "#" in task or task.endswith(ENDINGS):
        raise UserError(
            f"{task!r} cannot name a task: `compare` makes such names, with # or {' or '.join(map(repr, ENDINGS))} at the end, "
            "for rows of its own. Give it another name, in a suite file."
        )


def task_like(suite: Suite, task: str) -> Task | None:
    """The task of that id, made of one of the suite; None if the suite has none such."""
    base, seed, ending = _parts(task)
    found = next((each for each in suite.tasks if each.id == base), None)
    if found is None:
        return None
    found = Draws(seed=int(seed) if seed else None).of(found)
    return probe(found, ending) if ending else found


def cells_like(
    suite: Suite, task: str, n: int, replicate: int, label: str = "", estimator: Estimator | None = None
) -> list[Cell]:
    """The cells that a row may be of: of this estimator, or else of every baseline.

    Parameters
    ----------
    suite : Suite
        That has the task.
    task : str
        The row's task, which `compare` may have renamed.
    n, replicate : int
    label, estimator : str, Estimator, optional
        Of a candidate.
    """
    found = task_like(suite, task)
    if found is None:
        return []
    if estimator is not None:
        return [Cell(found, label, estimator, n, replicate)]
    known = [(name, each) for grid in suite.grids for name, each in grid.estimators.items()]
    return [Cell(found, name, each, n, replicate) for name, each in [*known, *NAMED.items()]]


def _parts(task: str) -> tuple[str, str, str]:
    """Id in the suite, seed, and ending; the last two may be empty."""
    ending = next((each for each in ENDINGS if task.endswith(each)), "")
    rest = task.removesuffix(ending)
    made = re.fullmatch(r"(.*)#([0-9]+)", rest, re.DOTALL)
    return (made[1], made[2], ending) if made else (rest, "", ending)
