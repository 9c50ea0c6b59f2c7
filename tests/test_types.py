"""Type checking reaches every room: an error planted in each is found."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = [
    path.parent.relative_to(ROOT)
    for top in ("distributions", "estimators", "planes", "benchmarks")
    for path in sorted((ROOT / top).rglob("__init__.py"))
]


def test_an_error_planted_in_every_room_is_found(tmp_path: Path) -> None:
    """`make types`, as the Makefile has it, on the rooms without their files, and so without the libraries they load."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "package"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    for place in [*ROOMS, Path("examples")]:
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "__init__.py").touch()
        (tmp_path / place / "planted.py").write_text('number: int = "text"\n', encoding="utf-8")
    binaries = Path(sys.executable).parent
    command = ["make", "--assume-old", "setup", "types", f"BIN={binaries}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = {Path(path) for path in re.findall(r"^(?:build/types/infoplane/)?(\S+)/planted.py:1: error", done.stdout, re.M)}
    assert found == {*ROOMS, Path("examples")}, done.stdout + done.stderr
