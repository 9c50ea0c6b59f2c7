"""The command `audit`: benchmark the estimators on the twin of a file of data."""

from typing import TYPE_CHECKING, Annotated

import typer

from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.execution.resources import Limits

from .estimate import (
    DiscreteOption,
    FileArgument,
    Missing,
    MissingOption,
    MissingValuesOption,
    ReportOption,
    Scheme,
    SeedOption,
    XOption,
    YOption,
    description,
    measured,
    say_measurement,
    selected,
)
from .options import DEFAULT_STORE, JsonOption, MemoryOption, RetryOption, StoreOption, WorkersOption, executor_of
from .output import Output
from .run import run_missing

if TYPE_CHECKING:  # commands import what they need: `--help` loads no estimator
    import pandas as pd

    from infoplane.benchmarks.own_data.audit import Audit


def audit(
    file: FileArgument,
    x: XOption = None,
    y: YOption = None,
    discrete: DiscreteOption = None,
    missing: MissingOption = Missing.error,
    missing_values: MissingValuesOption = None,
    estimators: Annotated[
        list[str] | None,
        typer.Option("--estimators", help="Only those whose name matches, like 'K*'.", show_default=False),
    ] = None,
    critics: Annotated[bool, typer.Option("--critics", help="Also critics, which train networks: minutes each.")] = False,
    replicates: Annotated[int, typer.Option("--replicates", min=2, help="Data sets from the twin at each size.")] = 10,
    precision: Annotated[float, typer.Option("--precision", min=0.001, help="RMSE in nats to find the samples for.")] = 0.1,
    workers: WorkersOption = None,
    time_limit: Annotated[float, typer.Option("--time-limit", min=0.1, help="Seconds that one estimate may take.")] = 300.0,
    memory_limit: MemoryOption = None,
    retry_failed: RetryOption = False,
    seed: SeedOption = 0,
    report: ReportOption = None,
    store: StoreOption = DEFAULT_STORE,
    json: JsonOption = False,
) -> None:
    """Find out which estimators to trust on your data.

    Fits a distribution of known MI to your data, its twin, and runs the estimators on data sets drawn from it: bias, SD and
    RMSE at your n, and the samples needed. You may interrupt it: the same command continues where it stopped.
    """
    from infoplane.benchmarks.analysis import columns
    from infoplane.benchmarks.analysis.results import Results
    from infoplane.benchmarks.own_data.audit import NAME, audit_of, refuse_unknown
    from infoplane.benchmarks.own_data.guarantee import guarantee
    from infoplane.benchmarks.own_data.verdict import advice, needed
    from infoplane.benchmarks.report.measurement import page
    from infoplane.benchmarks.storage.atomic import write_text
    from infoplane.benchmarks.storage.database import Store
    from infoplane.benchmarks.storage.keys import keyed
    from infoplane.estimators.samples.pairing import as_samples

    output = Output(json)
    refuse_unknown(estimators or (), critics)
    chosen = selected(file, x, y, "", discrete, missing, missing_values)
    found = measured(output, chosen, missing, Scheme.auto, seed)
    if not json:
        say_measurement(output, chosen, found)
        output.say("")
    frames = chosen.frames()
    own_x, own_y = as_samples({"x": frames[0], "y": frames[1]}, missing=missing.value).samples
    certified = guarantee(chosen, found, len(own_x), missing.value, seed)
    known = {
        **description(chosen),
        "estimate": found.to_dict(),
        "certified": None if certified.bound is None else vars(certified.bound),
        "guarantee": certified.sentence,
    }
    if found.twin is None:
        if report is not None:
            write_text(report, page(chosen, found, seed, guarantee=certified.sentence))
        if json:
            output.document(**known, twin=None)
        else:
            output.say(certified.sentence)
            output.wrote([report] if report else [])
        raise UserError(
            f"No simple distribution explains {chosen.table.source}, so there is no twin to draw data sets from, and no "
            "estimator was tried: take the estimate above."
        )
    plan = audit_of(own_x, own_y, found.twin, estimators or (), critics, replicates)
    cells, results = keyed(plan.cells()), Results(store)
    limits = Limits(time_limit, memory_limit)
    run_missing(results, output, NAME, cells.values(), executor_of(workers, ""), limits, retry_failed)
    with Store(results.database) as rows:
        summary = plan.summary(columns.of_store(rows, cells))
    if report is not None:
        write_text(report, page(chosen, found, seed, plan, summary, precision, certified.sentence))
    samples = needed(summary, precision)
    if json:
        output.document(
            **known,
            twin={"name": type(found.twin).__name__, "nats": found.twin.mutual_information},
            advice=advice(summary, plan.n),
            samples_needed={name: vars(one) for name, one in samples.items()},
            precision=precision,
            estimators=summary,
        )
        return
    print_audit(output, plan, summary, precision)
    output.say(certified.sentence)
    if report is not None:
        output.wrote([report])


def print_audit(output: Output, plan: "Audit", summary: "pd.DataFrame", precision: float) -> None:
    """Print the table of estimators, what it means, and the samples that are needed."""
    from infoplane.benchmarks.analysis import tables
    from infoplane.benchmarks.own_data.audit_table import explanation, table
    from infoplane.benchmarks.own_data.verdict import advice

    true_mi = plan.twin.true_mi
    tables.show(output.console, f"On the twin, true MI {true_mi:.3f} nats", *table(plan, summary, precision))
    output.say(advice(summary, plan.n))
    output.say(explanation(precision))
