"""Set a newcomer beside the stored baselines, paired by replicate.

Both saw the same samples in every replicate, so the difference of their errors has less variance than either error:

    difference = mean_r (|e_newcomer,r| - |e_baseline,r|),   SE from the r paired differences; negative is better.
"""

import numpy as np
import pandas as pd

from infoplane.estimators.protocol import Estimator

from .newcomer import Newcomer
from .protocol import Cell, Suite, Task
from .summary import KEYS


def cells_for(suite: Suite, label: str, estimator: Estimator | Newcomer) -> list[Cell]:
    """The newcomer on every (task, n, replicate) of the suite, once."""
    places: dict[tuple[str, int, int], Task] = {}
    for cell in suite.cells():
        places.setdefault((cell.task.id, cell.n, cell.replicate), cell.task)
    return [Cell(task, label, estimator, n, replicate) for (_, n, replicate), task in places.items()]


def paired(rows: pd.DataFrame, label: str) -> pd.DataFrame:
    """Mean difference of absolute errors, newcomer minus baseline, per family, size and baseline.

    Parameters
    ----------
    rows : DataFrame
        Rows of the newcomer and of the baselines, as `summary.of_cells` gives them.
    label : str
        The newcomer's label.

    Returns
    -------
    DataFrame
        Columns family, n, estimator, pairs, difference, difference_se.
    """
    ok = rows[rows["status"] == "ok"]
    error = ok.assign(size=(ok["nats"].astype(float) - ok["truth"]).abs())[[*KEYS, "replicate", "size"]]
    own = error[error["estimator"] == label].drop(columns="estimator")
    others = error[error["estimator"] != label]
    pairs = others.merge(own, on=["family", "task", "truth", "n", "replicate"], suffixes=("", "_newcomer")).sort_values(
        ["family", "n"], kind="stable"
    )
    pairs["difference"] = pairs["size_newcomer"] - pairs["size"]
    result = (
        pairs.groupby(["family", "n", "estimator"], sort=False)["difference"]
        .agg(pairs="size", difference="mean", spread="std")
        .reset_index()
    )
    result["difference_se"] = result["spread"] / np.sqrt(result["pairs"])
    return result.drop(columns="spread")
