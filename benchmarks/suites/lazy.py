"""A mapping whose values are built when they are first asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Lazy(Mapping[str, Value], Generic[Value]):
    """Values by name. Names, `in` and `len` build nothing; each value is built once.

    Parameters
    ----------
    builders : mapping of str to callable
        Returns the value of a name.

    Examples
    --------
    >>> squares = Lazy({"two": lambda: 2**2, "zero": lambda: 1 / 0})
    >>> list(squares), "zero" in squares, squares["two"]
    (['two', 'zero'], True, 4)
    """

    def __init__(self, builders: Mapping[str, Callable[[], Value]]) -> None:
        self._builders = dict(builders)
        self._built: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._built:
            self._built[name] = self._builders[name]()
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        return name in self._builders

    def __iter__(self) -> Iterator[str]:
        return iter(self._builders)

    def __len__(self) -> int:
        return len(self._builders)

    def _builder(self, name: str) -> Callable[[], Value]:
        """A builder that shares the value built here."""
        return lambda: self[name]

    def only(self, names: Iterable[str]) -> "Lazy[Value]":
        """Only these names, in their order."""
        return Lazy({name: self._builder(name) for name in names})

    def __or__(self, other: "Lazy[Value]") -> "Lazy[Value]":
        """The names of both; a name in both is that of `other`."""
        return Lazy({name: (other if name in other else self)._builder(name) for name in (*self, *other)})
