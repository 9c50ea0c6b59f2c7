"""Settings shared by all tests."""

import gc
import os
import sys

# Before numpy and torch load: two test processes share two cores, and threads that wait for each other cost minutes.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # where a test asks for two threads, they sleep rather than spin
# Test processes, and the programs that they start, keep what Python compiles, also where the environment says not to: pytest
# rewrites the assertions of every file, which costs each process a third of the time of loading the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

gc.disable()  # until all tests are loaded: they stay to the end, and to go through them again and again costs seconds

from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

# A first call may compile, and two test processes share two cores: the time of a single example means nothing.
settings.register_profile("infoplane", deadline=None)
settings.load_profile("infoplane")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Timings are slow, all of them: a run without slow tests does not load them, for they draw samples as they load."""
    return True if collection_path == Path(__file__).parent / "speed" and config.option.markexpr == "not slow" else None


def pytest_collection_finish() -> None:
    """From here on, garbage is looked for among what the tests make, and not among the tests and libraries."""
    gc.freeze()
    gc.enable()
