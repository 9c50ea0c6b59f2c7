"""Tasks of other libraries as distributions: any object with `sample(n, seed)` and `mutual_information`.

The tasks and samplers of the package `bmi` (arXiv 2306.11078, 2310.10240) are such objects. Their samplers take an integer as
seed, which is drawn from our generator; their MI may be an attribute or a method.
"""

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np

from .protocol import Array, Distribution


def as_distribution(task: Any) -> Distribution:
    """A distribution from a task of another library.

    Parameters
    ----------
    task : Distribution, or an object with `sample(n, seed)` and `mutual_information`
        `sample` returns two arrays of n rows. Integers in one dimension are class labels; other one-dimensional arrays are a
        column. `mutual_information` is in nats.

    Returns
    -------
    Distribution
        The object itself if it is one already.

    Raises
    ------
    TypeError
        If the object has no `sample`, or no `mutual_information`.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import as_distribution
    >>> class Task:
    ...     mutual_information = 0.0
    ...     def sample(self, n_points, seed):
    ...         return np.random.default_rng(seed).normal(size=(2, n_points))
    >>> found = as_distribution(Task())
    >>> found.x_shape, found.mutual_information, found.sample(5, rng=0)[0].shape
    ((1,), 0.0, (5, 1))
    """
    if isinstance(task, Distribution):
        return task
    lacking = [name for name in ("sample", "mutual_information") if not hasattr(task, name)]
    if lacking or isinstance(task, type):
        what = "is a class: make an object of it" if isinstance(task, type) else f"has no {' and no '.join(lacking)}"
        raise TypeError(f"{task!r} {what}. A distribution needs sample(n, seed) and mutual_information in nats.")
    x, y = _drawn(task, _ROWS, 0)
    return Adapted(task, x.shape[1:], y.shape[1:])


@dataclass(frozen=True)
class Adapted:
    """A distribution made by `as_distribution`.

    Parameters
    ----------
    task : object with `sample(n, seed)` and `mutual_information`
    x_shape, y_shape : tuple of int
    """

    task: Any
    x_shape: tuple[int, ...]
    y_shape: tuple[int, ...]

    @property
    def mutual_information(self) -> float:
        value = self.task.mutual_information
        return float(value() if callable(value) else value)

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error that the task states; 0 if it states none."""
        return float(getattr(self.task, "mutual_information_stderr", 0.0))

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n pairs with a seed that is drawn from `rng`."""
        return _drawn(self.task, n, int(np.random.default_rng(rng).integers(2**31)))


_ROWS = 4  # drawn to see the shapes


def _drawn(task: Any, n: int, seed: int) -> tuple[Array, Array]:
    second = list(inspect.signature(task.sample).parameters.values())[1:2]
    if second and second[0].kind is inspect.Parameter.KEYWORD_ONLY:
        x, y = task.sample(n, **{second[0].name: seed})
    else:
        x, y = task.sample(n, seed)
    return _as_sample(x), _as_sample(y)


def _as_sample(values: Any) -> Array:
    array = np.asarray(values)
    if array.ndim == 1 and array.dtype.kind in "iub":
        return array.astype(np.int64)
    array = array.astype(np.float64)
    return array[:, None] if array.ndim == 1 else array
