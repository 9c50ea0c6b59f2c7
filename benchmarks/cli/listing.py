"""The commands `list` and `truths`: the suites, their tasks, and the true MI of each task."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.names import matches
from infoplane.benchmarks.units import Units

from .options import Format, FormatOption, JsonOption, SeedOption, TasksOption, UnitsOption, find_suite, suite_names
from .output import Output

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    from infoplane.benchmarks.suites.protocol import Suite, Task


def list_(
    suite: Annotated[
        str, typer.Argument(help="A suite, to list its tasks.", metavar="[SUITE]", autocompletion=suite_names)
    ] = "",
    seed: SeedOption = None,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """List the suites, or the tasks and estimators of one."""
    output = Output(json, units)
    if suite:
        list_tasks(output, find_suite(suite, seed))
    else:
        list_suites(output)


def truths(
    tasks: TasksOption = "*",
    seed: SeedOption = None,
    samples: Annotated[
        int, typer.Option("--samples", min=0, help="Check each true MI by the mean pointwise MI of this many samples.")
    ] = 0,
    form: FormatOption = Format.text,
    units: UnitsOption = Units.nats,
    json: JsonOption = False,
) -> None:
    """Print the true MI of every task.

    The table also shows its standard error, how it is verified, and the published value. With --seed: the tasks of the suite
    fresh with that seed.
    """
    from infoplane.benchmarks.suites.fresh import fresh_tasks
    from infoplane.benchmarks.suites.true_mi import catalogue

    known = fresh_tasks(seed) if seed is not None else tuple(task for suite in catalogue().values() for task in suite)
    print_truths(Output(json, units), [task for task in known if matches(task.id, tasks)], tasks, samples, form)


def list_suites(output: Output) -> None:
    """Print every suite with its size."""
    from infoplane.benchmarks.analysis import tables
    from infoplane.benchmarks.suites.registry import SEEDED, SUITES

    suites: list[dict[str, Any]] = [
        {
            "suite": suite.name,
            "tasks": len(suite.tasks),
            "cells": sum(len(g.tasks) * len(g.estimators) * len(g.sizes) * g.replicates for g in suite.grids),
            "description": suite.description,
        }
        for suite in SUITES.values()
    ]
    suites += [
        {"suite": f"{name} --seed N", "tasks": each.tasks, "cells": each.cells, "description": each.description}
        for name, each in SEEDED.items()
    ]
    if output.json:
        output.document(suites=suites)
        return
    lines = [[s["suite"], str(s["tasks"]), f"{s['cells']:,}", s["description"]] for s in suites]
    tables.show(output.console, "Suites", ["suite", "tasks", "cells", "what it is"], lines, wrap=True)


def list_tasks(output: Output, suite: "Suite") -> None:
    """Print the tasks of a suite and its estimators."""
    from infoplane.benchmarks.analysis import tables

    per_nat, units, measures_mi = output.units.per_nat, output.units, suite.measures_mi
    if output.json:
        tasks = [
            {"task": t.id, "x_shape": t.distribution.x_shape, "y_shape": t.distribution.y_shape, "true_mi": t.true_mi * per_nat}
            | ({} if measures_mi else {"quantity": t.quantity, "true_value": t.true_value.value})
            for t in suite.tasks
        ]
        grids = [
            {"tasks": [t.id for t in g.tasks], "estimators": [*g.estimators], "sizes": g.sizes, "replicates": g.replicates}
            for g in suite.grids
        ]
        output.document(suite=suite.name, units=units, tasks=tasks, grids=grids)
        return
    lines = [
        [
            task.id,
            tables.shape(task.distribution.x_shape),
            tables.shape(task.distribution.y_shape),
            f"{task.true_mi * per_nat:.4g}",
            *([] if measures_mi else [task.quantity, f"{task.true_value.value:.4g}"]),
        ]
        for task in suite.tasks
    ]
    header = ["task", "x", "y", f"true MI ({units})", *([] if measures_mi else ["quantity", "true value"])]
    tables.show(output.console, suite.name, header, lines)
    for grid in suite.grids:
        families = ", ".join(dict.fromkeys(task.family or task.id for task in grid.tasks))
        output.say(
            f"{families}: {', '.join(grid.estimators)}; n = {', '.join(map(str, grid.sizes))}; {grid.replicates} replicates"
        )


def print_truths(output: Output, tasks: "Sequence[Task]", pattern: str, samples: int, form: Format) -> None:
    """Print the true MI of these tasks, each once; they are those whose id matches the pattern."""
    import pandas as pd

    from infoplane.benchmarks.analysis import suite_tables, tables, written
    from infoplane.benchmarks.suites.true_mi import TrueMI, true_mi_rows

    if not tasks:
        raise UserError(f"No task matches {pattern!r}; `infoplane list` names the suites.")
    rows = list(true_mi_rows(tuple(tasks), samples))
    shown = output.in_units(pd.DataFrame(rows, columns=list(TrueMI._fields)))
    if output.json:
        output.document(units=output.units, tasks=shown)
        return
    if form is Format.csv:
        output.raw(shown.to_csv(index=False))
        return
    header, lines = suite_tables.true_values(shown)
    title = f"True mutual information of {len(rows)} tasks, in {output.units}"
    if form is Format.markdown:
        output.raw(tables.markdown(header, lines))
    elif form is Format.latex:
        output.raw(written.in_latex([(title, header, lines)]))
        return
    else:
        tables.show(output.console, title, header, lines)
    if samples:
        checked = [row for row in rows if row.pointwise is not None]
        far = [row.id for row in checked if not row.near_samples]
        output.say(
            f"{len(checked)} of {len(rows)} true MIs checked with {samples:,} samples each; not confirmed: {far or 'none'}."
        )
    disagreeing = [row.id for row in rows if row.agrees is False]
    output.say(f"Published values that differ by more than their last digit or 4 standard errors: {disagreeing or 'none'}.")
