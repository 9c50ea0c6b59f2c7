"""The command `methods`: what a paper says of a suite, and its references."""

from typing import Annotated

import typer

from infoplane.benchmarks.cli.options import (
    DEFAULT_STORE,
    Format,
    JsonOption,
    SeedOption,
    StoreOption,
    SuiteArgument,
    find_suite,
)
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.errors import UserError


def methods(
    suite: SuiteArgument,
    seed: SeedOption = None,
    form: Annotated[
        Format, typer.Option("--format", help="latex cites by \\cite{...}, text and markdown by [@...] as Pandoc reads it.")
    ] = Format.text,
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Print a methods paragraph on a suite, and its BibTeX.

    It names the distributions, sizes, replicates, estimators with their settings, tests, and the versions that made the rows.
    """
    from infoplane.benchmarks.analysis.known_keys import keyed_suite
    from infoplane.benchmarks.analysis.latex import escaped
    from infoplane.benchmarks.analysis.methods import paragraph
    from infoplane.benchmarks.analysis.results import Results

    if form is Format.csv:
        raise UserError("A paragraph is no table: --format text, markdown or latex.")
    found, output = find_suite(suite, seed), Output(json)
    written = paragraph.methods(found, Results(store).rows(found.name, keyed_suite(found)))
    if form is Format.latex:
        written = written._replace(sentences=[(escaped(sentence), keys) for sentence, keys in written.sentences])
    text = written.text(form.value)
    if json:
        output.document(suite=found.name, paragraph=text, references=written.keys, bibtex=written.bibtex())
        return
    output.raw(f"{text}\n\n{written.bibtex()}")
