"""Conformance: what every estimator of mutual information owes its users, checked on anybody's.

Each check is a function that returns, or raises `BrokenError` with what went wrong, or `SkippedError` with why it does not
apply.
The estimator is judged on the first kind of pair it takes: normal columns, a label beside columns, two labels. Estimators
that draw random numbers are allowed four times the spread that different draws give.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from infoplane.distributions import CorrelatedNormal, Distribution, SmoothedDiscreteUniform, SymmetricChannel
from infoplane.estimators.protocol import MUTUAL_INFORMATION, Estimator, quantity_of

N = 400
NATS = 0.8
REPLICATES = 8
# Bias that a consistent estimator may still have on easy distributions of so few samples.
TOLERANCE = {"independence": 0.1, "true_mi": 0.3}

KINDS: dict[str, Callable[[float], Distribution]] = {
    "normal columns, 2+2": lambda nats: CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1),
    "normal columns, 1+1": lambda nats: CorrelatedNormal.with_mutual_information(nats, 1, 1),
    "a label beside a column": SmoothedDiscreteUniform.with_mutual_information,
    "two labels": lambda nats: SymmetricChannel.with_mutual_information(nats, 4),
}


class BrokenError(Exception):
    """A check that failed, and how."""


class SkippedError(Exception):
    """A check that does not apply, and why."""


@dataclass(frozen=True)
class Subject:
    """The estimator under check and the kind of pair it is checked on."""

    estimator: Estimator
    kind: str

    def draw(self, nats: float = NATS, seed: int = 0, n: int = N) -> tuple[Any, Any]:
        """A sample of the kind. Labels cannot be independent in every distribution, so independence is made by shuffling."""
        x, y = KINDS[self.kind](nats or NATS).sample(n, seed)
        return (x, y) if nats else (x, np.random.default_rng(seed).permutation(y))

    def __call__(self, x: Any, y: Any, rng: Any = 0) -> float:
        return float(self.estimator.estimate(x, y, rng=rng))

    @cached_property
    def noise(self) -> float:
        """Largest difference between draws of the estimator on one sample; rounding at least."""
        x, y = self.draw()
        values = [self(x, y, rng) for rng in range(4)]
        return max(max(values) - min(values), 2.5e-7)

    def same(self, first: float, second: float) -> bool:
        """Whether two estimates agree but for the estimator's own randomness."""
        return abs(first - second) <= 4 * self.noise


@dataclass(frozen=True)
class Outcome:
    """A check's name, "pass", "FAIL" or "skip", and the reason."""

    check: str
    result: str
    reason: str = ""


def same_rng_same_number(subject: Subject) -> None:
    x, y = subject.draw()
    first, second = subject(x, y, 3), subject(x, y, 3)
    if first != second:
        raise BrokenError(f"two calls with rng=3 gave {first} and {second}: draw from `rng` alone.")


def inputs_unchanged(subject: Subject) -> None:
    x, y = subject.draw()
    kept = x.copy(), y.copy()
    subject(x, y)
    if (x != kept[0]).any() or (y != kept[1]).any():
        raise BrokenError("x or y was changed in place: copy before you write.")


def symmetry(subject: Subject) -> None:
    x, y = subject.draw()
    forward, backward = subject(x, y), subject(y, x)
    if not subject.same(forward, backward):
        raise BrokenError(f"I(X;Y) = {forward:.6f} but I(Y;X) = {backward:.6f}.")


def order_of_rows(subject: Subject) -> None:
    x, y = subject.draw()
    order = np.random.default_rng(0).permutation(len(x))
    first, second = subject(x, y), subject(x[order], y[order])
    if not subject.same(first, second):
        raise BrokenError(f"reordering the pairs moved {first:.6f} to {second:.6f}.")


def units(subject: Subject) -> None:
    x, y = subject.draw()
    if x.ndim == y.ndim == 1:
        raise SkippedError("labels have no units.")
    first = subject(x, y)
    second = subject(*(side if side.ndim == 1 else side * factor for side, factor in ((x, 1000.0), (y, 1 / 7))))
    if not subject.same(first, second):
        raise SkippedError(f"not claimed: other units moved {first:.4f} to {second:.4f}. Standardise to have it.")


def single_precision(subject: Subject) -> None:
    x, y = (side if side.ndim == 1 else side.astype(np.float32) for side in subject.draw())
    value = subject(x, y)
    if not np.isfinite(value):
        raise BrokenError(f"float32 columns gave {value}.")


