"""The boards of the committed rows, which take seconds to gather, once for all files here."""

import pytest

from infoplane.benchmarks.board.advice import Choice, choices
from infoplane.benchmarks.board.sections import Section, sections


@pytest.fixture(scope="package")
def made() -> tuple[list[Section], list[Choice]]:
    return sections()[0], choices()
