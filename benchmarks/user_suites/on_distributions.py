"""A suite on other distributions: its estimators, sizes and replicates, with the user's distributions in place of its tasks."""

import shlex
from collections.abc import Sequence

from infoplane.benchmarks.analysis.comparisons.remade import refuse_made_id
from infoplane.benchmarks.candidates.specs import spec_of
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.suites.protocol import Grid, Suite, Task
from infoplane.benchmarks.suites.registry import SUITES
from infoplane.distributions.protocol import Distribution

from .distribution import distribution

ON_VECTORS, ON_LABELS = "lowdim", "mixed"


def on_distributions(specs: Sequence[str], base: Suite | None = None) -> Suite:
    """The suite `base` on these distributions.

    A grid of the suite is used for a distribution if a task of the grid is of the same kind: labels, columns or images.

    Parameters
    ----------
    specs : sequence of str
        Names of distributions, as `distribution` takes them. Each is a task; its id is the name without the file.
    base : Suite, optional
        By default the suite lowdim for columns, and the suite mixed where there are labels.

    Raises
    ------
    UserError
        If two distributions have one name, no grid of the suite suits one, or a name is like those of `compare`.
    """
    tasks = [Task(spec_of(spec).label, distribution(spec)) for spec in specs]
    for task in tasks:
        refuse_made_id(task.id)
    if len({task.id for task in tasks}) < len(tasks):
        raise UserError("Two distributions have one name: put them into a suite file, which gives them names of their own.")
    grids: dict[int, tuple[Grid, list[Task]]] = {}
    bases = []
    for task in tasks:
        suite = base or SUITES[_default(task)]
        bases.append(suite.name)
        kind = _kind(task.distribution)
        fitting = [grid for grid in suite.grids if any(_kind(one.distribution) == kind for one in grid.tasks)]
        if not fitting:
            raise UserError(
                f"{suite.name} runs no estimator on {' and '.join(kind)}, as {task.id} has them: name another suite, or "
                "write one as a file."
            )
        for grid in fitting:
            grids.setdefault(id(grid), (grid, []))[1].append(task)
    named = " ".join(f"--distribution {shlex.quote(spec)}" for spec in specs)
    name = f"{base.name if base else ''} {named}".strip()
    parts = tuple(Grid(tuple(own), grid.estimators, grid.sizes, grid.replicates) for grid, own in grids.values())
    return Suite(name, f"The estimators of {' and '.join(dict.fromkeys(bases))} on {', '.join(t.id for t in tasks)}.", parts)


def _kind(of: Distribution) -> tuple[str, ...]:
    """What x and y are, in one order for both ways round."""
    return tuple(sorted({0: "labels", 1: "columns"}.get(len(shape), "images") for shape in (of.x_shape, of.y_shape)))


def _default(task: Task) -> str:
    kind = _kind(task.distribution)
    if "images" in kind:
        raise UserError(
            f"{task.id} has images, which need compressors with a dimension: name a suite of images, or write a suite file."
        )
    return ON_LABELS if "labels" in kind else ON_VECTORS
