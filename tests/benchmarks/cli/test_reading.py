"""What people type for `compare`: mistakes are named in one sentence, before anything runs."""

from pathlib import Path

import pytest

from infoplane.benchmarks.cli.comparing.reading import find_candidates, rows_in, sizes_of
from infoplane.benchmarks.errors import UserError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5x", "--n takes whole numbers with commas between them, like 500,2000; it got '5x'"),
        ("500,", "--n takes whole numbers"),
        ("0.5", "--n takes whole numbers"),
        ("500,1", "A sample needs two rows at least"),
        ("-500", "A sample needs two rows at least"),
    ],
)
def test_sizes_that_are_none(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        sizes_of(text)


@pytest.mark.parametrize(("specs", "commands"), [(["a.py:A", "b.py:B", "a.py:A"], []), ([], ["cat {x} {y}", "cat {x} {y}"])])
def test_a_candidate_is_named_once(specs: list[str], commands: list[str]) -> None:
    """Else it would be compared with itself, under two labels."""
    for read in (lambda: find_candidates(specs, commands, []), lambda: rows_in(Path("x.csv"), specs, commands, "*", (), [])):
        with pytest.raises(UserError, match="is named twice: name every candidate once"):
            read()


def test_someone_must_be_named() -> None:
    with pytest.raises(UserError, match="Name one estimator or several"):
        find_candidates([], [], [])
