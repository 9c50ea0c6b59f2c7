"""What a comparison runs: the cells of candidates and of baselines, at the sizes and replicates asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches, unknown
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.estimators import NAMED
from infoplane.benchmarks.suites.protocol import Cell, Suite, Task
from infoplane.estimators.protocol import Estimator

from .pairing import ABOVE, pairing_cells, probes


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


@dataclass(frozen=True)
class Plan:
    """The cells of a comparison.

    Parameters
    ----------
    own : list of Cell
        Of the candidates, on every sample.
    probes : list of Cell
        Of the candidates, on shuffled pairs: see `pairing`.
    baselines : list of Cell
    """

    own: list[Cell]
    probes: list[Cell]
    baselines: list[Cell]

    def keyed(self) -> dict[str, Cell]:
        """All cells by their keys."""
        return keyed([*self.own, *self.probes, *self.baselines])


def planned(suite: Suite, candidates: Mapping[str, Estimator], draws: Draws = AS_IN_SUITE, names: Sequence[str] = ()) -> Plan:
    """What a comparison of these candidates runs.

    Parameters
    ----------
    suite : Suite
    candidates : mapping of str to Estimator
    draws : Draws
    names : sequence of str
        Labels or patterns of baselines; those of the suite if there are none.

    Raises
    ------
    UserError
        If no task matches, or a name is no baseline.
    """
    there = places(suite, draws)
    if not there:
        raise UserError(f"No task of {suite.name} matches {draws.tasks!r}; see `infoplane list {suite.name}`.")
    ran = {(task.id, n, replicate) for task, sizes in there.values() for n in sizes for replicate in range(sizes[n])}
    known = [task for task, _ in there.values()]
    if all(task.true_mi <= ABOVE for task in known):  # the probes come from the rest of the suite, and are of the same kinds
        kinds = set(map(_kind, known))
        known = [draws.of(task) for task in suite.tasks if _kind(task) in kinds]
    of = probes(known, {n for _, sizes in there.values() for n in sizes})
    return Plan(
        [cell for label, each in candidates.items() for cell in _cells(there, label, each)],
        [cell for label, each in candidates.items() for cell in pairing_cells(label, each, of, ran)],
        _others(baselines(suite, draws, names), candidates.values()),
    )


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


def _others(cells: Sequence[Cell], candidates: Iterable[Estimator]) -> list[Cell]:
    """The cells of other estimators than the candidates: in a suite of the user's, a candidate may be among the baselines."""
    own, known = {identity(each) for each in candidates}, {id(cell.estimator): cell.estimator for cell in cells}
    same = {key for key, estimator in known.items() if identity(estimator) in own}
    return [cell for cell in cells if id(cell.estimator) not in same]


def _cells(there: Mapping[str, tuple[Task, dict[int, int]]], label: str, estimator: Estimator) -> Iterator[Cell]:
    for task, sizes in there.values():
        for n, replicates in sizes.items():
            for replicate in range(replicates):
                yield Cell(task, label, estimator, n, replicate)


def _kind(task: Task) -> tuple[int, int]:
    """The dimensions of a row of x and of y: none for labels, one for columns, two for images."""
    return len(task.distribution.x_shape), len(task.distribution.y_shape)


def _named(names: Sequence[str], known: Mapping[str, Estimator]) -> list[str]:
    """The labels that the names match: of the suite first, else of all baselines."""
    found: dict[str, None] = {}
    for name in names:
        labels = [label for label in known if matches(label, name)] or [label for label in NAMED if matches(label, name)]
        if not labels:
            raise unknown("baseline", name, {*known, *NAMED})
        found.update(dict.fromkeys(labels))
    return list(found)
