"""Which room may import which: one table of rooms, and one pass over the code."""

import ast
import importlib
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("distributions", "estimators", "planes", "benchmarks")
FILES = sorted(path for folder in ("package", *FOLDERS) for path in (ROOT / folder).rglob("*.py"))

# From the lowest room to the highest. A file belongs to the room with the longest name that its path begins with. It may import
# its own room and the rooms on the lines above, never another room on the same line.
ROOMS = """
package/extras.py
distributions/protocol.py
distributions/pushforward.py distributions/rotations.py distributions/targets.py
distributions/label_entropies.py
distributions/injections
distributions/normal
distributions/discrete distributions/mixtures distributions/scalar
distributions/images
distributions
distributions/random
estimators/protocol.py estimators/validation.py estimators/device.py
estimators/kernels
estimators/samples estimators/serial_dependence.py
estimators/checked.py estimators/pairings.py
estimators/entropies.py
estimators/training
estimators/neighbours estimators/density estimators/gaussian estimators/discrete
estimators/codes.py
estimators/compressed.py
estimators/fields estimators/flows estimators/transformers
estimators/twins
estimators/twins/unseen
estimators/critics
estimators/automatic/preparation
estimators/automatic
estimators
estimators/questions
planes/exact
planes/models
planes/rows
planes/readings/protocol.py
planes/readings/identification
planes/readings/decoders
planes/readings planes/figures
planes/tapping
planes/recording
planes/callbacks
planes
benchmarks/errors.py benchmarks/units.py benchmarks/words.py
benchmarks/names.py
benchmarks/suites
benchmarks/storage
benchmarks/execution
benchmarks/analysis
benchmarks/candidates benchmarks/studies benchmarks/own_data
benchmarks/user_suites
benchmarks/figures
benchmarks/report
benchmarks/board
benchmarks/cli
benchmarks
package
results
"""
FLOORS = {room: floor for floor, line in enumerate(ROOMS.split("\n")) for room in line.split()}
FLOORS["results"] = -1  # rows, which every room may read
# Heavy or foreign libraries, and the rooms that may name them.
LIBRARIES = {
    "torch": "estimators/device.py estimators/kernels/torch_kernels.py estimators/training estimators/critics "
    "estimators/fields estimators/flows estimators/transformers planes benchmarks/studies",
    "zuko": "estimators/flows",
    "numba": "estimators/kernels",
    "llvmlite": "estimators/kernels",
    "sklearn": "estimators distributions/images/digits.py planes/models/data.py planes/readings planes/recording benchmarks",
    "pandas": "benchmarks estimators/automatic/presentation estimators/questions planes/rows planes/figures "
    "planes/recording/recorded.py",
    "matplotlib": "benchmarks/figures benchmarks/report estimators/automatic/presentation planes/figures "
    "planes/recording/recorded.py",
    "seaborn": "benchmarks/figures",
    "typer": "benchmarks/cli",
    "rich": "estimators/permutation.py estimators/training benchmarks",
}
MOST_FILES = 14  # in a room


def room_of(path: str) -> str:
    """The room with the longest name that a path is in."""
    return max((room for room in FLOORS if path == room or path.startswith(f"{room}/")), key=len)


def modules() -> dict[str, str]:
    """Every module of the checkout, and its path."""
    found = {}
    for path in FILES:
        relative = path.relative_to(ROOT)
        parts = relative.parent.parts if path.name == "__init__.py" else relative.with_suffix("").parts
        name = ".".join(("infoplane", *(part for part in parts if part != "package")))  # which is infoplane itself
        found[name] = str(relative)
    return found


MODULES = modules()


def imports(path: Path) -> set[str]:
    """Modules that a file imports, by their full names: ours as far as they are files."""
    package = ("infoplane", *(part for part in path.relative_to(ROOT).parent.parts if part != "package"))
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= 1, f"{path} imports by {node.level} dots"
            module = ".".join((*package, node.module or "")).rstrip(".") if node.level else str(node.module)
            names = {f"{module}.{alias.name}" for alias in node.names}
            found.update({name for name in names if name in MODULES} or {module})
    return found


@cache
def imports_of_files() -> dict[str, set[str]]:
    """What each file of the checkout imports; read once, and only where a test asks."""
    return {str(path.relative_to(ROOT)): imports(path) for path in FILES}


def upward(path: str, name: str) -> bool:
    """Whether a file may not import a module: the room of the module stands no lower, or is not among those of the library."""
    if name in MODULES and not MODULES[name].endswith("__init__.py"):
        other = room_of(MODULES[name])
    elif name.startswith("infoplane."):  # the public names of a package
        other = name.split(".")[1]
        if other == path.split("/")[0]:
            return False  # an __init__.py of the same package passes names on
    else:
        allowed = LIBRARIES.get(name.partition(".")[0])
        return allowed is not None and not any(path.startswith(place) for place in allowed.split())
    return other != room_of(path) and FLOORS[other] >= FLOORS[room_of(path)]


def test_arrows_go_down() -> None:
    found = [f"{path} imports {name}" for path, names in imports_of_files().items() for name in names if upward(path, name)]
    assert not found, "\n".join(["imports that the table of rooms forbids:", *sorted(found)])


def test_no_two_files_import_each_other() -> None:
    """Longer circles of imports do not exist either."""
    graph = {path: {MODULES[name] for name in names if name in MODULES} - {path} for path, names in imports_of_files().items()}
    while leaves := [path for path, below in graph.items() if not below & graph.keys()]:
        for path in leaves:
            del graph[path]
    assert not graph, f"these files import each other in circles: {sorted(graph)}"


def test_files_stay_short_and_rooms_small() -> None:
    assert not [path for path in imports_of_files() if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > 300]
    rooms = Counter(str(Path(path).parent) for path in imports_of_files())
    assert not {room: files for room, files in rooms.items() if files > MOST_FILES}


def test_packages_are_the_folders() -> None:
    """pyproject.toml names every folder with an __init__.py, and no other."""
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    there = {name for name, path in MODULES.items() if path.endswith("__init__.py")}
    assert set(named) == there | {"infoplane", "infoplane.results"}


@pytest.mark.parametrize("package", ["", *(f".{folder}" for folder in FOLDERS if folder != "benchmarks")])
def test_a_public_name_is_no_module(package: str) -> None:
    """Otherwise `import infoplane.estimators.X` could give a function, or a module where a class was meant."""
    found = importlib.import_module(f"infoplane{package}")
    clashes = [name for name in found.__all__ if f"infoplane{package}.{name}" in MODULES]
    assert clashes == ([] if package else sorted(FOLDERS))


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("infoplane", "numpy torch numba pandas matplotlib sklearn scipy"),
        ("infoplane.estimators", "torch numba pandas matplotlib sklearn scipy"),
        ("infoplane.distributions", "torch numba pandas matplotlib sklearn"),
        ("infoplane.planes", "torch numba pandas matplotlib sklearn"),
        ("infoplane.benchmarks.cli.app", "torch numba pandas matplotlib sklearn scipy"),
        ("infoplane.benchmarks.suites.registry", "torch numba pandas matplotlib sklearn"),  # estimators are named there
    ],
)
def test_importing_loads_nothing_heavy(module: str, heavy: str) -> None:
    code = f"import sys, {module}; print(sorted(set({heavy.split()}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
