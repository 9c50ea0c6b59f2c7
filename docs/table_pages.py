"""A page for each committed table. Its headings become those of the page, and its tables stay the aligned text that they are:
to read thousands of rows as tables would take Sphinx minutes."""

import re
from pathlib import Path

_TABLE = re.compile(r"^\|.*\n(?:\|.*\n?)+", flags=re.MULTILINE)


def write_table_pages(tables: Path, folder: Path) -> None:
    """Write the pages of a folder of tables, where their text has changed, and an index of them."""
    folder.mkdir(exist_ok=True)
    names = sorted(path.stem for path in tables.glob("*.md"))
    pages = {name: page_of((tables / f"{name}.md").read_text(encoding="utf-8")) for name in names}
    pages["index"] = "\n".join(["# Tables", "", ":::{toctree}", ":maxdepth: 1", "", *names, ":::", ""])
    for name, content in pages.items():
        page = folder / f"{name}.md"
        if not page.exists() or page.read_text(encoding="utf-8") != content:
            page.write_text(content, encoding="utf-8")


def page_of(table: str) -> str:
    """A file of tables as a page.

    >>> print(page_of("# mixed" + chr(10) + "| n |" + chr(10) + "| - |" + chr(10)))
    # mixed
    ```text
    | n |
    | - |
    ```
    <BLANKLINE>
    """
    return _TABLE.sub(lambda found: f"```text\n{found[0].rstrip()}\n```\n", table)
