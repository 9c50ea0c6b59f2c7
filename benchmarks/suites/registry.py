"""The suites by name. A suite is data: tasks, estimators, sizes, replicates."""

from collections.abc import Callable
from functools import partial

from . import suites_images, suites_vectors
from .lazy import Lazy
from .protocol import Grid, Suite

_SUITES: tuple[tuple[str, str, Callable[[], tuple[Grid, ...]]], ...] = (
    (
        "smoke",
        "Correlated normals and uniforms, and small bump images: every part of the harness in under a minute.",
        suites_images.smoke,
    ),
    (
        "images",
        "Bump and rectangle images of arXiv 2305.08013, raw and compressed, and their parameters.",
        suites_images.images,
    ),
    ("images-10k", "The images of the suite images at n = 10,000, compressed.", suites_images.images_10k),
    (
        "images-extended",
        "Further image families: larger bumps, correlated bumps, ellipses, strokes; raw, compressed, and their parameters.",
        suites_images.images_extended,
    ),
    ("bmi-v1", "The 40 tasks of arXiv 2306.11078, by their public ids.", suites_vectors.bmi_v1),
    ("bmi-v2", "The 26 tasks of arXiv 2310.10240, by their public ids.", suites_vectors.bmi_v2),
    ("lowdim", "Every family of vectors in 1, 2 and 3 dimensions, 0 to 10 nats.", suites_vectors.lowdim),
    ("highdim", "Families in 4, 16 and 64 dimensions, 0 to 4 nats per component.", suites_vectors.highdim),
    (
        "mixed",
        "Labels, and floats that repeat values: each kind of pair with the estimators that take it.",
        suites_vectors.mixed,
    ),
    (
        "strong",
        "Up to strong dependence: parameters of bumps and rectangles, Student, wiggly and mixture distributions.",
        suites_vectors.strong,
    ),
    (
        "sample-size",
        "Normal, uniform and Student, and the parameters of bumps and rectangles, all of 2 nats, from 250 to 8,000 pairs.",
        suites_vectors.sample_size,
    ),
    (
        "dimension",
        "Normal and uniform distributions of 2 nats, with 1 to 20 dimensions of X and of Y.",
        suites_vectors.dimension,
    ),
    ("channels", "Pictures of digits; their classes are bits sent through a noisy channel.", suites_images.channels),
)

DESCRIPTIONS = {name: description for name, description, _ in _SUITES}


def _built(name: str, build: Callable[[], tuple[Grid, ...]]) -> Suite:
    return Suite(name, DESCRIPTIONS[name], build())


SUITES = Lazy({name: partial(_built, name, build) for name, _, build in _SUITES})
