"""The suites by name. A suite is data: tasks, estimators, sizes, replicates.

Some suites are drawn from a seed, which is the end of their name: `SUITES["fresh-7"]`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from . import calibration, fresh, suites_images, suites_vectors
from .high import grids as high
from .lazy import Lazy
from .paper import grids as paper
from .protocol import Grid, Suite
from .quantities import divergences

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
        "code-size",
        "The images at n = 10,000 with codes of too few components, of the right number, of too many, and of a number found.",
        suites_images.code_size,
    ),
    (
        "images-extended",
        "Further image families: larger bumps, correlated bumps, ellipses, strokes; raw, compressed, and their parameters.",
        suites_images.images_extended,
    ),
    (
        "images-large",
        "Striped rectangles and spheres under a lamp, of 32 to 128 pixels, compressed, and their parameters.",
        suites_images.images_large,
    ),
    (
        "images-noisy",
        "Bump and rectangle images with noise on every pixel, compressed with and without clean images to learn from.",
        suites_images.images_noisy,
    ),
    (
        "parameters",
        "Five and six parameters of correlated bumps, ellipses and strokes, drawn apart from the images.",
        suites_images.parameters,
    ),
    ("bmi-v1", "The 40 tasks of arXiv 2306.11078, by their public ids.", suites_vectors.bmi_v1),
    ("bmi-v2", "The 26 tasks of arXiv 2310.10240, by their public ids.", suites_vectors.bmi_v2),
    (
        "fields",
        "Where papers show vector fields: FMMI in 1 to 3 dimensions, InfoBridge on codes of bumps.",
        suites_vectors.fields,
    ),
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
    (
        "high",
        "7 to 80 nats in 32 to 160 columns each, at the true MI for which papers print estimates, n = 10,000.",
        high.high,
    ),
    (
        "needs",
        "How many pairs an error of 10 % takes: 1 to 20 nats in 1 to 32 columns each, from 250 to 16,000 pairs.",
        high.needs,
    ),
    (
        "calibration",
        "What the intervals of `estimate_mi` are calibrated on: tasks of other suites, with samples of their own.",
        calibration.calibration,
    ),
    (
        "paper",
        "The figures of arXiv 2305.08013: 41 true MI from 0 to 10 nats, its estimators, codes and parameters.",
        paper.paper,
    ),
    (
        "divergences",
        "chi2, squared Hellinger and total variation information by critics: error against size and width. Not ranked as MI.",
        divergences.divergences,
    ),
    ("channels", "Pictures of digits; their classes are bits sent through a noisy channel.", suites_images.channels),
    (
        "staircase",
        "The staircase of arXiv 2410.10924: 2 to 8 bits in pictures of 64 x 64 pixels, with critics of strided convolutions.",
        suites_images.staircase,
    ),
)

DESCRIPTIONS = {name: description for name, description, _ in _SUITES}


class Seeded(NamedTuple):
    """A suite that is drawn from a seed: what it is, how many tasks and cells every seed gives, and what builds its grids."""

    description: str
    tasks: int
    cells: int
    build: Callable[[int], tuple[Grid, ...]]


SEEDED = {
    "fresh": Seeded(
        f"{fresh.TASKS} distributions that nobody has seen, drawn from a seed: many kinds, through random one-to-one maps.",
        fresh.TASKS,
        fresh.CELLS,
        fresh.fresh,
    )
}


def _built(name: str, build: Callable[[], tuple[Grid, ...]]) -> Suite:
    return Suite(name, DESCRIPTIONS[name], build())


def _of_seed(name: str) -> Callable[[], Suite] | None:
    """What builds a suite of a seed; None for other names."""
    kind, _, seed = name.rpartition("-")
    if kind not in SEEDED or not seed.isdecimal() or str(int(seed)) != seed:  # one seed has one name
        return None
    return lambda: Suite(name, SEEDED[kind].description, SEEDED[kind].build(int(seed)))


class _Suites(Lazy[Suite]):
    """Suites by name. Those of a seed are found too; as there is no end to them, iteration leaves them out."""

    def __init__(self, builders: dict[str, Callable[[], Suite]]) -> None:
        super().__init__(builders)
        self._of_seeds: dict[str, Suite] = {}

    def __getitem__(self, name: str) -> Suite:
        if build := _of_seed(name):
            return self._of_seeds.get(name) or self._of_seeds.setdefault(name, build())
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and _of_seed(name) is not None)


SUITES = _Suites({name: partial(_built, name, build) for name, _, build in _SUITES})


def suites_like(task: str) -> Iterator[Suite]:
    """The suites that may have a task of this id: all, or the suite of a seed, whose name begins the ids of its tasks."""
    own = "-".join(task.split("-")[:2])
    yield from [SUITES[own]] if _of_seed(own) else SUITES.values()
