"""The wheel: built, installed outside the checkout, used."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the tracked files."""
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for name in filter(None, listed):
        if (ROOT / name).exists():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "is absent from the `packages` configuration" not in done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_only_top_level_name_is_infoplane(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"infoplane"}


def test_the_page_of_the_report_ships(wheel: Path) -> None:
    shipped = {name.removeprefix("infoplane/") for name in zipfile.ZipFile(wheel).namelist()}
    page = {str(path.relative_to(ROOT)) for path in (ROOT / "benchmarks" / "report" / "page").iterdir()}
    assert len(page) == 7
    assert page <= shipped


def test_installed_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    code = f"""
import sys; sys.path.insert(0, {str(target)!r})
import json, infoplane.distributions, infoplane.estimators as estimators
from infoplane.benchmarks.storage.committed import shipped_rows
distribution = infoplane.distributions.CorrelatedNormal.with_mutual_information(1.0, 1, 1)
estimate = estimators.KL().estimate(*distribution.sample(500, rng=0))
print(json.dumps([infoplane.estimators.__file__, float(estimate), len(shipped_rows("images"))]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    file, estimate, rows = json.loads(done.stdout)
    assert file.startswith(str(target))
    assert abs(estimate - 1.0) < 0.3
    assert rows > 1000
