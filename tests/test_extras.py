"""The core works without the libraries of the extras; every entry that needs one names the extra in one sentence."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import infoplane
from infoplane.benchmarks.storage.database import Store
from infoplane.extras import EXTRA_OF, EXTRAS, LOOPS

from .test_layering import imports_of_files

ROOT = Path(__file__).parents[1]
HIDDEN = sorted({*EXTRA_OF, *LOOPS} - {"cloudpickle"})  # which recent versions of joblib bring
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

CORE = """
import infoplane
from sklearn.decomposition import PCA
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, Compressed

x, y = CorrelatedNormal.with_mutual_information(1.0, 3, 3).sample(300, rng=0)
found = infoplane.estimate_mi(x, y)
print(found.interval(0.95)[0] < found.nats < found.interval(0.95)[1], abs(found.nats - 1) < 0.5)
print(abs(KSG().estimate(x, y).nats - 1) < 0.5, Compressed(KSG(), PCA(2), PCA(2)).estimate(x, y, rng=0).nats > 0)
"""
ROW = "PlaneRow(1, 'train', 'L1', 'I(X;L)', 'bounds', 100, 'ok', '', 0.5, 0.1, None, '{}')"
RECORDED = f"from infoplane.planes import PlaneRow, Recorded; Recorded([{ROW}])"
PAIRS = "import numpy as np; x, y = np.random.default_rng(0).normal(size=(2, 200, 1)); "
# What a person types, who is named as the one in need, the library, and the extra.
ENTRIES = {
    "MINE": (PAIRS + "from infoplane import MINE; MINE().estimate(x, y)", "MINE", "torch", "networks"),
    "InfoNCE": (
        PAIRS + "from infoplane import InfoNCE; InfoNCE().estimate_stack([(x, y)], [0])",
        "InfoNCE",
        "torch",
        "networks",
    ),
    "warm_up": ("from infoplane import MINE; MINE().warm_up()", "MINE", "torch", "networks"),
    "DoE": ("from infoplane.estimators import DoE", "DoE", "(torch|zuko)", "networks"),
    "LatentMI": ("import infoplane.estimators as e; e.LatentMI()", "LatentMI", "torch", "networks"),
    "Autoencoder": (PAIRS + "from infoplane import Autoencoder; Autoencoder().fit(x)", "Autoencoder", "torch", "networks"),
    "Autoencoder.load": ("from infoplane import Autoencoder; Autoencoder.load('a')", "Autoencoder", "torch", "networks"),
    "InformationPlane": ("from infoplane import InformationPlane", "InformationPlane", "torch", "networks"),
    "GaussianNoise": ("from infoplane.planes import GaussianNoise", "GaussianNoise", "torch", "networks"),
    "on_device": ("import infoplane\nwith infoplane.on_device('cuda'): pass", "on_device", "torch", "networks"),
    "frame": ("from infoplane import Measurement; Measurement(0.1).frame()", r"frame\(\)", "pandas", "benchmarks"),
    "plot": ("from infoplane import Measurement; Measurement(0.1).plot()", r"plot\(\)", "matplotlib", "benchmarks"),
    "plane.frame": (f"{RECORDED}.frame()", r"frame\(\)", "pandas", "benchmarks"),
    "plane.plot": (f"{RECORDED}.plot()", r"plot\(\)", "(matplotlib|pandas)", "benchmarks"),
    "pairs.frame": (
        "from infoplane.estimators import PairwiseMI; PairwiseMI((), (), 9, 9).frame()",
        r"frame\(\)",
        "pandas",
        "benchmarks",
    ),
    "pairs.matrix": (
        "from infoplane.estimators import PairwiseMI; PairwiseMI((), (), 9, 9).matrix()",
        r"matrix\(\)",
        "pandas",
        "benchmarks",
    ),
}
CALLBACKS = {"LightningPlane": "lightning", "SkorchPlane": "skorch", "HuggingFacePlane": "transformers"}

HIDE = """
import sys
from importlib.abc import MetaPathFinder

