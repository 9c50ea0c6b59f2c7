"""A function that keeps its last result, for callers that ask for the same arrays one after the other."""

from collections.abc import Callable
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def remembered(function: Callable[..., _Result]) -> Callable[..., _Result]:
    """The function, which is not computed again for the very objects that it was given last.

    It does not see that an array was changed in place between two calls.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.estimators.automatic.labelled.remembered import remembered
    >>> sums, x = remembered(np.cumsum), np.arange(3)
    >>> sums(x) is sums(x), sums(x) is sums(x.copy())
    (True, False)
    """
    last: list[Any] = []

    def asked(*given: Any) -> _Result:
        if not last or any(one is not other for one, other in zip(last[0], given, strict=True)):
            last[:] = given, function(*given)
        found: _Result = last[1]
        return found

    return asked
