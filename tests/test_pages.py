"""The pages of the documentation, and CONTRIBUTING.md: Python that runs, links that lead somewhere, a complete reference."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")}
PAGES["CONTRIBUTING.md"] = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
WITH_PYTHON = sorted(name for name, text in PAGES.items() if BLOCKS.search(text))
PRINTED = {"CONTRIBUTING.md": r"0\.69\d* 0\.6", "docs/index.md": r"\d\.\d+ nats, 95 % interval"}


def test_the_pages_with_python_are_found() -> None:
    assert sorted(PRINTED) == WITH_PYTHON


@pytest.mark.parametrize("page", WITH_PYTHON)
def test_the_python_of_a_page_runs(page: str, tmp_path: Path) -> None:
    """In an empty folder, block after block."""
    code = "\n".join(BLOCKS.findall(PAGES[page]))
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(PRINTED[page], done.stdout)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_links_lead_somewhere(page: str) -> None:
    """To files of the project, or to pages that the build makes from the examples."""
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGES[page]):
        target = ((ROOT / page).parent / link).resolve()
        if target.parent == ROOT / "docs" / "gallery":
            source = ROOT / "examples" / "gallery" / f"{target.stem}.py"
            assert target.name == "index.rst" or source.exists(), f"{page} links to {link}"
        else:
            assert target.exists(), f"{page} links to {link}"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_what_a_page_includes_is_there(page: str) -> None:
    """A part of the README or of the results begins and ends at lines that exist, in this order, once each."""
    for file, options in re.findall(r"^```\{include\} (\S+)\n((?::.*\n)*)```$", PAGES[page], flags=re.MULTILINE):
        text = ((ROOT / page).parent / file).resolve().read_text(encoding="utf-8")
        marks = re.findall(r'^:(?:start-after|end-before): "(.*)"$', options, flags=re.MULTILINE)
        assert marks
        places = [text.index(mark) for mark in marks]
        assert places == sorted(places)
        assert all(text.count(f"{mark}\n") == 1 or not mark.startswith("#") for mark in marks), (page, marks)


def test_the_reference_holds_every_public_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    pages = importlib.import_module("reference_pages")
    pages.write_reference_pages(tmp_path)
    for package in pages.PACKAGES:
        text = (tmp_path / f"{package}.rst").read_text(encoding="utf-8")
        listed = re.findall(r"^   (?:~[\w.]+\.)?(\w+)$", text, flags=re.MULTILINE)
        public = set(importlib.import_module(package).__all__)
        if package == "infoplane":
            public -= {"__version__", "benchmarks", "distributions", "estimators", "planes"}
        assert sorted(listed) == sorted(public)
