"""Pages as Sphinx needs them: parts of other files, and links that lead to pages.

    ```{include} ../results/README.md
    :start-after: "# Results"
    ```

is replaced by that part of the file before the page is read. In files, links lead to files, so that they can be followed in the
repository; in pages, they lead to the page of that file, or download it where it has no page.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
INCLUDE = re.compile(r"^```\{include\} (\S+)\n((?::.*\n)*)```$", flags=re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]+)\]\(([^)#:]+)(#[^)]*)?\)")
PAGES = {
    "results/README.md": "docs/results.md",
    "CONTRIBUTING.md": "docs/contributing.md",
    "examples/gallery/README.rst": "docs/gallery/index.rst",
}
_MADE = ((r"^results/tables/(?=.*\.md$)", "docs/tables/"), (r"^examples/gallery/(plot_\w+)\.py$", r"docs/gallery/\1.rst"))


def expand(app: Any, docname: str, source: list[str]) -> None:
    """Replace every include of a page, and every link; for the event source-read."""
    page = f"docs/{docname}"
    own = linked(source[0], page, page)
    source[0] = INCLUDE.sub(lambda found: linked(*part(page, found[1], found[2]), page), own)


def part(page: str, file: str, options: str) -> tuple[str, str]:
    """The lines of a file between two marks, and the path of the file in the project."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), file))
    text = (ROOT / path).read_text(encoding="utf-8")
    for mark in re.findall(r'^:start-after: "(.*)"$', options, flags=re.MULTILINE):
        text = text.split(f"{mark}\n", 1)[1] if f"{mark}\n" in text else text.split(mark, 1)[1]
    for mark in re.findall(r'^:end-before: "(.*)"$', options, flags=re.MULTILINE):
        text = text.split(mark, 1)[0]
    return text, path


def linked(text: str, file: str, page: str) -> str:
    """The text of a file of the project with its links as a page needs them.

    >>> print(linked("[a](tables/mixed.md) [b](speed.md) [c](../docs/planes.md#x)", "results/README.md", "docs/results"))
    [a](tables/mixed.md) {download}`b <../results/speed.md>` [c](planes.md#x)
    >>> print(linked("[d](../examples/gallery/plot_01_measure.py)", "docs/planes.md", "docs/planes"))
    [d](gallery/plot_01_measure.rst)
    """

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), found[3]))
        target = PAGES.get(target, target)
        for file_pattern, made in _MADE:
            target = re.sub(file_pattern, made, target)
        here = posixpath.relpath(target, posixpath.dirname(page))
        if found[1] or target.startswith("docs/"):
            return f"{found[1]}[{found[2]}]({here}{found[4] or ''})"
        return f"{{download}}`{found[2].replace('`', '')} <{here}>`"

    return _LINK.sub(link, text)
