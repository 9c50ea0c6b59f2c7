"""The grids of the suites `high` and `needs`.

In `high`, the Gaussian estimators have two replicates, the others one.

In `needs`, the largest size falls with the columns, for time. In more than 4 columns, `estimate_mi` is run without twins, which
is faster.
"""

from infoplane.benchmarks.suites.estimators import (
    AUTOMATIC,
    CALIBRATED,
    CLASSICAL,
    FIELDS,
    GAUSSIAN,
    NEURAL,
)
from infoplane.benchmarks.suites.protocol import Grid, Task
from infoplane.benchmarks.suites.tasks_families import tasks_of

from .tasks import high_tasks

_OTHERS = CLASSICAL.only(("KSG", "KL", "WKL", "KDE")) | NEURAL | FIELDS.only(["MINDE"])

_NATS = (1.0, 2.0, 5.0, 10.0, 20.0)
_MOST_NATS_PER_COLUMN = 10.0  # rounding allows no more
_LARGEST = {1: 16_000, 2: 16_000, 4: 8_000, 8: 4_000, 16: 2_000, 32: 2_000}  # by columns of x, and of y
_FEW_COLUMNS = 4  # of x, for G+WKL and for `estimate_mi` with twins


def high() -> tuple[Grid, ...]:
    """Much information in 32 to 160 columns of x and of y."""
    tasks = high_tasks()
    return (
        Grid(tasks, GAUSSIAN, (10_000,), 2),
        Grid(tasks, _OTHERS | CALIBRATED, (10_000,), 1),
    )


def needs() -> tuple[Grid, ...]:
    """Normal and log-gamma-exponential pairs of 1 to 20 nats in 1 to 32 columns each, from 250 pairs on."""
    quick = GAUSSIAN.only(["Gaussian copula"]) | CLASSICAL.only(("KSG", "KL")) | CALIBRATED.only(["auto, fast"])
    few = [columns for columns in _LARGEST if columns <= _FEW_COLUMNS]
    return (
        *(Grid(_tasks(columns), quick, _sizes(largest), 3) for columns, largest in _LARGEST.items()),
        *(Grid(_tasks(columns), CLASSICAL.only(["G+WKL"]), _sizes(_LARGEST[columns]), 3) for columns in few),
        *(Grid(_tasks(columns), AUTOMATIC, (250, 1000, 4000), 3) for columns in few),
    )


def _tasks(columns: int) -> tuple[Task, ...]:
    nats = tuple(each for each in _NATS if each <= _MOST_NATS_PER_COLUMN * columns)
    return tasks_of(("normal", "log-gamma-exponential"), (columns,), nats)


def _sizes(largest: int) -> tuple[int, ...]:
    return tuple(250 * 2**power for power in range((largest // 250).bit_length()))
