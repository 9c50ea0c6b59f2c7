"""The suites by name. A suite is data: tasks, estimators, sizes, replicates."""

from functools import partial

from infoplane.distributions import CorrelatedNormal, correlated_uniform

from .estimators import BASELINES, CLASSICAL, IMAGE_MINE, MIXED, NEURAL, STRONG, on_images
from .protocol import Grid, Suite, Task
from .sweeps import DIMENSION, SAMPLE_SIZE
from .tasks_bmi import BMI_V1, BMI_V2
from .tasks_channels import channel_tasks
from .tasks_families import LOW_FAMILIES, family_tasks, high_dimensional_tasks, low_dimensional_tasks, mixed_tasks
from .tasks_images import bump_tasks, rectangle_tasks
from .tasks_more_images import correlated_bump_tasks, ellipse_tasks, stroke_tasks

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

# The size at which published results on these images are stated, by the best on codes.
IMAGES_10K = Suite(
    "images-10k",
    "The images of the suite images at n = 10,000, compressed.",
    tuple(
        Grid(tasks, {name: on_images(dimension)[name] for name in ("AE+KSG", "AE+WKL", "AE+G+WKL")}, (10_000,), 5)
        for tasks, dimension in ((rectangle_tasks(), 4), (bump_tasks(), 2))
    ),
)

_ON_VECTORS = {name: BASELINES[name] for name in ("Gaussian", "Gaussian copula", *CLASSICAL)}
# Bins want few dimensions.
_ON_SHORT_VECTORS = {**_ON_VECTORS, "Histogram": BASELINES["Histogram"]}


def _label_sides(task: Task) -> int:
    return (task.distribution.x_shape, task.distribution.y_shape).count(())


BMI_SUITES = tuple(
    Suite(
        name,
        f"The {len(tasks)} tasks of {source}, by their public ids.",
        (Grid(tasks, NEURAL, (10_000,), 5), Grid(tasks, _ON_VECTORS, (10_000,), 10)),
    )
    for name, tasks, source in (("bmi-v1", BMI_V1, "arXiv 2306.11078"), ("bmi-v2", BMI_V2, "arXiv 2310.10240"))
)

FAMILIES = (
    Suite(
        "lowdim",
        "Every family of vectors in 1, 2 and 3 dimensions, 0 to 10 nats.",
        (Grid(low_dimensional_tasks(), _ON_SHORT_VECTORS, (1000, 5000), 10),),
    ),
    Suite(
        "highdim",
        "Families in 4, 16 and 64 dimensions, 0 to 4 nats a component.",
        (Grid(high_dimensional_tasks(), _ON_VECTORS, (5000,), 5),),
    ),
    Suite(
        "mixed",
        "Labels on one side or both, and float columns with atoms: each kind of pair with the estimators that take it.",
        tuple(
            Grid(tuple(task for task in mixed_tasks() if _label_sides(task) == sides), estimators, (5000,), 10)
            for sides, estimators in MIXED.items()
        ),
    ),
)

_INTEGERS = tuple(map(float, range(11)))
_MIXTURES = {"1v1-X-0.9", "1v1-AI", "2v1-waves-12-5.0-3.0", "2v1-galaxy-0.5-3.0"}

STRONG_DEPENDENCE = Suite(
    "strong",
    "Up to strong dependence: parameters of bumps and rectangles, Student, wiggly and mixture distributions, by many remedies.",
    (
        Grid(
            (
                *bump_tasks(truths=_INTEGERS, parameters=True),
                *rectangle_tasks(truths=_INTEGERS, parameters=True),
                *(
                    task
                    for name in ("student-2", "wiggly", "smoothed-uniform", "log-gamma-exponential")
                    for task in family_tasks(name, LOW_FAMILIES[name], 2, _INTEGERS)
                ),
                *(task for task in BMI_V2 if task.id in _MIXTURES),
                *(task for task in low_dimensional_tasks() if task.id.startswith("clusters")),
            ),
            STRONG,
            (5000,),
            10,
        ),
    ),
)

_MORE_IMAGES = ((partial(bump_tasks, 32), 2), (correlated_bump_tasks, 5), (ellipse_tasks, 5), (stroke_tasks, 6))

IMAGES_EXTENDED = Suite(
    "images-extended",
    "Further image families: larger bumps, correlated bumps, ellipses, strokes; raw, compressed, and their parameters.",
    (
        *(Grid(tasks(), on_images(dim), (5000,), 5) for tasks, dim in _MORE_IMAGES),
        *(Grid(tasks(parameters=True), CLASSICAL, (5000,), 5) for tasks, _ in _MORE_IMAGES),
    ),
)

CHANNELS = Suite(
    "channels",
    "Pictures of digits whose classes are bits sent through a noisy channel.",
    (Grid(channel_tasks(), {"raw KSG": on_images(2)["raw KSG"], "PCA+KDE": on_images(4)["PCA+KDE"]}, (5000,), 3),),
)

SUITES = {
    suite.name: suite
    for suite in (
        SMOKE,
        IMAGES,
        IMAGES_10K,
        IMAGES_EXTENDED,
        *BMI_SUITES,
        *FAMILIES,
        STRONG_DEPENDENCE,
        SAMPLE_SIZE,
        DIMENSION,
        CHANNELS,
    )
}
