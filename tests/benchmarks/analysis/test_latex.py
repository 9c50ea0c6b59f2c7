"""Tables in LaTeX are sound: as many cells in every row as columns, balanced environments, no sign that LaTeX would obey."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from infoplane.benchmarks.analysis import latex
from infoplane.benchmarks.analysis.written import in_latex

HEADER = ["task", "|bias|", "x < 5 %"]
LINES = [["a_b#1", "-0.5 [-1.0, +2.0]", "5 %"], ["[odd] & ~odd^2", "{50 $}", "\\oops"], ["1v1-normal-0.75", "±0.1", "> 3"]]
PAGE = in_latex([("Errors & more", HEADER, LINES), ("Long", HEADER, LINES * 20)], ["100 % of it"])


def rows_of(text: str) -> list[list[str]]:
    """Cells of every row, split as LaTeX does."""
    return [re.split(r"(?<!\\)&", line.removesuffix(r" \\")) for line in text.splitlines() if line.endswith(r" \\")]


def test_rows_have_the_cells_of_their_table() -> None:
    assert {len(row) for row in rows_of(PAGE)} == {3}
    assert re.findall(r"\\begin\{tabular\}\{(.*)\}", PAGE) == ["@{}lrr@{}"] * 3


def test_environments_and_braces_are_balanced() -> None:
    open_ones: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", PAGE):
        if kind == "begin":
            open_ones.append(name)
        else:
            assert open_ones.pop() == name
    assert open_ones == []
    plain = re.sub(r"\\[{}\\]", "", PAGE)
    assert plain.count("{") == plain.count("}")


def test_every_sign_is_harmless() -> None:
    body = "\n".join(" & ".join(row) for row in rows_of(PAGE))
    assert not re.search(r"(?<!\\)[#%_]", body)
    assert not re.search(r"[|<>~^±](?!\w*\{\})", body.replace(r"\textasciicircum{}", "").replace(r"\textasciitilde{}", ""))
    assert latex.escaped("\\oops") == r"\textbackslash{}oops"
    assert latex.escaped("-0.5, 1v1-normal-0.75, [-1") == "$-$0.5, 1v1-normal-0.75, [$-$1"
    assert r"{}[odd]" in PAGE  # a bracket after \\ would be its argument


def test_rules_are_those_of_booktabs_and_long_tables_become_several() -> None:
    for rule in ("toprule", "midrule", "bottomrule"):
        assert PAGE.count(f"\\{rule}") == 3
    assert re.findall(r"\\caption\{(.*)\}", PAGE) == [r"Errors \& more.", "Long.", "Long, continued."]
    assert PAGE.startswith("% \\usepackage{booktabs}")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX on this machine")
def test_it_compiles(tmp_path: Path) -> None:
    packages = "\\usepackage{booktabs}\n\\usepackage{adjustbox}\n"
    document = f"\\documentclass{{article}}\n{packages}\\begin{{document}}\n{PAGE}\\end{{document}}\n"
    (tmp_path / "page.tex").write_text(document, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
