"""The grids of the suites `high` and `needs`.

In `high`, what is quick has two replicates, what takes longer one.

In `needs`, sizes end where more pairs would tell little: in 16 and 32 columns, estimators by neighbours miss by half and more,
and their error falls like n^(-1/columns). Of `estimate_mi` there is the value without twins, which takes a tenth of the time.
"""

from infoplane.benchmarks.suites.estimators import (
    BASELINES,
    CALIBRATED,
    CLASSICAL,
    NEURAL,
)
from infoplane.benchmarks.suites.protocol import Grid, Task
from infoplane.benchmarks.suites.tasks_families import tasks_of

from .tasks import high_tasks

_GAUSSIAN = BASELINES.only(("Gaussian", "Gaussian copula"))
_OTHERS = CLASSICAL.only(("KSG", "WKL")) | NEURAL | CALIBRATED

_NATS = (1.0, 2.0, 5.0, 10.0, 20.0)
_MOST_NATS_PER_COLUMN = 10.0  # rounding allows no more
_SHORT, _LONG = (250, 1000), (250, 1000, 4000)
_SIZES = {1: (*_LONG, 16_000), 2: (*_LONG, 16_000), 4: _LONG, 8: _LONG, 16: _SHORT, 32: _SHORT}  # by columns of x, and of y
_MOST_COLUMNS = 4  # of x, for G+WKL, which is nats too high in more


def high() -> tuple[Grid, ...]:
    """Much information in 32 to 160 columns of x and of y."""
    return Grid(high_tasks(), _GAUSSIAN, (10_000,), 2), Grid(high_tasks(), _OTHERS, (10_000,), 1)


def needs() -> tuple[Grid, ...]:
    """Normal and log-gamma-exponential pairs of 1 to 20 nats in 1 to 32 columns each, from 250 pairs on."""
    quick = BASELINES.only(["Gaussian copula"]) | CLASSICAL.only(("KSG", "KL")) | CALIBRATED.only(["auto, fast"])
    return tuple(
        Grid(_tasks(columns), quick | CLASSICAL.only(["G+WKL"]) if columns <= _MOST_COLUMNS else quick, sizes, 3)
        for columns, sizes in _SIZES.items()
    )


def _tasks(columns: int) -> tuple[Task, ...]:
    nats = tuple(each for each in _NATS if each <= _MOST_NATS_PER_COLUMN * columns)
    return tasks_of(("normal", "log-gamma-exponential"), (columns,), nats)
