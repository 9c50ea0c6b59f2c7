"""Comparisons printed and written: text, Markdown, LaTeX, CSV or JSON, and the files of a comparison."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from infoplane.benchmarks.cli.options import Format
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.units import Units

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    import pandas as pd

    from infoplane.benchmarks.analysis.comparisons.comparison import Comparison

_FRAMES = ("summary", "pairs", "verdicts", "independent", "errors")
_ENDING = {Format.text: "md", Format.markdown: "md", Format.latex: "tex", Format.csv: "csv"}


def in_units(comparison: "Comparison", output: Output) -> "Comparison":
    """The comparison with its information in the units asked for."""
    frames = {name: output.in_units(getattr(comparison, name)) for name in _FRAMES}
    found, per_nat = comparison.pairing, output.units.per_nat
    pairing = replace(found, on_pairs=found.on_pairs * per_nat, on_shuffled=found.on_shuffled * per_nat)
    return replace(comparison, **frames, pairing=pairing)


def print_comparisons(output: Output, comparisons: "Sequence[Comparison]", form: Format, long: bool) -> None:
    """Print comparisons in one of the forms; remarks stand below a table for people."""
    from infoplane.benchmarks.analysis import tables
    from infoplane.benchmarks.analysis.comparisons import comparison_tables, sentences

    if output.json:
        output.document(units=output.units, candidates=[_document(each) for each in comparisons])
    elif form is not Format.text or long:  # the long tables are wider than most terminals: a pager can scroll plain text
        output.raw(document(comparisons, form, long, output.units))
    else:
        for title, header, lines in comparison_tables.blocks(comparisons, output.units):
            tables.show(output.console, title, header, lines)
        for remark in sentences.remarks(comparisons, output.units):
            output.say(remark)
    if all(each.pairs.empty and each.errors.empty for each in comparisons):
        output.say("No baseline has rows of these tasks. Without --no-baselines, this command makes them.")


def document(comparisons: "Sequence[Comparison]", form: Format, long: bool, units: Units) -> str:
    """Comparisons as one text: CSV with every number, or tables and remarks in LaTeX or Markdown."""
    from infoplane.benchmarks.analysis import written
    from infoplane.benchmarks.analysis.comparisons import comparison_tables, sentences

    if form is Format.csv:
        return comparison_tables.flat(comparisons).to_csv(index=False)
    if long:
        blocks = [
            (f"{each.label} and the baselines in {units}", *comparison_tables.every_number(each, units)) for each in comparisons
        ]
    else:
        blocks = comparison_tables.blocks(comparisons, units)
    write = written.in_latex if form is Format.latex else written.in_markdown
    return write(blocks, sentences.remarks(comparisons, units))


def write_files(
    output: Output,
    comparisons: "Sequence[Comparison]",
    form: Format,
    long: bool,
    folder: Path,
    rows: "pd.DataFrame | None",
) -> None:
    """Write the figure, the tables, and the rows that both can be made of again."""
    from infoplane.benchmarks.analysis.exported import groups_of
    from infoplane.benchmarks.figures import verdicts
    from infoplane.benchmarks.storage import exchange
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.storage.row import rows_of

    paths = [folder / f"comparison.{_ENDING[form]}"]
    write_text(paths[0], document(comparisons, form, long, output.units))
    if any(not each.verdicts.empty for each in comparisons):
        paths += verdicts.draw(comparisons, folder / "verdicts", output.units)
    if rows is not None:
        paths.append(folder / "rows.csv.gz")
        exchange.write(rows_of(rows), paths[-1], groups_of)
    for path in paths:
        output.say(f"Wrote {path}.")


def _document(comparison: "Comparison") -> dict[str, object]:
    return {
        "candidate": comparison.label,
        "rows": comparison.summary,
        "pairs": comparison.pairs,
        "verdicts": comparison.verdicts,
        "independent": comparison.independent,
        "errors": comparison.errors,
        "rank": None if comparison.pairing.ignored else vars(comparison.rank),
        "pairing": vars(comparison.pairing),
    }
