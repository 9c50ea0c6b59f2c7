"""How wrong may the value be? Numbers, in nats, that grow with its error on distributions of known MI.

None of them is a standard error alone: most errors are bias, and a sample shows them only by signs. Each sign is a feature of
the interval, and `calibration` weighs it by what it was worth on distributions of known MI.
"""

import math

from .explanation import Explanation
from .statistics import FEW_COLUMNS, MOST_COLUMNS
from .value import Value

SIGNS = (
    "noise_counts",
    "noise_entropies",
    "sampling",
    "columns",
    "room",
    "room_value",
    "correction",
    "learnt",
    "copula",
    "disagreement",
    "rivals",
    "all_rivals",
    "halves",
    "below",
    "above",
)


def signs_of(found: Explanation, value: Value) -> dict[str, float]:
    """The signs of a value, in nats, all at least 0.

    * noise_counts, noise_entropies: standard deviation of KSG and of the weighted entropies over draws;
    * sampling: sqrt(m (1 - exp(-2 v / m)) / n), the standard error of the MI v of m = min(dx, dy) normal pairs;
    * columns: the noise of KSG times (d - 1) min(1, .15 + v), for d columns;
    * room, room_value: (d - 2) / sqrt(n), which is where a relation can hide from all methods, and the same times v;
    * correction: what was added to the MI of the twin; learnt: the same where the learnt coordinates asked for it;
    * copula: the difference from the normal or Student copula, so how far the dependence is from a simple one;
    * disagreement: with the weighted entropies less their value on shuffled pairs, or with the twin corrected by KSG;
    * rivals, all_rivals: range of the MI of the twins that explain the data about as well, and of all twins;
    * halves: what the estimators say of all rows less what they say of half of them;
    * below, above: how far below and above the value the statistics go, each taken alone: where no twin explains the data, they
      ask for different corrections.
    """
    d, v = found.x_dim + found.y_dim, max(value.nats, 0.0)
    low = d <= MOST_COLUMNS and math.isfinite(found.data.entropies)
    noise = value.deviations["counts"]
    estimates = {one.name: one.twin.estimate for one in found.candidates}
    least = min(value.misfits.values())
    good = [estimates[name] for name, misfit in value.misfits.items() if misfit < least + 2]
    pairs = min(found.x_dim, found.y_dim)
    room = (d - 2) / math.sqrt(found.n)
    if low and d <= FEW_COLUMNS:
        free = found.data.entropies - found.shuffled("entropies")
        halves = abs(found.data.entropies - found.half.entropies)
    else:
        free = value.candidate.twin.estimate + value.gaps["counts"].nats
        halves = abs(found.data.counts - found.half.counts)
    numbers = (
        noise,
        min(value.deviations["entropies"], 0.5) if low else noise,
        math.sqrt(pairs * -math.expm1(-2 * v / pairs) / found.n),
        noise * (d - 1) * min(1.0, 0.15 + v),
        room,
        room * v,
        abs(value.correction),
        value.correction if value.carrier == "learnt" else 0.0,
        abs(value.nats - estimates["ranks"]),
        min(abs(value.nats - free), 3.0),
        max(good) - min(good),
        max(estimates.values()) - min(estimates.values()),
        halves if math.isfinite(halves) else 0.0,
        max(value.nats - min(value.proposals()), 0.0),
        max(max(value.proposals()) - value.nats, 0.0),
    )
    return dict(zip(SIGNS, numbers, strict=True))
