"""The suites by name. A suite is data: tasks, estimators, sizes, replicates."""

from infoplane.distributions import CorrelatedNormal, correlated_uniform

from .baselines import BASELINES, CLASSICAL, IMAGE_MINE, on_images
from .protocol import Grid, Suite, Task
from .tasks_images import bump_tasks, rectangle_tasks

_SMOKE_TRUTHS = (0.0, 1.0, 2.5)

SMOKE = Suite(
    "smoke",
    "Correlated normals and uniforms, and small bump images: every part of the machine in under a minute.",
    (
        Grid(
            (
                *(
                    Task(
                        f"normal-2x2-{nats:g}",
                        CorrelatedNormal.with_mutual_information(nats, 2, 2, 1),
                        family="normal-2x2",
                    )
                    for nats in _SMOKE_TRUTHS
                ),
                *(
                    Task(f"uniform-2x2-{nats:g}", correlated_uniform(nats, 2, 2, 1), family="uniform-2x2")
                    for nats in _SMOKE_TRUTHS
                ),
            ),
            {name: BASELINES[name] for name in ("Gaussian", *CLASSICAL)},
            sizes=(1000,),
            replicates=3,
        ),
        Grid(
            bump_tasks(16, truths=(0.0, 2.5)),
            {name: on_images(2)[name] for name in ("raw KSG", "PCA+KDE")},
            sizes=(500,),
            replicates=3,
        ),
    ),
)

IMAGES = Suite(
    "images",
    "Bump and rectangle images of arXiv 2305.08013, raw and compressed, beside their parameters.",
    (
        # The longest cells first, so that no worker is left alone with them at the end.
        Grid((*bump_tasks(), *rectangle_tasks()), IMAGE_MINE, sizes=(5000,), replicates=3),
        Grid(rectangle_tasks(), on_images(4), sizes=(5000, 1000), replicates=5),
        Grid(bump_tasks(), on_images(2), sizes=(5000, 1000), replicates=5),
        Grid(
            (*bump_tasks(parameters=True), *rectangle_tasks(parameters=True)),
            CLASSICAL,
            sizes=(5000, 1000),
            replicates=5,
        ),
    ),
)

SUITES = {suite.name: suite for suite in (SMOKE, IMAGES)}
