"""The grids of the suites on vectors and labels."""

from itertools import chain

from .calibration import group_of
from .estimators import AUTOMATIC, BASELINES, CALIBRATED, CLASSICAL, FIELDS, FROM_COPULA, GAUSSIAN, MIXED, NEURAL, STRONG
from .paper.estimators import autoencoder
from .protocol import Grid
from .tasks_bmi import bmi_v1_tasks, bmi_v2_tasks
from .tasks_families import high_dimensional_tasks, low_dimensional_tasks, mixed_tasks, tasks_of
from .tasks_images import bump_tasks, rectangle_tasks

_ON_VECTORS = GAUSSIAN | CLASSICAL
_ON_SHORT_VECTORS = _ON_VECTORS | BASELINES.only(["Histogram"])  # bins need few dimensions

_INTEGERS = tuple(map(float, range(11)))
_STRONG_MIXTURES = ("1v1-X-0.9", "1v1-AI", "2v1-waves-12-5.0-3.0", "2v1-galaxy-0.5-3.0")

# For vector fields, which train for a minute or more: some of each kind, named before any was run.
_BMI_FIELDS = frozenset(
    (
        "1v1-additive-0.1",
        "1v1-bimodal-0.75",
        "wiggly-1v1-normal-0.75",
        "swissroll_x-normal_cdf-1v1-normal-0.75",
        "student-identity-2-2-1",
        "student-identity-5-5-2",
        "multinormal-sparse-5-5-2-2.0",
        "half_cube-multinormal-sparse-25-25-2-2.0",
        "spiral-multinormal-sparse-3-3-2-2.0",
        "spiral-multinormal-sparse-25-25-2-2.0",
    )
)
_SWEEP_NATS = (2.0,)
_SIZES = (250, 500, 1000, 2000, 4000, 8000)
_DIMENSIONS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20)  # those of arXiv 2305.08013


def bmi_v1() -> tuple[Grid, ...]:
    """The tasks of "Beyond Normal"."""
    tasks = bmi_v1_tasks()
    for_fields = tuple(task for task in tasks if task.id in _BMI_FIELDS)
    return (
        Grid(tasks, NEURAL, (10_000,), 5),
        Grid(tasks, _ON_VECTORS, (10_000,), 10),
        Grid(tasks, AUTOMATIC, (1000, 10_000), 5),
        Grid(tasks, FROM_COPULA, (10_000,), 1),
        Grid(for_fields, FIELDS, (10_000,), 1),
    )


def bmi_v2() -> tuple[Grid, ...]:
    """The tasks of "Bend and Mix"."""
    tasks = bmi_v2_tasks()
    return Grid(tasks, _ON_VECTORS, (10_000,), 5), Grid(tasks, AUTOMATIC, (10_000,), 1), Grid(tasks, NEURAL, (10_000,), 1)


def fields() -> tuple[Grid, ...]:
    """What the papers of two vector fields show, beside the rest."""
    few_dimensions = tasks_of(("uniform", "wiggly"), (1, 2, 3), (2.5, 5.0))
    on_codes = autoencoder(2, FIELDS.only(["InfoBridge"]) | CLASSICAL.only(["WKL"]))
    return (
        Grid(few_dimensions, FIELDS.only(["FMMI"]) | CLASSICAL.only(("KSG", "WKL")), (10_000,), 1),
        Grid(bump_tasks(nats=(2.5, 5.0, 7.5)), on_codes, (10_000,), 1),
    )


def lowdim() -> tuple[Grid, ...]:
    """All families in few dimensions."""
    tasks = tuple(task.renamed(group=group_of(task)) for task in low_dimensional_tasks())
    return Grid(tasks, _ON_SHORT_VECTORS, (1000, 5000), 10), Grid(tasks, AUTOMATIC, (1000, 5000), 1)


def highdim() -> tuple[Grid, ...]:
    """Some families in many dimensions."""
    tasks = high_dimensional_tasks()
    return Grid(tasks, _ON_VECTORS, (5000,), 5), Grid(tasks, CALIBRATED, (5000,), 1)


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
    return Grid(tasks, STRONG | GAUSSIAN, (5000,), 10), Grid(tasks, AUTOMATIC, (5000,), 1)


def sample_size() -> tuple[Grid, ...]:
    """Only the sample size varies."""
    tasks = (
        *tasks_of(("normal", "uniform", "student-2"), (2,), _SWEEP_NATS),
        *bump_tasks(nats=_SWEEP_NATS, parameters=True),
        *rectangle_tasks(nats=_SWEEP_NATS, parameters=True),
    )
    return Grid(tasks, _ON_VECTORS, _SIZES, 10), Grid(tasks, CALIBRATED, _SIZES, 2)


def dimension() -> tuple[Grid, ...]:
    """Only the dimension varies."""
    tasks = tasks_of(("normal", "uniform"), _DIMENSIONS, _SWEEP_NATS)
    return Grid(tasks, _ON_VECTORS, (5000,), 5), Grid(tasks, CALIBRATED, (5000,), 1)
