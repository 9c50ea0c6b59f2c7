"""Values that are built when they are first asked for: one value, a field of a dataclass, and a mapping."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")
Shared = TypeVar("Shared", covariant=True)


class Once(Generic[Shared]):
    """A value that is built when it is first read, and shared by all who hold this. Its pickle holds the value.

    Parameters
    ----------
    build : callable
        Called without arguments.

    Examples
    --------
    >>> six = Once(lambda: print("built") or 6)
    >>> six.value, six.value
    built
    (6, 6)
    """

    def __init__(self, build: Callable[[], Shared]) -> None:
        self._build: Callable[[], Shared] | None = build

    @property
    def value(self) -> Shared:
        """The value."""
        if (build := self._build) is not None:
            self._value = build()
            self._build = None
        return self._value

    def __getstate__(self) -> tuple[Shared]:
        return (self.value,)

    def __setstate__(self, state: tuple[Any]) -> None:
        (self._value,) = state
        self._build = None


class Built(Generic[Value]):
    """A field of a dataclass that takes a value, or a `Once`, and gives the value.

    `dataclasses.replace` reads every field, so it builds what it copies.

    Parameters
    ----------
    default : optional
        The field's default; without it, the field must be given.
    """

    def __init__(self, *default: Value) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Value: ...
    @overload
    def __get__(self, owner: object, kind: type | None = None) -> Value: ...
    def __get__(self, owner: Any, kind: type | None = None) -> Value:
        if owner is None:  # the dataclass asks for the default
            if not self._default:
                raise AttributeError(self._name)
            return self._default[0]
        given = owner.__dict__[self._name]
        return given.value if isinstance(given, Once) else given

    def __set__(self, owner: Any, given: Value | Once[Value]) -> None:
        owner.__dict__[self._name] = given


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
