"""The grids of the suites on vectors and labels."""

from itertools import chain

from .calibration import group_of
from .estimators import AUTOMATIC, BASELINES, CLASSICAL, MIXED, NEURAL, STRONG
from .protocol import Grid, Task
from .tasks_bmi import bmi_v1_tasks, bmi_v2_tasks
from .tasks_families import high_dimensional_tasks, low_dimensional_tasks, mixed_tasks, tasks_of
from .tasks_images import bump_tasks, rectangle_tasks

_ON_VECTORS = BASELINES.only(("Gaussian", "Gaussian copula", *CLASSICAL))
_ON_SHORT_VECTORS = _ON_VECTORS | BASELINES.only(["Histogram"])  # bins need few dimensions

_INTEGERS = tuple(map(float, range(11)))
_STRONG_MIXTURES = ("1v1-X-0.9", "1v1-AI", "2v1-waves-12-5.0-3.0", "2v1-galaxy-0.5-3.0")

_SWEEP_NATS = (2.0,)
_SIZES = (250, 500, 1000, 2000, 4000, 8000)
_DIMENSIONS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20)  # those of arXiv 2305.08013


def _bmi(tasks: tuple[Task, ...]) -> tuple[Grid, ...]:
    return Grid(tasks, NEURAL, (10_000,), 5), Grid(tasks, _ON_VECTORS, (10_000,), 10)


def bmi_v1() -> tuple[Grid, ...]:
    """The tasks of "Beyond Normal"."""
    return *_bmi(bmi_v1_tasks()), Grid(bmi_v1_tasks(), AUTOMATIC, (1000, 10_000), 5)


def bmi_v2() -> tuple[Grid, ...]:
    """The tasks of "Bend and Mix"."""
    return _bmi(bmi_v2_tasks())


def lowdim() -> tuple[Grid, ...]:
    """All families in few dimensions."""
    tasks = tuple(task.renamed(group=group_of(task)) for task in low_dimensional_tasks())
    return Grid(tasks, _ON_SHORT_VECTORS, (1000, 5000), 10), Grid(tasks, AUTOMATIC, (1000, 5000), 1)


def highdim() -> tuple[Grid, ...]:
    """Some families in many dimensions."""
    return (Grid(high_dimensional_tasks(), _ON_VECTORS, (5000,), 5),)


def mixed() -> tuple[Grid, ...]:
    """Tasks on labels and on floats with atoms: one grid for each number of labels among X and Y."""
    tasks = mixed_tasks()
    sizes = {labels: (1000, 5000) if labels == 2 else (5000,) for labels in MIXED}  # counts are hard where rows are few
    compared = tuple(Grid(tasks[labels], estimators, sizes[labels], 10) for labels, estimators in MIXED.items())
    return *compared, Grid(tuple(chain(*tasks.values())), AUTOMATIC, (5000,), 5), Grid(tasks[2], AUTOMATIC, (1000,), 5)


def strong() -> tuple[Grid, ...]:
    """Weak to strong dependence, with all that was tried for it."""
    tasks = (
        *bump_tasks(nats=_INTEGERS, parameters=True),
        *rectangle_tasks(nats=_INTEGERS, parameters=True),
        *tasks_of(("student-2", "wiggly", "smoothed-uniform", "log-gamma-exponential"), (2,), _INTEGERS),
        *(task for task in bmi_v2_tasks() if task.id in _STRONG_MIXTURES),
        *(task for task in low_dimensional_tasks() if task.id.startswith("clusters")),
    )
    return Grid(tasks, STRONG, (5000,), 10), Grid(tasks, AUTOMATIC, (5000,), 1)


def sample_size() -> tuple[Grid, ...]:
    """Only the sample size varies."""
    tasks = (
        *tasks_of(("normal", "uniform", "student-2"), (2,), _SWEEP_NATS),
        *bump_tasks(nats=_SWEEP_NATS, parameters=True),
        *rectangle_tasks(nats=_SWEEP_NATS, parameters=True),
    )
    return (Grid(tasks, CLASSICAL, _SIZES, 10),)


def dimension() -> tuple[Grid, ...]:
    """Only the dimension varies."""
    return (Grid(tasks_of(("normal", "uniform"), _DIMENSIONS, _SWEEP_NATS), _ON_VECTORS, (5000,), 5),)
