"""The boards of the committed rows, which take seconds to gather, once for all files here."""

import os
import pickle
from typing import TypeAlias

import pytest

from infoplane.benchmarks.board.advice import Choice, choices
from infoplane.benchmarks.board.sections import Section, sections

Made: TypeAlias = tuple[list[Section], list[Choice]]


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Test processes that run side by side share them by way of a file."""
    process = os.environ.get("PYTEST_XDIST_WORKER")
    if process is None:
        return sections()[0], choices()
    shared = tmp_path_factory.getbasetemp().parent / "boards.pickle"
    if not shared.exists():
        own = shared.with_suffix(f".{process}")
        own.write_bytes(pickle.dumps((sections()[0], choices())))
        own.replace(shared)
    found: Made = pickle.loads(shared.read_bytes())
    return found
