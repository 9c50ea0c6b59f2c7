"""One row for each cell: the columns of the store, of the committed tables and of data frames."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # worker processes make rows, and need no pandas
    import pandas as pd


class Row(NamedTuple):
    """The result of one cell: text, numbers or None, and nothing nested, so that any tool can read it.

    Attributes
    ----------
    cell : str
        Key of the cell, 16 hexadecimal digits: see `keys`.
    task, estimator : str
        Id of the task, label of the estimator.
    n, replicate : int
        Size of the sample, number of the replicate.
    status : str
        "ok", or why there is no estimate: "error", "nan", "timeout", "memory" or "killed".
    message : str
        What went wrong; empty if nothing did.
    true_mi, true_mi_stderr : float
        True MI in nats, and its standard error; where the task is of another quantity, the true value of that.
    nats, stderr : float, optional
        The estimate in nats, and its standard error; where the task is of another quantity, in the unit of that.
    seconds, peak_mb : float, optional
        Time that the estimate took, and memory in MB by which the process grew.
    details : str
        Further numbers of the estimate, as JSON.
    distribution, configuration, training, preprocess : str
        The distribution, the estimator, the training of its compressors and the preprocessing, in full: see `identity`.
    versions, machine : str
        What the row was made with: see `provenance`.
    """

    cell: str
    task: str
    estimator: str
    n: int
    replicate: int
    status: str
    message: str
    true_mi: float
    true_mi_stderr: float
    nats: float | None
    stderr: float | None
    seconds: float | None
    peak_mb: float | None
    details: str
    distribution: str
    configuration: str
    training: str
    preprocess: str
    versions: str
    machine: str


def frame_of(rows: Iterable[Row]) -> "pd.DataFrame":
    """Rows as a data frame with the columns of `Row`."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(Row._fields))


def rows_of(frame: "pd.DataFrame") -> Iterator[Row]:
    """The rows of such a data frame, with None where it has NaN; other columns are left out."""
    plain = frame[list(Row._fields)].astype(object)
    return map(Row._make, plain.where(plain.notna(), None).itertuples(index=False))
