"""How an object of the user's is named."""

from pathlib import Path

import pytest

from infoplane.benchmarks.candidates.loading import candidate
from infoplane.benchmarks.candidates.reproduce import _maker, candidate_of
from infoplane.benchmarks.candidates.specs import Spec, spec_of, values_of
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.storage.identity import identity
from tests.benchmarks.candidates.test_loading import SOURCE, X


@pytest.mark.parametrize(
    ("text", "place", "arguments"),
    [
        ("a.py:B", "a.py:B", ""),
        ("a.py:B()", "a.py:B", "()"),
        ("a.py:B( k = 5 )", "a.py:B", "(k=5)"),
        ("a.py:B(1, [2, 'x:y'], z=None, k={'a': -1.5})", "a.py:B", "(1, [2, 'x:y'], k={'a': -1.5}, z=None)"),
        ("/old (copy)/a.py:B", "/old (copy)/a.py:B", ""),
        ("/old(copy)/a.py:B(k=1)", "/old(copy)/a.py:B", "(k=1)"),
        ("tiny-mi(k=2)", "tiny-mi", "(k=2)"),
    ],
)
def test_a_name_and_its_arguments(text: str, place: str, arguments: str) -> None:
    assert spec_of(text) == Spec(place, arguments)


def test_the_order_of_named_arguments_does_not_matter() -> None:
    assert spec_of("a:B(j=1, k=2)") == spec_of("a:B(k=2, j=1)")
    assert spec_of("a:B(j=1, k=2)").label == "B(j=1, k=2)"
    assert values_of("(1, k=1e999)") == ((1,), {"k": float("inf")})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.py:B(k=__import__('os'))", "is not a literal: arguments are numbers, texts"),
        ("a.py:B(k=n)", r"n in \(k=n\) is not a literal"),
        ("a.py:B(**{'k': 1})", "write each argument once"),
        ("a.py:B(k=)", "cannot be read: write them as in"),
    ],
)
def test_arguments_are_read_and_never_run(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        spec_of(text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my_estimator.py"
    path.write_text(SOURCE + "\ndef made(share):\n    return Half(2 * share)\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "value"), [("Half(share=0.75)", 0.75), ("Half(0.75)", 0.75), ("made(0.25)", 0.5)])
def test_classes_and_functions_are_called_with_them(file: Path, name: str, value: float) -> None:
    found = candidate(f"{file}:{name}")
    assert found.estimate(X, X, rng=0).nats == value
    assert found.is_unedited()


def test_they_are_part_of_the_identity(file: Path) -> None:
    plain, other = candidate(f"{file}:Half"), candidate(f"{file}:Half(share=0.75)")
    assert "arguments" not in identity(plain)  # so rows from before arguments existed stay valid
    assert identity(plain) != identity(other) != identity(candidate(f"{file}:Half(share=0.7)"))


def test_a_row_leads_back_to_them(file: Path) -> None:
    found = candidate(f"{file}:Half(share=0.75)")
    read = candidate_of(identity(found))
    assert read == found
    make, arguments = _maker(found)
    assert make(*arguments) == found


def test_arguments_that_do_not_fit_are_refused(file: Path) -> None:
    with pytest.raises(UserError, match=r"Half\(k=5\) cannot be made \(TypeError: .*'k'"):
        candidate(f"{file}:Half(k=5)")
