"""What an evaluation of a plane costs: the seconds of its rows, by estimator and part of the data.

The seconds of a row are those of its own reading and its share of what the rows of an evaluation have in common: the passes
through the network, the codes. So they add up to the time of the evaluation. Rows from files without seconds say nothing.
"""

import time
from collections.abc import Callable, Iterable
from statistics import median

from .row import INPUT, LABEL, PlaneRow


def timed(make: Callable[[], list[PlaneRow]]) -> list[PlaneRow]:
    """The rows that a function makes; what it took beyond their own seconds is spread over them evenly."""
    start = time.perf_counter()
    rows = make()
    own = sum(row.seconds or 0.0 for row in rows)
    share = max(time.perf_counter() - start - own, 0.0) / max(len(rows), 1)
    return [row._replace(seconds=(row.seconds or 0.0) + share) for row in rows]


def evaluation_seconds(rows: Iterable[PlaneRow]) -> dict[tuple[str, str], list[float]]:
    """The seconds of every evaluation, by estimator and part.

    Examples
    --------
    >>> from infoplane.planes import PlaneRow
    >>> from infoplane.planes.rows.cost import evaluation_seconds
    >>> rows = [PlaneRow(0, "train", layer, "I(X;L)", "bounds", 9, "ok", "", 1.0, 0.1, 0.5, "{}") for layer in ("L1", "L2")]
    >>> evaluation_seconds(rows)
    {('bounds', 'train'): [1.0]}
    """
    sums: dict[tuple[str, str], dict[tuple[int, int], float]] = {}
    for row in rows:
        if row.quantity in (INPUT, LABEL) and row.seconds is not None:
            found = sums.setdefault((row.estimator, row.part), {})
            found[row.seed, row.epoch] = found.get((row.seed, row.epoch), 0.0) + row.seconds
    return {place: list(found.values()) for place, found in sums.items()}


def cost_remarks(rows: Iterable[PlaneRow]) -> list[str]:
    """One sentence for each part: what an evaluation costs by each estimator."""
    said: dict[str, list[str]] = {}
    for (estimator, part), seconds in evaluation_seconds(rows).items():
        said.setdefault(part, []).append(f"{median(seconds):.2g} s by {estimator}")
    return [f"An evaluation of the {part} part takes {', '.join(costs)} (median)." for part, costs in said.items()]
