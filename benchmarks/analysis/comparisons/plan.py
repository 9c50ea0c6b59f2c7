"""What a comparison runs: the cells of candidates and of baselines, at the sizes and replicates asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches, unknown
from infoplane.benchmarks.suites.estimators import NAMED
from infoplane.benchmarks.suites.protocol import Cell, Suite, Task
from infoplane.estimators.protocol import Estimator


@dataclass(frozen=True)
class Draws:
    """Which samples are drawn. What is left open is as in the suite.

    Parameters
    ----------
    sizes : tuple of int
        Sizes of the samples.
    replicates : int, optional
        Samples of each size.
    seed : int, optional
        Draws of one's own. The ids of the tasks end in `#seed`, so that the rows of two seeds never mix.
    tasks : str
        Only tasks whose id matches this pattern.
    """

    sizes: tuple[int, ...] = ()
    replicates: int | None = None
    seed: int | None = None
    tasks: str = "*"

    def of(self, task: Task) -> Task:
        """The task, with samples of this seed."""
        if self.seed is None:
            return task
        return replace(
            task,
            id=f"{task.id}#{self.seed}",
            sample_id=f"{task.sample_id or task.id}#{self.seed}",
            family=task.family or task.id,
        )


AS_IN_SUITE = Draws()


def places(suite: Suite, draws: Draws = AS_IN_SUITE) -> dict[str, tuple[Task, dict[int, int]]]:
    """Each task by its id in the suite, and the replicates of each size."""
    found: dict[str, tuple[Task, dict[int, int]]] = {}
    for grid in suite.grids:
        for task in grid.tasks:
            if matches(task.id, draws.tasks):
                sizes = found.setdefault(task.id, (draws.of(task), {}))[1]
                for n in grid.sizes:
                    sizes[n] = max(sizes.get(n, 0), grid.replicates)
    for _, sizes in found.values():
        most = max(sizes.values())
        wanted = {n: draws.replicates or sizes.get(n, most) for n in draws.sizes or sizes}
        sizes.clear()
        sizes.update(wanted)
    return found


def cells_for(suite: Suite, label: str, estimator: Estimator, draws: Draws = AS_IN_SUITE) -> list[Cell]:
    """A cell of an estimator for every sample: for every task, n and replicate."""
    return list(_cells(places(suite, draws), label, estimator))


def baselines(suite: Suite, draws: Draws = AS_IN_SUITE, names: Sequence[str] = ()) -> list[Cell]:
    """The cells of the baselines: of the suite's estimators, or of those named.

    An estimator of the suite has the suite's replicates, unless sizes or replicates are asked for: then it has those, as the
    candidates do.

    Raises
    ------
    UserError
        If a name matches neither an estimator of the suite nor any other baseline.
    """
    there = places(suite, draws)
    known = {label: estimator for grid in suite.grids for label, estimator in grid.estimators.items()}
    wanted = _named(names, known) if names else list(known)
    cells: dict[tuple[str, str, int, int], Cell] = {}  # two grids may have the same

    def add(label: str, estimator: Estimator, of: dict[str, tuple[Task, dict[int, int]]]) -> None:
        cells.update({(label, cell.task.id, cell.n, cell.replicate): cell for cell in _cells(of, label, estimator)})

    for grid in suite.grids:
        here = {task.id: there[task.id] for task in grid.tasks if task.id in there}
        if not (draws.sizes or draws.replicates):
            here = {name: (task, dict.fromkeys(grid.sizes, grid.replicates)) for name, (task, _) in here.items()}
        for label in (label for label in wanted if label in grid.estimators):
            add(label, grid.estimators[label], here)
    for label in (label for label in wanted if label not in known):  # an estimator that the suite does not have
        add(label, NAMED[label], there)
    return list(cells.values())


def _cells(there: Mapping[str, tuple[Task, dict[int, int]]], label: str, estimator: Estimator) -> Iterator[Cell]:
    for task, sizes in there.values():
        for n, replicates in sizes.items():
            for replicate in range(replicates):
                yield Cell(task, label, estimator, n, replicate)


def _named(names: Sequence[str], known: Mapping[str, Estimator]) -> list[str]:
    """The labels that the names match: of the suite first, else of all baselines."""
    found: dict[str, None] = {}
    for name in names:
        labels = [label for label in known if matches(label, name)] or [label for label in NAMED if matches(label, name)]
        if not labels:
            raise unknown("baseline", name, {*known, *NAMED})
        found.update(dict.fromkeys(labels))
    return list(found)


def listed(texts: Sequence[str]) -> list[str]:
    """Names from texts with commas; a name that has a comma itself stays whole.

    >>> listed(["KSG,MINE", "auto, fast"])
    ['KSG', 'MINE', 'auto, fast']
    """
    return [
        name for text in texts for name in ([text] if text in NAMED else [part.strip() for part in text.split(",")]) if name
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
