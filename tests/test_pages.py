"""README, CONTRIBUTING.md and the pages of the documentation: Python that runs, links that lead somewhere, a full reference."""

import contextlib
import doctest
import importlib
import io
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
MADE = ("build", "gallery", "tables")  # by `make docs`
FILES = [path for path in (ROOT / "docs").rglob("*.md") if path.relative_to(ROOT / "docs").parts[0] not in MADE]
FILES += [ROOT / "CONTRIBUTING.md", ROOT / "README.md", ROOT / "results" / "README.md"]
PAGES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in FILES}
BLOCKS = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
IMPORTS = re.compile(r"^(?:import|from (?!dask_jobqueue)\S+ import) ", flags=re.MULTILINE)  # that needs a cluster
# Patterns for what the blocks of each page print.
PRINTED = {
    "README.md": r"(?s)^\d\.\d+ nats, 95 % interval .*\n1\.6\d*\n$",
    "docs/index.md": r"^\d\.\d+ nats, 95 % interval",
    "docs/benchmark/compare.md": r"^$",
    "docs/benchmark/images.md": r"^\(500, 5\)$",
    "docs/benchmark/own_suites.md": r"^0\.69\d* 0\.6",
    "docs/guide/codes.md": r"^(1\.9|2\.[01]) of 2 nats; 0 flags$",
    "docs/guide/divergences.md": r"^0\.[34]\d* 0\.38\d*\n0\.[23]\d* 0\.3\d*\nI\(X;Y\) >= [01]\.\d{3} nats .* \(n = 2,000\)\.$",
    "docs/guide/own_data.md": r"(?s)^-?\d+\.\d+ \(.*method .*misfit +taken\n"
    r".*Mutual information was estimated as -?\d\.\d{3} nats"
    r".*\n\+0\.\d+ nats, 95 % interval .*\nWith x1: .*\['.*bmi.*'\].*p_corrected\n0 ",
    "docs/guide/which_estimator.md": r"(?s)^[23]\.\d+\n0\.02\n(2\.0|1\.9999)\d* \d.*'x_explained_variance'",
}
NETWORK = "docs/planes.md"  # whose example is shortened
FEWER = {
    "docs/benchmark/images.md": [("shape=(2000, 3", "shape=(500, 3"), ("max_steps=20", "max_steps=3")],
    "docs/guide/codes.md": [("(3000, rng", "(1000, rng"), ("max_steps=400", "max_steps=200")],
}


def test_the_pages_with_python_are_found() -> None:
    """And no block of code that the pattern misses."""
    assert sorted([*PRINTED, NETWORK]) == sorted(name for name, text in PAGES.items() if BLOCKS.search(text))
    for text in PAGES.values():
        assert len(IMPORTS.findall(text)) == sum(len(IMPORTS.findall(block)) for block in BLOCKS.findall(text))


def printed(page: str, folder: Path, *shortened: tuple[str, str]) -> str:
    """What the blocks of a page print, one after the other; `shortened` are texts of theirs and their replacements."""
    code = "\n".join(BLOCKS.findall(PAGES[page]))
    for text, shorter in shortened:
        assert text in code
        code = code.replace(text, shorter)
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.chdir(folder)
        exec(compile(code, page, "exec"), {"__name__": "__main__"})
    return out.getvalue()


@pytest.mark.parametrize("page", PRINTED)
def test_the_python_of_a_page_runs(page: str, tmp_path: Path) -> None:
    """In an empty folder."""
    assert re.search(PRINTED[page], printed(page, tmp_path, *FEWER.get(page, [])))


@pytest.mark.parametrize("epochs", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_the_example_of_a_network_records_its_plane(tmp_path: Path, epochs: int) -> None:
    """Two layers, by the default recipe."""
    found = printed(NETWORK, tmp_path, ("range(20)", f"range({epochs})"))
    assert re.match("fell by|did not fall|cannot be told", found)
    assert (tmp_path / "plane.csv").read_text(encoding="utf-8").count(",I(X;L),bounds,") == 2 * epochs


def anchors(text: str) -> set[str]:
    """The anchors of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_links_lead_somewhere(page: str) -> None:
    """To files of the project and their headings."""
    for link, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", PAGES[page]):
        target = ((ROOT / page).parent / link).resolve() if link else ROOT / page
        assert target.exists(), f"{page} links to {link}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{page} links to {link}#{anchor}"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_table_ends_with_an_empty_line(page: str) -> None:
    """Or the text below it would be one more row."""
    outside = re.sub(r"^```.*?^```", "", PAGES[page], flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"^\|.*\n(?=[^|\n])", outside, re.MULTILINE)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_what_a_page_includes_is_there(page: str) -> None:
    """The part begins and ends at lines that exist, in this order, once each."""
    for file, options in re.findall(r"^```\{include\} (\S+)\n((?::.*\n)*)```$", PAGES[page], flags=re.MULTILINE):
        text = ((ROOT / page).parent / file).resolve().read_text(encoding="utf-8")
        marks = re.findall(r'^:(?:start-after|end-before): "(.*)"$', options, flags=re.MULTILINE)
        assert marks
        places = [text.index(mark) for mark in marks]
        assert places == sorted(places)
        assert all(text.count(f"{mark}\n") == 1 or not mark.startswith("#") for mark in marks), (page, marks)


def module(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of `docs/`, which Sphinx imports."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module(name)


@pytest.mark.parametrize("name", ["docstrings", "includes", "table_pages"])
def test_examples_of_the_build(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = doctest.testmod(module(name, monkeypatch))
    assert (found.failed, found.attempted > 0) == (0, True)


def test_every_committed_table_has_a_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With all its rows, aligned as they are."""
    tables = ROOT / "results" / "tables"
    module("table_pages", monkeypatch).write_table_pages(tables, tmp_path / "tables")
    for path in tables.glob("*.md"):
        page = (tmp_path / "tables" / path.name).read_text(encoding="utf-8")
        assert [line for line in page.splitlines() if line[:1] == "|"] == [
            line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "|"
        ]
        assert f"\n{path.stem}\n" in (tmp_path / "tables" / "index.md").read_text(encoding="utf-8")


def test_the_reference_holds_every_public_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pages = module("reference_pages", monkeypatch)
    pages.write_reference_pages(tmp_path)
    for package in pages.PACKAGES:
        text = (tmp_path / f"{package}.rst").read_text(encoding="utf-8")
        listed = re.findall(r"^   (?:~[\w.]+\.)?(\w+)$", text, flags=re.MULTILINE)
        public = set(importlib.import_module(package).__all__)
        if package == "infoplane":
            public -= {"__version__", "benchmarks", "distributions", "estimators", "planes"}
        assert sorted(listed) == sorted(public)
