"""The grids of the suites `high` and `needs`.

In `high`, what is quick has two replicates, what takes longer one.

In `needs`, the sizes of an estimator end where more pairs would tell nothing, or take minutes: estimators by neighbours miss by
half and more in 16 and 32 columns, where an error falls like n^(-1/columns). `estimate_mi` with its twins is run where it decides
something: on normal pairs it is right at the smallest sizes.
"""

from infoplane.benchmarks.suites.estimators import (
    AUTOMATIC,
    BASELINES,
    CALIBRATED,
    CLASSICAL,
    FIELDS,
    MANY_COLUMNS,
    MORE_NEURAL,
    NEURAL,
    STRONG,
)
from infoplane.benchmarks.suites.protocol import Grid, Task
from infoplane.benchmarks.suites.tasks_families import tasks_of

from .tasks import high_tasks

_QUICK = BASELINES.only(("Gaussian", "Gaussian copula")) | CLASSICAL.only(["KSG"]) | NEURAL | CALIBRATED.only(["auto, fast"])
_SLOWER = (
    CLASSICAL.only(("KDE", "KL", "WKL", "G+WKL"))
    | STRONG.only(("KSG 2", "WKL 20", "ranks+WKL 20", "G+KL"))
    | MANY_COLUMNS
    | MORE_NEURAL
    | AUTOMATIC
    | FIELDS.only(["MINDE"])
)

_NATS = (1.0, 2.0, 5.0, 10.0, 20.0)
_MOST_NATS_PER_COLUMN = 10.0  # rounding allows no more
_NORMAL, _OTHER = "normal", "log-gamma-exponential"
_LARGEST = {1: 32_000, 2: 32_000, 4: 16_000, 8: 4_000, 16: 2_000, 32: 2_000}  # by columns of x, and of y


def high() -> tuple[Grid, ...]:
    """Much information in 32 to 160 columns of x and of y."""
    return Grid(high_tasks(), _QUICK, (10_000,), 2), Grid(high_tasks(), _SLOWER, (10_000,), 1)


def needs() -> tuple[Grid, ...]:
    """Normal and log-gamma-exponential pairs of 1 to 20 nats in 1 to 32 columns each, from 250 pairs on."""
    by_neighbours = CLASSICAL.only(("KSG", "KL", "G+WKL"))
    grids = []
    for columns, largest in _LARGEST.items():
        normal, other = (_tasks(name, columns) for name in (_NORMAL, _OTHER))
        grids += [
            Grid((*normal, *other), by_neighbours | CALIBRATED.only(["auto, fast"]), _sizes(largest), 3),
            Grid((*normal, *other), BASELINES.only(["Gaussian copula"]), _sizes(16_000), 3),
            Grid(normal, AUTOMATIC, (250, 1000) if columns <= 4 else (250,), 3),
        ]
        if columns <= 4:
            grids.append(Grid(other, AUTOMATIC, (250, 1000, 4000), 3))
    return tuple(grids)


def _tasks(name: str, columns: int) -> tuple[Task, ...]:
    return tasks_of((name,), (columns,), tuple(nats for nats in _NATS if nats <= _MOST_NATS_PER_COLUMN * columns))


def _sizes(largest: int) -> tuple[int, ...]:
    return tuple(250 * 2**power for power in range((largest // 250).bit_length()))
