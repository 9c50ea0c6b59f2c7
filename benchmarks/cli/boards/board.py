"""The command `board`: our rows beside published figures, as one page and as Markdown."""

from pathlib import Path
from typing import Annotated

import typer

from infoplane.benchmarks.cli.options import FolderOption, JsonOption
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.errors import UserError


def board(
    output: FolderOption = Path("results"),
    add: Annotated[
        list[Path] | None,
        typer.Option(
            "--add", help="A file of a candidate's rows, which `export` wrote. May be given several times.", metavar="FILE"
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Write our errors beside published ones, as a page.

    It writes board.html, which needs no network, and board.md; a README.md there gets the table of what to take for what, where
    it has the marks for it. Nothing is estimated.
    """
    from infoplane.benchmarks.board import markdown
    from infoplane.benchmarks.board.advice import choices
    from infoplane.benchmarks.board.page import page
    from infoplane.benchmarks.board.sections import sections
    from infoplane.benchmarks.storage.atomic import write_text

    if output.exists() and not output.is_dir():
        raise UserError(f"{output} is a file: give --output the name of a folder.")
    found, additions = sections(add or [])
    chosen = choices()
    command = " ".join(["infoplane board", *(f"--add {file.file.name}" for file in additions)])
    remarks = [each.remark for each in additions]
    files = {
        output / "board.html": page(found, chosen, command, remarks),
        output / "board.md": markdown.document(found, chosen, command, remarks),
    }
    for file, text in files.items():
        write_text(file, text)
    written = [*files, *([output / "README.md"] if markdown.refresh(output / "README.md", chosen) else [])]
    speaker = Output(json)
    for remark in remarks:
        speaker.say(remark)
    speaker.wrote(written)
