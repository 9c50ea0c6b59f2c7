"""The grids of the suites `high` and `needs`.

In `high`, what is quick has two replicates, what takes longer one.

In `needs`, sizes end where more pairs would tell little: in 16 and 32 columns, estimators by neighbours miss by half and more,
and their error falls like n^(-1/columns). Of `estimate_mi` there is the value without twins, which takes a tenth of the time.
"""

from infoplane.benchmarks.suites.estimators import (
    BASELINES,
    CALIBRATED,
    CLASSICAL,
    MANY_COLUMNS,
    NEURAL,
)
from infoplane.benchmarks.suites.protocol import Grid, Task
from infoplane.benchmarks.suites.tasks_families import tasks_of

from .tasks import high_tasks

_QUICK = BASELINES.only(("Gaussian", "Gaussian copula")) | CLASSICAL.only(["KSG"])
_SLOWER = NEURAL | CALIBRATED | CLASSICAL.only(("KDE", "KL", "WKL", "G+WKL")) | MANY_COLUMNS

_NATS = (1.0, 2.0, 5.0, 10.0, 20.0)
_MOST_NATS_PER_COLUMN = 10.0  # rounding allows no more
_LARGEST = {1: 16_000, 2: 16_000, 4: 8_000, 8: 4_000, 16: 2_000, 32: 2_000}  # by columns of x, and of y


def high() -> tuple[Grid, ...]:
    """Much information in 32 to 160 columns of x and of y."""
    return Grid(high_tasks(), _QUICK, (10_000,), 2), Grid(high_tasks(), _SLOWER, (10_000,), 1)


def needs() -> tuple[Grid, ...]:
    """Normal and log-gamma-exponential pairs of 1 to 20 nats in 1 to 32 columns each, from 250 pairs on."""
    estimators = BASELINES.only(["Gaussian copula"]) | CLASSICAL.only(("KSG", "KL", "G+WKL")) | CALIBRATED.only(["auto, fast"])
    return tuple(Grid(_tasks(columns), estimators, _sizes(largest), 3) for columns, largest in _LARGEST.items())


def _tasks(columns: int) -> tuple[Task, ...]:
    nats = tuple(each for each in _NATS if each <= _MOST_NATS_PER_COLUMN * columns)
    return tasks_of(("normal", "log-gamma-exponential"), (columns,), nats)


def _sizes(largest: int) -> tuple[int, ...]:
    return tuple(250 * 2**power for power in range((largest // 250).bit_length()))
