"""The wheel and the source archive: built, installed outside the checkout, used."""

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from .test_extras import CORE

ROOT = Path(__file__).parents[1]
ALONE = {"infoplane", "numpy", "scipy", "scikit-learn", "numba", "lazy-loader"}
BROUGHT = {"llvmlite", "joblib", "threadpoolctl", "narwhals", "packaging", "cloudpickle"}  # by those, never more than these


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tracked files."""
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for name in filter(None, listed):
        if (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    return source


def build(source: Path, kind: str, out: Path) -> Path:
    """What `python -m build` makes of the sources."""
    command = [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "is absent from the `packages` configuration" not in done.stdout + done.stderr
    return next(out.iterdir())


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel."""
    return build(source, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.mark.slow
def test_the_source_archive_holds_every_tracked_file(source: Path, tmp_path: Path) -> None:
    """So that tests, constraints, examples and documentation are there for whoever packages it anew."""
    tracked = {str(path.relative_to(source)) for path in source.rglob("*") if path.is_file() and ".egg-info" not in str(path)}
    tracked = {name for name in tracked if not name.startswith(("build/", ".ci/", ".gitignore"))}
    with tarfile.open(build(source, "sdist", tmp_path / "out")) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert tracked - held == set()
    assert {"tests/test_packaging.py", "constraints.txt", "CITATION.cff"} <= held


def test_only_top_level_name_is_infoplane(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"infoplane"}


def test_the_page_of_the_report_ships(wheel: Path) -> None:
    shipped = {name.removeprefix("infoplane/") for name in zipfile.ZipFile(wheel).namelist()}
    page = {str(path.relative_to(ROOT)) for path in (ROOT / "benchmarks" / "report" / "page").iterdir()}
    assert len(page) == 11
    assert page | {"benchmarks/board/published.csv"} <= shipped


def test_installed_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-compile",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    code = f"""
import sys; sys.path.insert(0, {str(target)!r})
import json, infoplane.distributions, infoplane.estimators as estimators
from infoplane.benchmarks.storage.committed import shipped_rows
distribution = infoplane.distributions.CorrelatedNormal.with_mutual_information(1.0, 1, 1)
estimate = estimators.Gaussian().estimate(*distribution.sample(500, rng=0))  # which compiles no kernels
print(json.dumps([infoplane.estimators.__file__, float(estimate), len(shipped_rows("images"))]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    file, estimate, rows = json.loads(done.stdout)
    assert file.startswith(str(target))
    assert abs(estimate - 1.0) < 0.3
    assert rows > 1000


@pytest.mark.slow
@pytest.mark.timeout(1200)  # kernels are compiled there for the first time
def test_the_core_alone_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """What it installs, and what works there."""
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--constraint", str(ROOT / "constraints.txt"), str(wheel)], check=True)

    listed = subprocess.run([*pip, "freeze"], capture_output=True, text=True, check=True).stdout
    installed = {line.split("==")[0].split(" @ ")[0].lower().replace("_", "-") for line in listed.splitlines()}
    assert installed >= ALONE
    assert installed <= ALONE | BROUGHT

    done = subprocess.run([str(python), "-c", CORE], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True"] * 4, done.stderr
    program = [str(python.with_name("infoplane")), "run", "smoke"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "pip install 'infoplane[benchmarks]'" in done.stderr
    code = "import numpy as np, infoplane; infoplane.MINE().estimate(*np.random.default_rng(0).normal(size=(2, 200, 1)))"
    done = subprocess.run([str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.rstrip().endswith("MINE needs torch, which is not installed: pip install 'infoplane[networks]'")
