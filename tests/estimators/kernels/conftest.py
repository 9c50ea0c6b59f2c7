"""A copy of the folder of kernels that a test may edit, run in separate processes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infoplane.estimators.kernels import compilation

Run = Callable[..., str]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A copy of the sources of this room, without machine code, where `run_in_room` imports it from."""
    estimators = tmp_path / "infoplane" / "estimators"
    original = compilation.ROOM
    shutil.copytree(original, estimators / "kernels", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("device.py", "validation.py", "protocol.py"):
        shutil.copy(original.parent / name, estimators)
    for package in (estimators, estimators.parent):
        (package / "__init__.py").touch()
    return estimators / "kernels"


@pytest.fixture
def run_in_room(room: Path) -> Run:
    """Run code in a new process that imports the copy, and return what it prints."""

    def run(code: str, **environment: str) -> str:
        env = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
        env |= {"PYTHONPATH": str(room.parents[2]), "XDG_CACHE_HOME": str(room.parents[2] / "user")} | environment
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
