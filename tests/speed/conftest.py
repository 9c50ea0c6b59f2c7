"""The table of speeds: every timed case adds a row, and `--table` writes them with what they were measured on."""

import os
import platform
import shlex
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import torch


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--table", type=Path, default=None, help="write the table of speeds here, in Markdown")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    rows: list[str] = []
    yield rows
    path = request.config.getoption("--table", default=None)
    if path is None or not rows:
        return
    accelerator = f", {torch.cuda.get_device_name()}" if torch.cuda.is_available() else ""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "scikit-learn", "torch", "infoplane"))
    path.write_text(
        f"""# Speed

Medians of runs that alternate, on {_processor()}, {os.cpu_count()} cores{accelerator},
load {os.getloadavg()[0]:.1f} at the end;
Python {platform.python_version()}, {packages}.
Made by `{shlex.join(["pytest", *sys.argv[1:]])}`.
Where no rival is named, it is scikit-learn on one core. "Per core" is the ratio of processor times, which other users of the
machine disturb little; without them, two cores bring the ratio to between once and twice that.

| work | ours | rival | ratio | per core | bar |
|---|---|---|---|---|---|
"""
        + "\n".join(rows)
        + "\n"
    )