class Hidden(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in LIBRARIES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
"""


def without(libraries: list[str], code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that cannot import the libraries."""
    command = [sys.executable, "-c", f"LIBRARIES = {libraries!r}\n{HIDE}\n{code}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})


def test_the_core_works_without_any_extra() -> None:
    done = without([*HIDDEN, "typing_extensions"], CORE)
    assert done.stdout.split() == ["True"] * 4, done.stderr


TRIED = """
for code in CODES:
    try:
        exec(code, {})
        print("works")
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    """What each entry says where the libraries are hidden: in one process, since each would import the core again."""
    codes = [code for code, *_ in ENTRIES.values()]
    codes += [f"from infoplane.planes.callbacks import {callback}" for callback in CALLBACKS]
    done = without(HIDDEN, f"CODES = {codes!r}\n{TRIED}")
    return dict(zip([*ENTRIES, *CALLBACKS], done.stdout.splitlines(), strict=True))


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_names_its_extra(entry: str, sentences: dict[str, str]) -> None:
    _, user, library, extra = ENTRIES[entry]
    sentence = rf"MissingExtraError {user} needs {library}, which is not installed: pip install 'infoplane\[{extra}\]'"
    assert re.fullmatch(sentence, sentences[entry])


@pytest.mark.parametrize("callback", CALLBACKS)
def test_a_callback_names_its_library(callback: str, sentences: dict[str, str]) -> None:
    """Which no extra installs."""
    library = CALLBACKS[callback]
    sentence = f"MissingExtraError {callback} needs {library}, which is not installed: pip install {library}"
    assert sentences[callback] == sentence


@pytest.mark.parametrize("arguments", [["run", "smoke"], []])
def test_the_command_names_its_extra(arguments: list[str]) -> None:
    done = without(HIDDEN, "from infoplane.command import main; main()", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(
        r"Error: The command infoplane needs \w+, which is not installed: pip install 'infoplane\[benchmarks\]'\n", done.stderr
    )


@pytest.mark.slow  # a run without the extra, below, ends with such a sentence too
def test_a_command_names_the_extra_of_networks() -> None:
    done = without(["torch", "zuko"], "from infoplane.command import main; main()", "plane")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert "needs torch, which is not installed: pip install 'infoplane[networks]'" in done.stderr


AUDITED = """
import numpy as np
from pathlib import Path
x, y = np.random.default_rng(0).normal(size=(2, 60))
lines = [f"{a},{b}" for a, b in zip(x, x + y)]
Path("data.csv").write_text("\\n".join(["x,y", *lines]), encoding="utf-8")
from infoplane.command import main
main()
"""


@pytest.mark.slow
def test_an_audit_without_the_extra_of_networks_leaves_out_the_guaranteed_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [
        "audit",
        "data.csv",
        "--estimators",
        "Gaussian",
        "--replicates",
        "2",
        "--workers",
        "1",
        "--report",
        "page.html",
    ]
    done = without(["torch", "zuko"], AUDITED, *arguments)
    assert done.returncode == 0, done.stderr
    sentence = "No guaranteed bound: certified_lower_bound needs torch, which is not installed: pip install"
    assert sentence in " ".join(done.stdout.split())
    assert sentence in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("estimator", "user"), [("MINE", "MINE"), pytest.param("AE+KSG", "Autoencoder", marks=pytest.mark.slow)]
)
def test_a_run_without_the_extra_ends_and_stores_no_failure(estimator: str, user: str, tmp_path: Path) -> None:
    """A library that is not installed is no result of an estimator. torch is hidden from the worker processes as well."""
    (tmp_path / "sitecustomize.py").write_text(f"LIBRARIES = ['torch']\n{HIDE}", encoding="utf-8")
    command = [sys.executable, "-c", "from infoplane.command import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
        )

    done = run("run", "images", "--tasks", "bumps*", "--estimators", estimator, "--workers", "1")
    assert done.returncode == 2, done.stderr
    assert f"Error: {user} needs torch, which is not installed: pip install 'infoplane[networks]'" in done.stderr
    with Store(tmp_path / ".infoplane" / "rows.sqlite") as store:
        assert not list(store.select(["cell"]))


def test_other_missing_modules_are_not_explained() -> None:
    done = without([], "from infoplane.extras import needed_by\nwith needed_by('Nothing'): import no_such_module")
    assert "ModuleNotFoundError: No module named 'no_such_module'" in done.stderr
    assert "MissingExtraError" not in done.stderr


def test_the_table_of_extras_is_that_of_the_package() -> None:
    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[>=<\[;]", requirement)[0].lower() for requirement in requirements}

    extras = PROJECT["optional-dependencies"]
    for extra, libraries in EXTRAS.items():
        assert names(extras[extra]) == set(libraries)
    assert extras["all"] == [f"infoplane[{','.join(EXTRAS)}]"]
    assert names(PROJECT["dependencies"]) == {"numpy", "scipy", "scikit-learn", "numba", "lazy_loader"}


def test_every_optional_import_belongs_to_an_extra() -> None:
    """Whatever the code imports is of Python itself, of the core (two of scikit-learn among them), of an extra, or a loop."""
    core = {
        "infoplane",
        "numpy",
        "scipy",
        "sklearn",
        "numba",
        "llvmlite",
        "lazy_loader",
        "threadpoolctl",
        "joblib",
    }  # scikit-learn brings the last two
    tops = {name.partition(".")[0] for names in imports_of_files().values() for name in names}
    assert tops - core - set(sys.stdlib_module_names) == {*EXTRA_OF, *LOOPS}


def test_one_version_everywhere() -> None:
    version = infoplane.__version__
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    date = re.search(rf'^version: {re.escape(version)}\ndate-released: "(\d{{4}}-\d\d-\d\d)"$', citation, re.MULTILINE)
    assert date is not None
    assert f"\n## {version} ({date[1]})\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    start_page = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert f"version = {{{version}}}" in start_page