def independence(subject: Subject) -> None:
    values = np.array([subject(*subject.draw(0.0, seed)) for seed in range(REPLICATES)])
    if (values == 0).sum() > 1:
        raise BrokenError(f"{(values == 0).sum()} of {REPLICATES} estimates are exactly 0: never clip, bias would be hidden.")
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(REPLICATES)
    if abs(mean) > 4 * error + TOLERANCE["independence"]:
        raise BrokenError(
            f"mean {mean:.3f} ± {error:.3f} on independent samples of {N}; 4 SE + {TOLERANCE['independence']} allowed."
        )


def closed_form(subject: Subject) -> None:
    if (quantity := quantity_of(subject.estimator)) != MUTUAL_INFORMATION:
        raise SkippedError(f"it estimates {quantity}, which is another quantity.")
    values = np.array([subject(*subject.draw(seed=seed, n=2000)) for seed in range(3)])
    if not abs(values.mean() - NATS) <= TOLERANCE["true_mi"]:
        raise BrokenError(f"mean {values.mean():.3f} where the truth is {NATS} (n = 2,000, {TOLERANCE['truth']} allowed).")


def _refuses(damage: Callable[[Any, Any], tuple[Any, Any]], columns_only: bool = False) -> Callable[[Subject], None]:
    """A check that damaged input raises an error that says something."""

    def check(subject: Subject) -> None:
        x, y = subject.draw(n=50)
        if columns_only and x.ndim == 1:
            raise SkippedError("x holds labels.")
        try:
            value = subject(*damage(x.copy(), y.copy()))
        except Exception as error:
            if len(str(error).split()) < 4:
                raise BrokenError(f"raised {type(error).__name__} without a sentence that helps ({str(error)!r}).") from error
            return
        raise BrokenError(f"gave {value} instead of an error that says what is wrong.")

    return check


def _spoilt(value: float) -> Callable[[Any, Any], tuple[Any, Any]]:
    def damage(x: Any, y: Any) -> tuple[Any, Any]:
        x[3, 0] = value
        return x, y

    return damage


CHECKS: dict[str, Callable[[Subject], None]] = {
    "same rng, same number": same_rng_same_number,
    "inputs unchanged": inputs_unchanged,
    "symmetric": symmetry,
    "order of rows": order_of_rows,
    "units": units,
    "float32": single_precision,
    "independence, not clipped": independence,
    "closed form": closed_form,
    "refuses one sample": _refuses(lambda x, y: (x[:1], y[:1])),
    "refuses unequal lengths": _refuses(lambda x, y: (x, y[:-1])),
    "refuses NaN": _refuses(_spoilt(np.nan), columns_only=True),
    "refuses infinity": _refuses(_spoilt(np.inf), columns_only=True),
    "refuses a column without its axis": _refuses(lambda x, y: (x[:, 0], y), columns_only=True),
    "refuses a constant": _refuses(lambda x, y: (np.full_like(x, x.flat[0]), y)),
}


def subject_of(estimator: Estimator) -> Subject:
    """The estimator with the first kind of pair that it takes.

    Raises
    ------
    BrokenError
        If it takes none, with what it said to the first.
    """
    said = []
    for kind in KINDS:
        subject = Subject(estimator, kind)
        try:
            if np.isfinite(subject(*subject.draw())):
                return subject
            said.append("a value that is not finite")
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
    raise BrokenError(f"it takes neither columns nor labels; to normal columns it said: {said[0]}")


def check(estimator: Estimator) -> Iterator[Outcome]:
    """Run every check, one outcome each; an exception inside a check is its failure."""
    try:
        subject = subject_of(estimator)
    except BrokenError as reason:
        yield Outcome("takes data", "FAIL", str(reason))
        return
    yield Outcome("takes data", "pass", subject.kind)
    for name, run in CHECKS.items():
        outcome = Outcome(name, "pass")
        try:
            run(subject)
        except SkippedError as reason:
            outcome = replace(outcome, result="skip", reason=str(reason))
        except BrokenError as reason:
            outcome = replace(outcome, result="FAIL", reason=str(reason))
        except Exception as error:
            outcome = replace(outcome, result="FAIL", reason=f"{type(error).__name__}: {error}")
        yield outcome
