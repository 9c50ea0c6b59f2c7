"""Errors a person can mend: the command line prints their message and nothing else."""

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """Something asked for cannot be done; the message says what, and the remedy."""


class Interrupted(Exception):  # noqa: N818  (nothing went wrong)
    """A person stopped the run."""


def unknown(kind: str, name: str, names: Iterable[str]) -> UserError:
    """An error for an unknown name, with the nearest known ones."""
    known = sorted(names)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    hint = (
        f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(known[:12])}{', ...' if len(known) > 12 else ''}."
    )
    return UserError(f"There is no {kind} {name!r}. {hint}")
