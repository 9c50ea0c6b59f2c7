"""Suites that vary one thing and hold the rest: the sample size, and the dimension."""

from .estimators import CLASSICAL
from .protocol import Grid, Suite
from .tasks_families import LOW_FAMILIES, family_tasks
from .tasks_images import bump_tasks, rectangle_tasks

_NATS = (2.0,)
SIZES = (250, 500, 1000, 2000, 4000, 8000)
DIMENSIONS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20)

SAMPLE_SIZE = Suite(
    "sample-size",
    "Normal, uniform and Student, and the parameters of bumps and rectangles, all of 2 nats, from 250 to 8,000 pairs.",
    (
        Grid(
            (
                *(
                    task
                    for name in ("normal", "uniform", "student-2")
                    for task in family_tasks(name, LOW_FAMILIES[name], 2, _NATS)
                ),
                *bump_tasks(truths=_NATS, parameters=True),
                *rectangle_tasks(truths=_NATS, parameters=True),
            ),
            CLASSICAL,
            SIZES,
            10,
        ),
    ),
)

# The sweep of arXiv 2305.08013, up to 20 dimensions a side.
DIMENSION = Suite(
    "dimension",
    "Normal and uniform distributions of 2 nats in 1 to 20 dimensions a side.",
    (
        Grid(
            tuple(
                task
                for name in ("normal", "uniform")
                for dim in DIMENSIONS
                for task in family_tasks(name, LOW_FAMILIES[name], dim, _NATS)
            ),
            CLASSICAL,
            (5000,),
            5,
        ),
    ),
)
