"""The fast value for numbers: weighted neighbour entropies less their value on shuffled pairs, or a copula in many columns.

No twin is drawn, so nothing shows how far the estimators err on data like these. The interval is calibrated like the full one,
from three signs: the noise, the differences between three methods, and the share of a value in many columns. It is wider.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from infoplane.estimators.kernels.ascending import none_kept
from infoplane.estimators.kernels.threads import each
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.twins.blocks import blocks_of, from_copula, from_statistic
from infoplane.estimators.twins.copula import fit_copula
from infoplane.estimators.twins.statistics import FEW_COLUMNS, counts_of, entropies_of, mapped
from infoplane.estimators.twins.unseen.missed import missed_by_copula
from infoplane.estimators.validation import Array

from .calibration import calibration
from .measurement import Measurement
from .presentation.evidence import Alternative, Null

_SHUFFLES = 2
_FLAG = "This is the fast value: no simple distribution was fitted to check it, so its interval is wide."


@none_kept()
def measure_fast(x: Array, y: Array, rng: np.random.Generator) -> Measurement:
    """Measure I(X;Y) of continuous columns without twins: parameters as in `numbers.measure_numbers`."""
    every, blocks = (x, y), blocks_of(len(x), rng)
    x, y = x[blocks[0]], y[blocks[0]]
    n, d = len(x), x.shape[1] + y.shape[1]
    order = rng.permutation(n)
    sample = mapped(x, y)
    steps: list[Callable[[], Any]] = [
        lambda: entropies_of(sample) if d <= FEW_COLUMNS else Estimate(math.nan),
        lambda: fit_copula(x, y, order[n // 5 :], order[: n // 5]),
        lambda: counts_of(sample),
    ]
    entropies, copula, counts = each(lambda step: step(), steps, n)
    by_entropies = math.isfinite(entropies.nats)
    statistic = entropies_of if by_entropies else counts_of
    orders = (rng.permutation(n) for _ in range(_SHUFFLES))
    shuffles = np.array(each(lambda shuffle: statistic(sample, shuffle=shuffle).nats, orders, n))
    value = entropies.nats - float(shuffles.mean()) if by_entropies else copula.estimate
    stderr = (entropies.stderr if by_entropies else counts.stderr) or 0.0
    signs = {
        "noise": stderr,
        "counts": abs(value - counts.nats),
        "copula": abs(value - copula.estimate),
        "shuffled": abs(float(shuffles.mean())),
        "many_columns": math.sqrt(d / n) * max(value, 0.0),
    }
    more = from_statistic(entropies_of, entropies.nats, *every, blocks) if by_entropies else from_copula(copula, *every, blocks)
    lower, upper = calibration("fast").interval(value + more, signs)
    flags: tuple[str, ...] = (_FLAG,)
    if d > FEW_COLUMNS and (missed := missed_by_copula(copula, (x, y), rng.spawn(1)[0], upper)):
        flags, upper = (*flags, missed), math.inf
    return Measurement(
        value + more,
        details={f"sign_{name}": number for name, number in signs.items()},
        lower=lower,
        upper=upper,
        estimator="G+WKL less its value on shuffled pairs" if by_entropies else "a normal or Student copula",
        reason="Its columns are few." if by_entropies else f"{d} columns are too many for neighbours without twins.",
        flags=flags,
        alternatives=(
            Alternative("G+WKL", value if by_entropies else None, entropies.stderr, by_entropies, "Less its null."),
            Alternative("a normal or Student copula", copula.estimate, None, not by_entropies, "It sees ranks alone."),
            Alternative("KSG", counts.nats, counts.stderr, False, "It is too low where dependence is strong."),
        ),
        null=Null(float(shuffles.mean()), float(shuffles.std(ddof=1)), _SHUFFLES),
        n=len(every[0]),
    )
