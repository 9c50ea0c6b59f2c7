"""The command `verify`: rerun a few rows of a file, and say whether they agree."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.cli.options import (
    DEFAULT_STORE,
    CommandOption,
    JsonOption,
    MemoryOption,
    StoreOption,
    TimeOption,
    WorkersOption,
    executor_of,
    find_candidate,
)
from infoplane.benchmarks.cli.output import Output
from infoplane.benchmarks.errors import Interrupted, UserError
from infoplane.benchmarks.execution.interrupts import interrupts_ignored
from infoplane.benchmarks.execution.resources import Limits
from infoplane.benchmarks.names import printable

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.candidates.verification.agreement import Overall, Verdict
    from infoplane.benchmarks.storage.row import Row
    from infoplane.benchmarks.suites.protocol import Cell
    from infoplane.estimators.protocol import Estimator


def verify(
    file: Annotated[Path, typer.Argument(help="Rows that `export` wrote: a .csv or .parquet file.", metavar="FILE")],
    code: Annotated[
        str,
        typer.Option(
            "--code",
            help="The code that makes the rows: file.py:Name, package.module:Name, or a published name. Rows of infoplane's "
            "own estimators need none.",
            metavar="ESTIMATOR",
            show_default=False,
        ),
    ] = "",
    command: CommandOption = "",
    estimators: Annotated[str, typer.Option("--estimators", help="Only rows whose label matches, like 'MINE*'.")] = "*",
    share: Annotated[
        float, typer.Option("--share", min=0.0, max=1.0, help="Share of the rows to rerun; at least 5 are.")
    ] = 0.02,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Which rows are drawn. Default: a new seed, printed.")
    ] = None,
    workers: WorkersOption = None,
    time_limit: TimeOption = 1800.0,
    memory_limit: MemoryOption = None,
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Rerun some rows of a file, and say if they agree.

    A random 2 % of the rows, at least 5, run again on the same samples. Rows never run code by themselves: --code names it. The
    exit status is 1 if they do not agree.
    """
    from infoplane.benchmarks.candidates.loading import Candidate
    from infoplane.benchmarks.candidates.programs import Program
    from infoplane.benchmarks.candidates.reproduce import candidate_of
    from infoplane.benchmarks.candidates.verification.agreement import judged, overall, spreads
    from infoplane.benchmarks.candidates.verification.selection import chosen, content, in_random_order, reproducible, wanted
    from infoplane.benchmarks.storage.exchange import read

    rows = read(file)
    found = find_candidate(code, command, time_limit)[1] if code or command else None
    assert found is None or isinstance(found, Candidate | Program)
    able = reproducible(rows)
    own = chosen(able, found, estimators, str(file))
    seed = secrets.randbelow(2**31) if seed is None else seed
    drawn = in_random_order(own, seed)
    cells, unknown = _runnable(drawn, found, wanted(len(own), share))
    if not cells:
        raise UserError(
            f"No row of {file} can be made again here: no suite has their samples, or their keys are not those of their "
            "content."
        )
    output = Output(json)
    output.say(
        f"Rerunning {len(cells):,} of {len(own):,} rows, drawn with --seed {seed}; they took "
        f"{sum(row.seconds or 0.0 for row, _ in cells.values()):,.0f} s."
    )
    remarks = []
    if len(rows) > len(able):
        remarks.append(f"{len(rows) - len(able):,} rows were not drawn from: they met a limit, or need a trained compressor.")
    if unknown:
        remarks.append(f"{unknown:,} drawn rows were passed over: no suite here has their samples, or their key is not theirs.")
    made_by = [candidate_of(row.configuration) for row, _ in cells.values()]
    if found is not None and any(other is None or content(other) != content(found) for other in made_by):
        remarks.append("This code, or the name of its file, differs from that which made the rows.")
    spread = spreads(able)
    again = _rerun([cell for _, cell in cells.values()], workers, Limits(time_limit, memory_limit), store)
    verdicts = [judged(cells[row.cell][0], row, spread) for row in again]
    verdicts.sort(key=lambda each: (each.stated.estimator, each.stated.task, each.stated.n, each.stated.replicate))
    _report(output, file, seed, verdicts, overall(verdicts), remarks)


def _runnable(drawn: "Sequence[Row]", found: "Estimator | None", count: int) -> "tuple[dict[str, tuple[Row, Cell]], int]":
    """The first rows that can be made again, with their cells by key, and how many were passed over."""
    from infoplane.benchmarks.candidates.verification.rerun import cell_of

    cells: dict[str, tuple[Row, Cell]] = {}
    unknown = 0
    for row in drawn:
        if len(cells) == count:
            break
        cell = cell_of(row, found)
        if cell is None:
            unknown += 1
        else:
            cells[row.cell] = row, cell
    return cells, unknown


def _rerun(cells: "Sequence[Cell]", workers: int | None, limits: Limits, store: Path) -> "list[Row]":
    from infoplane.benchmarks.candidates.verification.rerun import rerun

    executor = executor_of(workers, "")
    try:
        made = list(rerun(cells, executor, limits, store / "compressors"))
        executor.shutdown()
        return made
    except KeyboardInterrupt:
        with interrupts_ignored():
            executor.shutdown(wait=False, cancel_futures=True)
        raise Interrupted("Stopped. Nothing was kept; --seed draws the same rows again.") from None
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise


def _report(
    output: Output, file: Path, seed: int, verdicts: "Sequence[Verdict]", whole: "Overall", remarks: Sequence[str]
) -> None:
    """Print the cells and the verdict. End with status 1 if the file does not agree."""
    from infoplane.benchmarks.analysis.tables import number, show

    sentence = _sentence(verdicts, whole)
    if output.json:
        output.document(
            file=str(file),
            seed=seed,
            agrees=whole.agrees,
            **whole.counts,
            smaller_error=whole.smaller,
            smaller_error_se=whole.smaller_se,
            remarks=remarks,
            cells=[each.record() for each in verdicts],
        )
    else:
        names = ["cell", "task", "estimator", "n", "replicate", "stated", "rerun", "difference", "tolerance", "verdict"]
        lines = [
            [
                *(printable(str(getattr(each.stated, name))) for name in ("cell", "task", "estimator", "n", "replicate")),
                *(row.status if row.nats is None else f"{row.nats:.6f}" for row in (each.stated, each.rerun)),
                number(each.difference, 6),
                number(each.tolerance, 6),
                each.verdict,
            ]
            for each in verdicts
        ]
        show(output.console, f"{file}: {len(verdicts)} rows, stated and rerun, in nats", names, lines)
        for remark in remarks:
            output.say(remark)
        output.say(sentence)
    if not whole.agrees:
        raise typer.Exit(1)


def _sentence(verdicts: "Sequence[Verdict]", whole: "Overall") -> str:
    counts = ", ".join(f"{count} {name}" for name, count in whole.counts.items())
    if whole.agrees:
        return f"They agree: of {len(verdicts)} cells {counts}."
    flatters = (
        f" The file's mean |error| is {whole.smaller:.4f} nats smaller than that of the reruns, more than chance explains."
        if whole.flatters
        else ""
    )
    return f"They do not agree: of {len(verdicts)} cells {counts}.{flatters}"
