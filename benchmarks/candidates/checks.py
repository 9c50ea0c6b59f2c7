"""The contract of estimators, one check for each requirement.

Each check is a function of a `Subject`. It returns nothing if the check passes. Otherwise it raises `BrokenError` with what
went wrong, or `SkippedError` with why the check does not apply.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from infoplane.benchmarks.analysis.comparisons.differences import MARGIN
from infoplane.benchmarks.analysis.comparisons.pairing import differs
from infoplane.distributions.f_information.kinds import QUANTITIES
from infoplane.estimators.protocol import MUTUAL_INFORMATION, quantity_of

from .subject import NATS, BrokenError, N, SkippedError, Subject

REPLICATES = 8
# Bias in nats that a good estimator may have on easy distributions with this few samples; that of another quantity is in its
# own unit, in proportion to its value, as .3 is to the .8 nats of these samples.
INDEPENDENT_TOLERANCE, TRUE_MI_TOLERANCE = 0.1, 0.3

Damage = Callable[[Any, Any], tuple[Any, Any]]


def same_seed(subject: Subject) -> None:
    """The same seed gives the same number."""
    x, y = subject.draw()
    first, second = subject(x, y, 3), subject(x, y, 3)
    if first != second:
        raise BrokenError(f"two calls with rng=3 gave {first} and {second}: take all random numbers from `rng`.")


def inputs_unchanged(subject: Subject) -> None:
    """x and y are not changed in place."""
    x, y = subject.draw()
    kept = x.copy(), y.copy()
    subject(x, y)
    if (x != kept[0]).any() or (y != kept[1]).any():
        raise BrokenError("x or y was changed in place: copy it before you change it.")


def symmetric(subject: Subject) -> None:
    """I(X;Y) = I(Y;X)."""
    x, y = subject.draw()
    forward, backward = subject(x, y), subject(y, x)
    if not subject.same(forward, backward):
        raise BrokenError(f"I(X;Y) = {forward:.6f} but I(Y;X) = {backward:.6f} nats.")


def order_of_rows(subject: Subject) -> None:
    """The order of the samples does not matter."""
    x, y = subject.draw()
    order = np.random.default_rng(0).permutation(len(x))
    first, second = subject(x, y), subject(x[order], y[order])
    if not subject.same(first, second):
        raise BrokenError(f"another order of the same pairs changed {first:.6f} to {second:.6f} nats.")


def scale(subject: Subject) -> None:
    """The scale of columns does not matter. Many estimators are not meant to have this property, so it never fails."""
    x, y = subject.draw()
    if x.ndim == y.ndim == 1:
        raise SkippedError("labels have no scale.")
    first = subject(x, y)
    second = subject(*(values if values.ndim == 1 else values * factor for values, factor in ((x, 1000.0), (y, 1 / 7))))
    if not subject.same(first, second):
        raise SkippedError(f"another scale of x and y changed {first:.4f} to {second:.4f} nats: standardise to avoid this.")


def single_precision(subject: Subject) -> None:
    """Columns of float32 give a finite number."""
    value = subject(*(values if values.ndim == 1 else values.astype(np.float32) for values in subject.draw()))
    if not np.isfinite(value):
        raise BrokenError(f"float32 columns gave {value}.")


def independence(subject: Subject) -> None:
    """Independent samples give about 0, and estimates below 0 are not clipped."""
    values = np.array([subject(*subject.draw(0.0, seed)) for seed in range(REPLICATES)])
    zeros = int((values == 0).sum())
    if zeros > 1:
        raise BrokenError(f"{zeros} of {REPLICATES} estimates are exactly 0: never clip, because that hides the bias.")
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(REPLICATES)
    if abs(mean) > 4 * error + INDEPENDENT_TOLERANCE:
        raise BrokenError(
            f"the mean is {mean:.3f} ± {error:.3f} nats on independent samples of {N}; "
            f"4 standard errors + {INDEPENDENT_TOLERANCE} are allowed."
        )


def true_mi(subject: Subject) -> None:
    """The estimate is near the true MI, or near the known value of another quantity that it names."""
    quantity = quantity_of(subject.estimator)
    if quantity not in QUANTITIES.values():
        raise SkippedError(f"it estimates {quantity}, which is another quantity.")
    n, value = 2000, subject.true_value(quantity)
    mean = np.mean([subject(*subject.draw(seed=seed, n=n)) for seed in range(3)])
    most = TRUE_MI_TOLERANCE if quantity == MUTUAL_INFORMATION else TRUE_MI_TOLERANCE * value / NATS
    if not abs(mean - value) <= most:
        name, unit = ("true MI", " nats") if quantity == MUTUAL_INFORMATION else (f"true {quantity}", "")
        raise BrokenError(
            f"the mean is {mean:.3f}{unit} where the {name} is {value:.3g} (n = {n:,}); it may differ by {most:.2g}."
        )


def pairing(subject: Subject) -> None:
    """The answer depends on which y belongs to which x: on shuffled y it is lower."""
    nats = 1.2  # what four labels can share
    differences = []
    for seed in range(REPLICATES):
        x, y = subject.draw(nats, seed)
        differences.append(subject(x, y, seed) - subject(x, y[np.random.default_rng(seed).permutation(len(y))], seed))
    if not differs(np.array(differences)):
        raise BrokenError(
            f"where the true MI is {nats} nats it gives the same on shuffled y: the mean difference is "
            f"{np.mean(differences):.4f} nats in {REPLICATES} samples, not significantly above {MARGIN}. "
            "It ignores which y belongs to which x."
        )


def flat_column(subject: Subject) -> None:
    """A column of shape (n,) gives what it gives as (n, 1), or an error."""
    x, y = subject.draw(n=50)
    if x.ndim == 1:
        raise SkippedError("x holds labels.")
    try:
        flat = subject(x[:, 0], y)
    except Exception:
        return
    column = subject(x[:, :1], y)
    if not subject.same(flat, column):
        raise BrokenError(f"it gave {flat:.4f} nats for x of shape (n,) and {column:.4f} for (n, 1).")


def refuses(damage: Damage, columns_only: bool = False) -> Callable[[Subject], None]:
    """A check that damaged samples raise an error with a sentence that helps."""

    def check(subject: Subject) -> None:
        x, y = subject.draw(n=50)
        if columns_only and x.ndim == 1:
            raise SkippedError("x holds labels.")
        try:
            value = subject(*damage(x.copy(), y.copy()))
        except Exception as error:
            if len(str(error).split()) < 4:
                raise BrokenError(f"it raised {type(error).__name__}({str(error)!r}), which explains nothing.") from error
            return
        raise BrokenError(f"it gave {value} instead of an error that says what is wrong.")

    return check


def spoilt(value: float) -> Damage:
    """Put a value into x."""

    def damage(x: Any, y: Any) -> tuple[Any, Any]:
        x[3, 0] = value
        return x, y

    return damage


CHECKS: dict[str, Callable[[Subject], None]] = {
    "same seed, same number": same_seed,
    "inputs unchanged": inputs_unchanged,
    "symmetric": symmetric,
    "order of rows": order_of_rows,
    "scale": scale,
    "float32": single_precision,
    "independence, not clipped": independence,
    "true MI": true_mi,
    "depends on the pairing": pairing,
    "refuses one sample": refuses(lambda x, y: (x[:1], y[:1])),
    "refuses unequal lengths": refuses(lambda x, y: (x, y[:-1])),
    "refuses NaN": refuses(spoilt(np.nan), columns_only=True),
    "refuses infinity": refuses(spoilt(np.inf), columns_only=True),
    "a column of shape (n,)": flat_column,
    "refuses a constant": refuses(lambda x, y: (np.full_like(x, x.flat[0]), y)),
}
