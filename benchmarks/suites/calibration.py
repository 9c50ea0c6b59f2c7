"""The suite `calibration`: what the intervals of `estimate_mi` are calibrated on.

It holds tasks of other suites, with samples of their own, and random pairs. Here a family is a kind of distribution, whatever
its numbers of columns: an interval is judged by a calibration that has not seen its family. Families of the group "elliptical"
are elliptical distributions seen through one-to-one maps, mostly of single columns. They are nearly one family, so what a
calibration without one of them shows about the others is little; the group "other" shows more.
"""

import re

from .estimators import CALIBRATED
from .fresh import ELLIPTICAL, OTHER, fresh_tasks
from .high.pairs import KINDS, pairs_tasks
from .protocol import Grid, Task
from .tasks_bmi import bmi_v1_tasks, bmi_v2_tasks
from .tasks_families import low_dimensional_tasks, tasks_of
from .tasks_images import bump_tasks, rectangle_tasks

_NATS = (0.0, 1.0, 2.0, 5.0, 10.0)
_SEED = 1  # of random pairs; tables of the suite `fresh` are of other seeds
_ELLIPTICAL = ("normal", "student", "asinh-student", "uniform", "power", "wiggly", "bimodal", "lift", "anti-pca", "bumps")
# The family of a published id: the first of these texts that is in it.
_PUBLISHED = {
    "swissroll": "swiss-roll",
    "spiral": "spiral",
    "asinh-student": "asinh-student",
    "student": "student",
    "additive": "smoothed-uniform",
    "bimodal": "bimodal",
    "wiggly": "wiggly",
    "half_cube": "power",  # the signed power 1.5
    "normal_cdf": "uniform",
    "inliers": "inliers",
    "concentric": "concentric",
    "1v1-X": "fine",
    "1v1-AI": "fine",
    "waves": "fine",
    "galaxy": "fine",
    "normal": "normal",
}
# What no sign shows: a handful of rows carries the information, or rotations hide many pairs, which then look normal.
# No interval is calibrated on these families, and they are in no mean.
HIDDEN = ("rare-event", *(f"turned-pairs-{kind}" for kind in KINDS))


def calibration() -> tuple[Grid, ...]:
    """The grids of the suite."""
    known = {task.id for task in bmi_v1_tasks()}
    few_columns = (
        *low_dimensional_tasks(),
        *(task for task in bmi_v2_tasks() if task.id not in known),
        *bump_tasks(nats=_NATS, parameters=True),
        *rectangle_tasks(nats=_NATS, parameters=True),
    )
    many_columns = (*tasks_of(("normal", "uniform"), (4, 6, 10, 16), (2.0,)), *pairs_tasks())
    random = (task.renamed(family=f"random-{task.family}") for task in fresh_tasks(_SEED))
    return (
        Grid(tuple(map(_apart, few_columns)), CALIBRATED, (300, 1000, 5000), 1),
        Grid(tuple(map(_apart, many_columns)), CALIBRATED, (1000, 5000), 1),
        Grid(tuple(map(_apart, bmi_v1_tasks())), CALIBRATED, (1000, 10_000), 1),
        Grid(tuple(random), CALIBRATED, (300, 1000, 3000), 1),
    )


def family_of(task: Task) -> str:
    """The kind of the distribution of a task of another suite.

    >>> from infoplane.benchmarks.suites.tasks_bmi import bmi_v1_tasks
    >>> family_of(bmi_v1_tasks()[0]), family_of(Task("power-2-3x3-1", bmi_v1_tasks()[0].distribution, family="power-2-3x3"))
    ('normal', 'power')
    """
    if not task.family:
        for text, family in _PUBLISHED.items():
            if text in task.id:
                return family
    return re.sub(r"-\d.*$", "", task.family or task.id)


def group_of(task: Task) -> str:
    """Whether the family is elliptical in some coordinates; empty text for `HIDDEN` ones."""
    family = family_of(task)
    return "" if family in HIDDEN else ELLIPTICAL if family in _ELLIPTICAL else OTHER


def _apart(task: Task) -> Task:
    """The same task with other samples, its family and its group."""
    sample_id = f"calibration {task.sample_id or task.id}"
    return task.renamed(sample_id=sample_id, family=family_of(task), group=group_of(task))
