"""Parts of the README, of CONTRIBUTING.md and of the results inside pages, with their links as a page needs them.

    ```{include} ../README.md
    :start-after: "## Which estimator for my data"
    :end-before: "## What it does"
    ```

is replaced by that part before the page is read. Links to files of the project become downloads, and links to the results
lead to their page.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
INCLUDE = re.compile(r"^```\{include\} (\S+)\n((?::.*\n)*)```$", flags=re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]+)\]\(([^)#:]+)(#[^)]*)?\)")
PAGES = {"results/README.md": "docs/results.md", "CONTRIBUTING.md": "docs/contributing.md"}


def expand(app: Any, docname: str, source: list[str]) -> None:
    """Replace every include of a page; for the event source-read."""
    folder = posixpath.dirname(f"docs/{docname}")
    source[0] = INCLUDE.sub(lambda found: part(folder, found[1], found[2]), source[0])


def part(folder: str, file: str, options: str) -> str:
    """The lines of a file between two marks, for a page in a folder of the project."""
    path = posixpath.normpath(posixpath.join(folder, file))
    text = (ROOT / path).read_text(encoding="utf-8")
    for mark in re.findall(r'^:start-after: "(.*)"$', options, flags=re.MULTILINE):
        text = text.split(f"{mark}\n", 1)[1] if f"{mark}\n" in text else text.split(mark, 1)[1]
    for mark in re.findall(r'^:end-before: "(.*)"$', options, flags=re.MULTILINE):
        text = text.split(mark, 1)[0]

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[3]))
        here = posixpath.relpath(PAGES.get(target, target), folder)
        if found[1] or target in PAGES:
            return f"{found[1]}[{found[2]}]({here}{found[4] or ''})"
        return f"{{download}}`{found[2].replace('`', '')} <{here}>`"

    return _LINK.sub(link, text)
