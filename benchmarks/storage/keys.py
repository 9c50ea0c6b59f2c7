"""Keys of cells and of trained compressors, and seeds.

All of them follow from public names and from content (see `identity`), so that rows stay valid when code moves.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from infoplane.benchmarks.suites.protocol import Cell, Task, TrainingSample
from infoplane.estimators.compressed import Compressed

from .identity import digest, hashed, identity

if TYPE_CHECKING:
    from hashlib import _Hash as Hash


class Job(NamedTuple):
    """A compressor to train: of which transformer, on which sample, and for which variable, "x" or "y"."""

    transformer: Any
    training: TrainingSample
    variable: str


def seed_of(*parts: object) -> np.random.SeedSequence:
    """A seed sequence from the text of the parts."""
    return np.random.SeedSequence(int(digest(*parts, length=32), 16))


def training_jobs(cell: Cell) -> dict[str, Job]:
    """The compressors that a cell needs trained, by the variable ("x" or "y") they compress.

    There are none if the estimator has no compressors, or the task no training distribution.
    """
    estimator, training = cell.estimator, cell.task.training
    if not isinstance(estimator, Compressed) or training is None:
        return {}
    from sklearn.frozen import FrozenEstimator  # a worker without compressors starts in half the time

    return {
        name: Job(transformer, training, "x" if training.same_marginals else name)
        for name, transformer in (("x", estimator.x), ("y", estimator.y))
        if transformer is not None and not isinstance(transformer, FrozenEstimator)
    }


def job_key(job: Job) -> str:
    """Key of a trained compressor: training data and settings, never weights, which differ between processors."""
    return digest(identity(job.transformer), identity(job.training), job.variable)


def identities_of(cell: Cell, text: Callable[[Any], str] = identity) -> tuple[str, str, str]:
    """Identities of a cell's distribution, its estimator, and the training of its compressors (empty if there is none)."""
    if cell.identities is not None:
        return cell.identities
    training = text(cell.task.training) if training_jobs(cell) else ""
    return text(cell.task.distribution), text(cell.estimator), training


def cell_id(cell: Cell) -> str:
    """The key of a cell: a hash of everything its result depends on. The label does not count."""
    return _key(_beginning(cell.task, identities_of(cell)), cell)


def keyed(cells: Iterable[Cell]) -> dict[str, Cell]:
    """Cells by their keys, each with its identities, which are computed once for each task and each estimator."""
    known: dict[tuple[int, int], tuple[tuple[str, str, str], Hash]] = {}
    texts: dict[int, str] = {}
    found = {}

    def text(value: Any) -> str:
        if id(value) not in texts:
            texts[id(value)] = identity(value)
        return texts[id(value)]

    for cell in (cells := list(cells)):  # a list keeps the objects alive, so that no two have one id
        pair = id(cell.task), id(cell.estimator)
        if pair not in known:
            identities = identities_of(cell, text)
            known[pair] = identities, _beginning(cell.task, identities)
        identities, beginning = known[pair]
        found[_key(beginning, cell)] = Cell(cell.task, cell.label, cell.estimator, cell.n, cell.replicate, identities)
    return found


def _beginning(task: Task, identities: tuple[str, str, str]) -> "Hash":
    """The part of the hash that all cells of a task and an estimator share."""
    distribution, configuration, training = identities
    return hashed(task.id, task.sample_id, distribution, task.preprocess, training, configuration)


def _key(beginning: "Hash", cell: Cell) -> str:
    whole = beginning.copy()
    whole.update(f"\x1f{cell.n}\x1f{cell.replicate}".encode())
    return whole.hexdigest()[:16]
