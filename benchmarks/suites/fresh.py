"""The suite `fresh`: pairs of known mutual information that nobody has seen, drawn from a seed.

150 distributions: bases of fifteen kinds, seen through random one-to-one maps of x and of y; 1 to 8 columns each, 0 to 5 nats.
No estimator can be tuned to it, if the seed is drawn after the code is frozen. The seed is part of the name of the suite, of
the ids of its tasks and so of the keys of its rows: rows of two seeds never mix. Rare events, which no estimator sees in a
sample of usual size, are not among the kinds.
"""

from infoplane import distributions
from infoplane.distributions.random import kinds

from .estimators import ON_RANDOM_PAIRS
from .lazy import Once
from .protocol import Grid, Task

TASKS = 150
SIZES = (300, 1000, 3000)
CELLS = TASKS * len(SIZES) * len(ON_RANDOM_PAIRS)
ELLIPTICAL, OTHER = "elliptical", "other"


def fresh_tasks(seed: int) -> tuple[Task, ...]:
    """The tasks of a seed. The family of a task is the kind of its base, its group whether the base is elliptical.

    Examples
    --------
    >>> from infoplane.benchmarks.suites.fresh import fresh_tasks
    >>> task = fresh_tasks(7)[2]
    >>> task.id, task.family, task.group
    ('fresh-7-002-student', 'student', 'elliptical')
    """
    return tuple(_task(seed, index, kinds.kind_of(index)) for index in range(TASKS))


def _task(seed: int, index: int, kind: str) -> Task:
    return Task(
        f"fresh-{seed}-{index:03d}-{kind}",
        Once(lambda: distributions.random_pair(seed, index).distribution),
        family=kind,
        group=ELLIPTICAL if kind in kinds.ELLIPTICAL else OTHER,
    )


def fresh(seed: int) -> tuple[Grid, ...]:
    """The tasks of a seed, each with one sample of every size."""
    return (Grid(fresh_tasks(seed), ON_RANDOM_PAIRS, SIZES, 1),)
