"""The gap between estimates and the exact value of a layer: |estimate - exact| at the same epoch, averaged over epochs.

Where exact values are of several sizes of noise (``exact, s = 0.1``), an estimate is held against that of its own size.
"""

from collections.abc import Iterable

import pandas as pd

from infoplane.benchmarks.units import Units
from infoplane.planes.rows.frame import SEEN
from infoplane.planes.rows.row import INPUT, LABEL, is_bounds, is_exact


def gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Mean over evaluations and runs of |estimate - exact| and of estimate - exact, for each quantity and estimator.

    Parameters
    ----------
    frame : DataFrame
        Rows of a plane, as `frame_of` gives them.

    Returns
    -------
    DataFrame
        Columns quantity, estimator, evaluations (their number), gap, gap_se (its standard error over the evaluations), and
        mean (of the signed difference), in nats. Empty where there are no exact rows.
    """
    values = frame[frame["quantity"].isin((INPUT, LABEL)) & frame["status"].isin(SEEN)]
    values = values.assign(noise=values["estimator"].str.partition(", ")[2])
    keys = ["seed", "part", "epoch", "layer", "quantity", "noise"]
    known = values["estimator"].map(is_exact).astype(bool)
    exact = values[known].set_index(keys)["value"]
    rest = values[~known].join(exact.rename("exact"), on=keys, how="inner")
    rest = rest.assign(mean=rest["value"] - rest["exact"], gap=(rest["value"] - rest["exact"]).abs())
    found = rest.groupby(["quantity", "estimator"], sort=False).agg(
        evaluations=("gap", "size"), gap=("gap", "mean"), gap_se=("gap", "sem"), mean=("mean", "mean")
    )
    return found.reset_index()


def joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The rows of several networks as those of several runs."""
    return pd.concat([frame.assign(seed=number) for number, frame in enumerate(frames)], ignore_index=True)


def gap_remarks(frame: pd.DataFrame, units: Units) -> list[str]:
    """One sentence for each quantity and estimator; none where there are no exact rows."""
    found = gaps(frame)
    said = [
        f"{row.quantity} by {row.estimator}: mean gap to the exact value {row.gap * units.per_nat:.3f} "
        f"±{row.gap_se * units.per_nat:.3f} {units}, mean difference {row.mean * units.per_nat:+.3f}, over {row.evaluations} "
        "evaluations."
        for row in found.itertuples(index=False)
    ]
    if found["estimator"].map(is_bounds).any():
        said.append(
            "The exact I(L;Y) is that of these inputs alone, as if there were no others. The bound is what a decoder finds in "
            "rows that it has not seen: it is lower by what the network knows of these inputs only."
        )
    return said
