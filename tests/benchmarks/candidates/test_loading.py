"""Somebody else's estimator, found by name."""

import sys
from pathlib import Path

import numpy as np
import pytest

from infoplane.benchmarks.candidates.loading import GROUP, candidate
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.identity import identity

SOURCE = """
from dataclasses import dataclass
import numpy as np

def covariance(x, y):
    return float(np.mean(x * y))

@dataclass
class Half:
    share: float = 0.5
    def estimate(self, x, y, rng=None):
        return self.share

half = Half(0.25)

class Needy:
    def __init__(self, k): ...
    def estimate(self, x, y, rng=None): ...

number = 3
"""
X = np.ones((4, 1))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my_estimator.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "value"), [("covariance", 1.0), ("Half", 0.5), ("half", 0.25)])
def test_functions_classes_and_objects(file: Path, name: str, value: float) -> None:
    found = candidate(f"{file}:{name}")
    assert found.estimate(X, X, rng=0).nats == value


def test_modules() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 1))
    assert (
        candidate("infoplane.estimators.gaussian.canonical_correlations:Gaussian")
        .estimate(x, x + rng.normal(size=(50, 1)), rng=0)
        .nats
        > 0
    )


def test_an_edit_makes_a_new_estimator(file: Path) -> None:
    before = candidate(f"{file}:covariance")
    assert identity(before) == identity(candidate(f"{file}:covariance"))
    file.write_text(SOURCE.replace("np.mean(x * y)", "np.mean(x * y) + 1"), encoding="utf-8")
    after = candidate(f"{file}:covariance")
    assert identity(before) != identity(after)
    assert after.estimate(X, X).nats == 2.0


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages with one distribution, `tiny`, that publishes an estimator."""
    place = tmp_path / "packages"
    metadata = place / "tiny-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\ntiny-mi = tiny_mi:half\nother = tiny_mi:covariance\n")
    (metadata / "top_level.txt").write_text("tiny_mi\n", encoding="utf-8")
    (place / "tiny_mi.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(place))
    monkeypatch.delitem(sys.modules, "tiny_mi", raising=False)
    return place


def test_a_published_estimator_by_its_bare_name(installed: Path) -> None:
    found = candidate("tiny-mi")
    assert (found.location, found.name) == ("tiny_mi", "half")
    assert found.estimate(X, X).nats == 0.25
    assert found == candidate("tiny_mi:half")
    with pytest.raises(UserError, match=r"under infoplane\.estimators: .*other, tiny-mi"):
        candidate("tiny")


def test_another_version_of_a_package_is_a_new_estimator(installed: Path) -> None:
    before = candidate("tiny-mi")
    metadata = installed / "tiny-1.0.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text().replace("1.0", "1.1"), encoding="utf-8")
    assert identity(before) != identity(candidate("tiny-mi"))


def test_a_name_that_two_packages_publish(installed: Path) -> None:
    twin = installed / "twin-1.0.dist-info"
    twin.mkdir()
    (twin / "METADATA").write_text("Metadata-Version: 2.1\nName: twin\nVersion: 1.0\n", encoding="utf-8")
    (twin / "entry_points.txt").write_text(f"[{GROUP}]\ntiny-mi = tiny_mi:covariance\n", encoding="utf-8")
    with pytest.raises(UserError, match="tiny_mi:covariance or tiny_mi:half"):
        candidate("tiny-mi")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("nothing", "names no estimator: write file.py:Name"),
        ("missing.py:f", "There is no file missing.py"),
        ("no_such_module:f", "does not import"),
        ("{file}:covarianse", "Did you mean covariance"),
        ("{file}:Needy", "cannot be made without arguments"),
        ("{file}:number", "neither an object with `estimate` nor a function"),
    ],
)
def test_mistakes(file: Path, spec: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        candidate(spec.format(file=file))


@pytest.mark.parametrize("text", ["import nothing_of_the_kind", "raise SystemExit('nothing_of_the_kind')"])
def test_a_file_that_does_not_import(text: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="nothing_of_the_kind"):
        candidate(f"{path}:f")
