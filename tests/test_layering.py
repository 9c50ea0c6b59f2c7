"""Who may import whom, read from the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("distributions", "estimators", "bottleneck", "benchmarks")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
ALLOWED = {
    "distributions": {"distributions"},
    "estimators": {"estimators"},
    "bottleneck": {"distributions", "estimators", "bottleneck"},
    "benchmarks": {"distributions", "estimators", "bottleneck", "benchmarks", "results"},
}
# Heavy or foreign libraries, and the files that may name them. Those of bottleneck may name torch.
ONLY = {
    "torch": {"estimators/autoencoder.py", "estimators/networks.py", "estimators/critics.py", "estimators/bounds.py"}
    | {"estimators/" + name + ".py" for name in ("training", "preparation", "variational", "critic_training")}
    | {"estimators/autoencoder_training.py", "estimators/kernels_torch.py"}
    | {"benchmarks/plane.py", "benchmarks/plane_loop.py", "benchmarks/twelve_bit_study.py"}  # networks in training
    | {"estimators/" + name + ".py" for name in ("mine", "nwj", "info_nce", "jensen_shannon", "f_dime")}
    | {"estimators/" + name + ".py" for name in ("sides", "flow_based", "doe", "flow_mi", "latent_mi")},
    "zuko": {"estimators/doe.py", "estimators/flow_mi.py"},
    "numba": {
        f"estimators/{name}.py"
        for name in ("neighbours", "candidates", "line", "tree", "lanes", "threads", "kernel_sums", "kernel_terms")
    },
}
ONLY_FOLDERS = {
    "pandas": {"benchmarks"},
    "matplotlib": {"benchmarks"},
    "seaborn": {"benchmarks"},
    "typer": {"benchmarks"},
    "sklearn": {"estimators", "benchmarks"},
}
# The data sets of scikit-learn, loaded when they are asked for.
EXCEPTIONS = {"sklearn": {"distributions/digits.py", "bottleneck/data.py", "bottleneck/plane.py"}}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Names of imported modules with the number of leading dots."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.level


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_respect_the_layers(path: Path) -> None:
    relative = path.relative_to(ROOT)
    folder = relative.parts[0]
    for name, level in imports(path):
        # figures/ is the one sub-package: it reaches its style, never up.
        assert level <= 1, f"{relative} imports by {level} dots"
        top, _, rest = name.partition(".")
        if level == 0 and top == "infoplane":
            assert rest.split(".")[0] in ALLOWED[folder], f"{relative} imports {name}"
        if level == 0 and top in ONLY:
            assert str(relative) in ONLY[top] or (top, folder) == ("torch", "bottleneck"), f"{relative} imports {name}"
        if level == 0 and top in ONLY_FOLDERS:
            assert folder in ONLY_FOLDERS[top] or str(relative) in EXCEPTIONS.get(top, ()), f"{relative} imports {name}"


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder != "bottleneck"])
def test_protocol_imports_nothing_of_its_folder(folder: str) -> None:
    assert all(level == 0 for _, level in imports(ROOT / folder / "protocol.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("estimators", "torch numba pandas matplotlib sklearn scipy"),
        ("distributions", "torch numba pandas matplotlib sklearn"),
        ("bottleneck", "torch numba pandas matplotlib sklearn"),
        ("benchmarks.cli", "torch numba pandas matplotlib sklearn scipy"),
        ("benchmarks.suites", "torch matplotlib"),  # critics and autoencoders are named there
    ],
)
def test_importing_loads_nothing_heavy(module: str, heavy: str) -> None:
    code = f"import sys, infoplane.{module}; print(sorted(set({heavy.split()}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_folder_passes_for_a_library() -> None:
    """In the checkout the folders are importable by their bare names, and pandas looks for a package Bottleneck."""
    command = [sys.executable, "-c", "import sys, pandas; print('bottleneck' in sys.modules)"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
