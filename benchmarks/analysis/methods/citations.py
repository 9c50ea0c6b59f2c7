"""Which references belong to an object: those that the docstrings of its classes name.

The docstring of every estimator and distribution names its source, by arXiv number, DOI, or authors and year. `references.bib`
beside this file has an entry for each of them. So a new estimator is cited as soon as its docstring says where it comes from.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_FIELD = re.compile(r"^\s*(\w+) = \{(.*)\},$", re.MULTILINE)
_IDENTIFIED = re.compile(
    r"(?:arXiv|arXiv:)\s+(\d{4}\.\d{4,5}|[a-z-]+/\d{7})|doi[: ]\s*(10\.\S+?)[.,;:)]*(?=\s|$)", re.IGNORECASE
)


class Reference(NamedTuple):
    """An entry of references.bib.

    Attributes
    ----------
    key : str
    text : str
        The whole entry, in BibTeX.
    fields : mapping of str to str
    """

    key: str
    text: str
    fields: Mapping[str, str]

    @property
    def identifiers(self) -> set[str]:
        """Its arXiv number and its DOI, where it has them."""
        return {self.fields[name].lower() for name in ("eprint", "doi") if name in self.fields}

    def is_named_in(self, text: str) -> bool:
        """Whether a text names it: by an identifier, or else by the family name of its first author and the year."""
        if self.identifiers:
            return bool(self.identifiers & identifiers_in(text))
        family = self.fields["author"].split(",")[0]
        return family in text and self.fields["year"] in text


@cache
def references() -> dict[str, Reference]:
    """Every entry by its key."""
    text = (files(__package__) / "references.bib").read_text(encoding="utf-8")
    entries = [f"@{entry.strip()}" for entry in re.split(r"^@", text, flags=re.MULTILINE) if entry.strip()]
    found = [Reference(entry[entry.index("{") + 1 : entry.index(",")], entry, dict(_FIELD.findall(entry))) for entry in entries]
    return {each.key: each for each in found}


def identifiers_in(text: str) -> set[str]:
    """The arXiv numbers and DOIs in a text.

    >>> sorted(identifiers_in("MINE, arXiv 1801.04062; KSG, doi:10.1103/PhysRevE.69.066138)."))
    ['10.1103/physreve.69.066138', '1801.04062']
    """
    return {(number or doi).lower() for number, doi in _IDENTIFIED.findall(text)}


def named_in(text: str) -> list[str]:
    """The keys of the references that a text names."""
    return [key for key, each in references().items() if each.is_named_in(text)]


def cited(value: Any) -> list[str]:
    """The keys of the references of an object and of all that it is made of.

    Examples
    --------
    >>> from infoplane.estimators import KSG
    >>> cited(KSG())
    ['kraskov2004']
    """
    return list(dict.fromkeys(key for text in _docstrings(value) for key in named_in(text)))


def _docstrings(value: Any) -> Iterator[str]:
    """Of the class of every part, and of its module."""
    match value:
        case None | bool() | int() | float() | complex() | str() | bytes():
            return
        case Mapping():
            yield from (text for item in value.values() for text in _docstrings(item))
            return
        case list() | tuple() | set() | frozenset():
            yield from (text for item in value for text in _docstrings(item))
            return
    kind: Any = type(value)
    if not kind.__module__.startswith("infoplane."):
        return
    for base in (base for base in kind.__mro__ if base.__module__.startswith("infoplane.")):
        yield f"{base.__doc__ or ''}\n{sys.modules[base.__module__].__doc__ or ''}"
    for item in _parts(value):
        yield from _docstrings(item)


def _parts(value: Any) -> Iterable[Any]:
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return list(value.get_params(deep=False).values()) if hasattr(value, "get_params") else []
