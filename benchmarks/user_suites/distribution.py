"""A user's own distribution, found by name: `file.py:Name`, `package.module:Name`, a published name, or a name of infoplane.

Name is an object of the protocol `Distribution`, a class of such objects, a function that makes one, or a task of another
library with `sample(n, seed)` and `mutual_information`. Arguments may follow, as literals: `my.py:SharedSign(flip=0.1)`. A name
without a colon is one of `infoplane.distributions`, or an entry point of the group `infoplane.distributions`.

Each worker process loads the distribution for itself. Its rows are kept by content: the name, its arguments, and the source of
all its local files. They stay valid if the files move, and an edit makes another distribution.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from infoplane import distributions
from infoplane.benchmarks.candidates.loaded import Loaded
from infoplane.benchmarks.candidates.loading import found_place
from infoplane.benchmarks.candidates.specs import spec_of
from infoplane.benchmarks.errors import UserError
from infoplane.distributions.adapted import as_distribution
from infoplane.distributions.protocol import Array, Distribution, PointwiseDistribution, standard_error

GROUP = "infoplane.distributions"
WHAT = "distribution"


@dataclass(frozen=True)
class LoadedDistribution:
    """A distribution that is loaded where it is sampled.

    Parameters
    ----------
    name, arguments : str
        What is loaded, and what it is called with.
    source : str
        Hash of the local files that it is made of, and of the version of its package.
    location, folder : str
        Where it is: as in `Candidate`. They do not count as content.
    """

    name: str
    source: str
    arguments: str = ""
    location: str = field(default="", compare=False)
    folder: str = field(default="", compare=False)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return tuple(self._distribution.x_shape)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return tuple(self._distribution.y_shape)

    @property
    def mutual_information(self) -> float:
        return float(self._distribution.mutual_information)

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error that the distribution states; 0 if it states none."""
        return standard_error(self._distribution)

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n pairs."""
        loaded, found = _load(self)
        with loaded.importing():
            return found.sample(n, rng=rng)

    @property
    def _distribution(self) -> Distribution:
        return _load(self)[1]


class LoadedPointwise(LoadedDistribution):
    """One whose pointwise mutual information is known."""

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        loaded, found = _load(self)
        assert isinstance(found, PointwiseDistribution)
        with loaded.importing():
            return found.pointwise_mutual_information(x, y)


def distribution(spec: str, folder: str = "") -> Distribution:
    """Find a distribution by its name.

    Parameters
    ----------
    spec : str
        As in the head of this file, like "my.py:SharedSign" or "CorrelatedNormal.with_mutual_information(2.0, 3, 3)".
    folder : str
        The folder that files and modules are searched in; the current one by default.

    Raises
    ------
    UserError
        If the name or its arguments are wrong, or what is named is no distribution.

    Examples
    --------
    >>> distribution("CorrelatedNormal(1, 1, (0.5,))").x_shape
    (1,)
    """
    written, arguments = spec_of(spec)
    if written.partition(".")[0] in distributions.__all__:
        return _checked(Loaded(GROUP, written, "", arguments, WHAT), spec)
    place = found_place(spec, folder, GROUP, WHAT)
    loaded = Loaded(*place, WHAT)
    found = _checked(loaded, spec)
    if place.location.partition(".")[0] == "infoplane":
        return found
    kind = LoadedPointwise if isinstance(found, PointwiseDistribution) else LoadedDistribution
    return kind(place.name, loaded.hash, place.arguments, place.location, place.folder)


def unwrapped(found: Distribution) -> Distribution:
    """The object itself of a distribution that was loaded."""
    return found._distribution if isinstance(found, LoadedDistribution) else found


def _checked(loaded: Loaded, spec: str) -> Distribution:
    with loaded.importing():
        try:
            return as_distribution(loaded.value)
        except Exception as error:  # the task of another library may raise anything
            raise UserError(f"{spec} is no distribution: {error}") from error


def _load(wanted: LoadedDistribution) -> tuple[Loaded, Distribution]:
    loaded, found = _loaded(wanted.location, wanted.name, wanted.folder, wanted.arguments, wanted.source)
    if loaded.hash != wanted.source:
        _loaded.cache_clear()
        raise RuntimeError(f"{wanted.location} or a file it imports changed since the run began: start the command again.")
    return loaded, found


@lru_cache(maxsize=32)
def _loaded(location: str, name: str, folder: str, arguments: str, source: str) -> tuple[Loaded, Distribution]:
    """Loaded once in each process; `source` makes an edited distribution another entry."""
    loaded = Loaded(location, name, folder, arguments, WHAT)
    return loaded, _checked(loaded, name)
