"""The chain rule: labels beside numbers in one variable.

A variable of labels L beside numbers R is taken apart exactly:

    I(L, R; Y) = I(L; Y) + sum_l p(l) I(R; Y | L = l).

Each term has a path of its own, and none of them has to compare labels with numbers. With n rows in all a level l has p(l) n of
them, so that every term gets better as n grows. The ends of the intervals add up, which allows for errors in one direction.
Levels with too few rows for an upper end are taken to be like the others: their mean, and the widest interval of them. Where
all levels are so rare, as for a column that names the rows, the larger of I(L; Y) and I(R; Y) is a lower bound.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from infoplane.estimators.validation import Labels

from .few import are_few
from .measurement import NOTHING, Alternative, Measurement
from .preparation.columns import Variable, cleaned

_RARE = "rows have labels too rare for an estimate of their own, and are taken to be like others."
Measure = Callable[[Variable, Variable, np.random.Generator, bool], Measurement]


def by_levels(split: Variable, other: Variable, rng: np.random.Generator, fast: bool, measure: Measure) -> Measurement:
    """Measure I(L, R; Y) for the variable `split` of labels L beside numbers R, and the variable `other`, Y.

    Parameters
    ----------
    split, other : Variable
    rng : numpy.random.Generator
    fast : bool
    measure : callable
        Measures two variables of any kind.
    """
    assert split.labels is not None
    numbers = Variable(split.name, split.numbers)
    first = measure(Variable(split.name, split.numbers[:, :0], split.labels), other, rng, fast)
    found, shares, rare = [], [], 0
    for level in np.unique(split.labels):
        rows = split.labels == level
        if are_few(int(rows.sum()), split.numbers.shape[1] + other.numbers.shape[1]):
            rare += int(rows.sum())
            continue
        parts = [cleaned(one.rows(rows))[0] for one in (numbers, other)]
        found.append(measure(parts[0], parts[1], rng, fast))
        shares.append(float(rows.mean()))
    if not found:
        whole = replace(cleaned(numbers)[0], undivided=True)  # the labels may be clusters of these numbers
        return _larger(first, measure(whole, other, rng, fast), split)
    rest = _mean(found, np.array(shares), rare / len(split))
    parts_of = [(f"The labels of {split.name} alone", first), *(("Within labels", one) for one in found)]
    flags = tuple(
        dict.fromkeys(
            f"{part}: {flag}" for part, one in parts_of if one.estimator != NOTHING for flag in one.flags if _RARE not in flag
        )
    )
    if rare:
        flags += (f"{rare} of {len(split)} {_RARE}",)
    return Measurement(
        first.nats + rest[0],
        math.hypot(first.stderr or 0.0, rest[1]),
        {"labels": first.nats, "within_labels": rest[0]},
        lower=first.lower + rest[2],
        upper=first.upper + rest[3],
        estimator=f"chain rule over {len(np.unique(split.labels))} levels",
        reason=f"{split.name} holds labels beside numbers: the information of the labels, and that of the numbers within each.",
        flags=flags,
        alternatives=(
            Alternative(first.estimator, first.nats, first.stderr, True, f"The labels of {split.name}. {first.reason}"),
            Alternative(
                found[0].estimator,
                rest[0],
                rest[1],
                True,
                "The numbers within each label, mean over the labels.",
            ),
        ),
        n=len(split),
    )


def _larger(labels: Measurement, numbers: Measurement, split: Variable) -> Measurement:
    """The larger of what the labels and the numbers of `split` show alone, without an upper end."""
    assert split.labels is not None
    levels = len(np.unique(split.labels))
    sentence = (
        f"None of the {levels} labels of {split.name} has rows enough for an estimate of its own. The value is the larger of "
        "what the labels and the numbers show alone, so the upper end is open."
    )
    if levels == len(split):
        sentence += " Each row has its own label: leave a column out that only names the rows."
    taken, other = (labels, numbers) if labels.nats > numbers.nats else (numbers, labels)
    return replace(taken, lower=max(taken.lower, other.lower), upper=math.inf, flags=(sentence, *taken.flags), twin=None)


def _mean(found: list[Measurement], shares: Labels, rare: float) -> tuple[float, float, float, float]:
    """Mean over levels of value, lower and upper end, and the standard error of the mean value."""
    values, lowers, uppers = (np.array([getattr(one, name) for one in found]) for name in ("nats", "lower", "upper"))
    errors = np.array([one.stderr or 0.0 for one in found])
    known = shares.sum()
    return (
        float(shares @ values / known),
        float(np.sqrt(((shares * errors) ** 2).sum()) / known),
        float(shares @ lowers),
        float(shares @ uppers) + (rare * float(uppers.max()) if rare else 0.0),  # no level is rare: 0 times an open end
    )
