"""Every Python block of the README runs, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
# A pattern for what each block prints.
SHOWN = {
    "permutation_test": r"(?s)\d\.\d+ nats, 95 % interval .*\n0\.02\n(?:2\.0|1\.9999)\d* \d.*'x_explained_variance'",
    "methods_sentence": r"(?s)^-?\d+\.\d+ \(.*method .*misfit +taken\n.*Mutual information was estimated as -?\d\.\d{3} nats",
    "pairwise_mi": r"(?s)^\+0\.\d+ nats, 95 % interval .*\nWith x1: .*\['.*bmi.*'\].*p_corrected\n0 ",
    "first_columns": "",
    "plane.save": "",  # see test_the_example_of_a_network_records_its_plane
    "SharedSign": r"0\.69\d* 0\.6",
}


def test_blocks_are_found() -> None:
    """One for each thing that SHOWN names, and no block of code that the pattern misses."""
    assert [next(name for name in SHOWN if name in block) for block in BLOCKS] == list(SHOWN)
    assert README.count("import numpy") + README.count("import torch") == sum(
        block.count("import numpy") + block.count("import torch") for block in BLOCKS
    )


def run(name: str, folder: Path, *shortened: str) -> str:
    """What a block prints in a new process; `shortened` is a text of the block and its replacement."""
    block = next(block for block in BLOCKS if name in block)
    if shortened:
        assert shortened[0] in block
        block = block.replace(*shortened)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", [name for name in SHOWN if name != "plane.save"])
def test_block_runs(name: str, tmp_path: Path) -> None:
    assert re.search(SHOWN[name], run(name, tmp_path))


@pytest.mark.parametrize("epochs", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_the_example_of_a_network_records_its_plane(tmp_path: Path, epochs: int) -> None:
    """Two layers, by the default recipe."""
    run("plane.save", tmp_path, "range(20)", f"range({epochs})")
    assert (tmp_path / "plane.csv").read_text(encoding="utf-8").count(",I(X;L),bounds,") == 2 * epochs
