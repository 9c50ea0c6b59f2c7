"""The path that fits the kinds of two variables: counts, labels beside numbers, few rows, ranks, or simple distributions."""

import math
from dataclasses import replace

import numpy as np

from infoplane.estimators.kernels.ascending import ascending
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.twins.statistics import FEW_COLUMNS
from infoplane.estimators.validation import Array

from .chain import by_levels
from .counts import measure_counts
from .fast import measure_fast
from .few import are_few, measure_few
from .labelled.entropy import Entropy
from .labelled.normal_classes import Exchanged, NormalClasses
from .labels import measure_labels
from .measurement import NOTHING, Alternative, Measurement
from .numbers import measure_numbers
from .preparation.adjacent import shown_by_adjacent_rows, shown_by_sizes
from .preparation.charts import chart
from .preparation.clusters import with_clusters_as_labels, with_groups_as_labels
from .preparation.columns import Variable, with_differences
from .preparation.cycles import hidden_cycle
from .preparation.levels import as_labels_where_right, with_levels_as_labels
from .preparation.relations import exact_relation, most_shown, rows_that_are_equal, rows_that_follow, share_in_steps
from .preparation.replicates import shown_by_replicates
from .preparation.shape import lacks_dimensions, shapes, share_a_curve, shared_atom
from .preparation.spread import in_order, spread
from .ranks import measure_ranks

_COLUMNS_OF_RANKS = 3  # in which neighbours among ranks see what there is in clusters; one more where x and y both have some

_COARSE = 0.35  # of the rows in steps: from there on rounding hides a tenth of a nat
_ROUNDED = (
    "In {share:.0%} of the rows {other} has the value of the row with the next {one}: it is rounded more coarsely than its "
    "noise, so that densities show less than there is. No upper end."
)
_STEPS = "In all rows {other} is a step function of {one}, so that MI is the entropy of {other}: the upper end is not below it."
_EQUAL = (
    "In {} of {} rows a column of x equals one of y: if that is no chance, their mutual information is infinite. No upper end."
)
_SIZES = (
    "The size of {one}, its distance from the middle, shows at least {shown:.2f} nats about {other}, which is above the "
    "interval: neighbours in all columns do not see it. So the upper end is open. Measure such a size in place of the columns."
)
_REPLICATES = (
    "Rows with one value of {one} show at least {shown:.2f} nats about {other}, which is above the interval: values next to "
    "each other have less in common, as codes without order. So the upper end is open. Give codes as strings."
)


def measure_variables(x: Variable, y: Variable, rng: np.random.Generator, fast: bool = False) -> Measurement:
    """Measure I(X;Y) of two cleaned variables.

    Parameters
    ----------
    x, y : Variable
        As `preparation.columns.cleaned` gives them.
    rng : numpy.random.Generator
    fast : bool
        The value without twins.
    """
    for one in (x, y):
        if one.is_constant:
            return _nothing(one)
    x, y = as_labels_where_right(x, y)
    beside = [one for one in (x, y) if one.labels is not None and one.numbers.shape[1]]
    if beside:
        split = min(beside, key=_levels)
        return by_levels(split, y if split is x else x, rng, fast, measure_variables)
    if x.labels is not None and y.labels is not None:
        return measure_counts(x.labels, y.labels, rng)
    if x.labels is not None or y.labels is not None:
        return _opened(_measure_beside_labels(x, y, rng, fast), x, y)
    return _opened(_measure_columns(x, y, rng, fast), x, y)


def _opened(found: Measurement, x: Variable, y: Variable) -> Measurement:
    """The measurement with its upper end opened, to the entropy of labels, where neighbours and classifiers miss something."""
    if math.isinf(found.upper):
        return found
    flags = []
    if equal := rows_that_are_equal(x.numbers, y.numbers):
        flags.append(_EQUAL.format(equal, len(x)))
    for one, other in ((x, y), (y, x)):
        if (shown := shown_by_replicates(one, other)) > found.upper:
            flags.append(_REPLICATES.format(one=one.name, other=other.name, shown=shown))
        if (shown := shown_by_sizes(one, other)) > found.upper:
            flags.append(_SIZES.format(one=one.name, other=other.name, shown=shown))
    if (cycle := hidden_cycle(x, y)) is not None and cycle.is_missed(found.nats, found.upper):
        flags.append(cycle.sentence())
    elif (adjacent := shown_by_adjacent_rows(x, y, found.nats)) is not None and adjacent.is_missed(found.nats, found.upper):
        flags.append(adjacent.sentence())
    entropies = [Entropy.of(np.bincount(symbols(one.labels))).upper for one in (x, y) if one.labels is not None]
    upper = min(entropies, default=math.inf)
    return replace(found, upper=upper, flags=(*found.flags, *flags)) if flags and upper > found.upper else found


def _measure_beside_labels(x: Variable, y: Variable, rng: np.random.Generator, fast: bool) -> Measurement:
    """Numbers and labels, whichever of them is called x."""
    if x.labels is None:
        assert y.labels is not None
        return measure_labels(x.numbers, y.labels, rng, fast)
    found = measure_labels(y.numbers, x.labels, rng, fast)
    return replace(found, twin=Exchanged(found.twin)) if isinstance(found.twin, NormalClasses) else found


def _measure_columns(x: Variable, y: Variable, rng: np.random.Generator, fast: bool) -> Measurement:
    """Numbers alone. Columns of few levels become labels if others stand beside them."""
    relation = exact_relation(x.numbers, y.numbers)
    if are_few(len(x), x.numbers.shape[1] + y.numbers.shape[1]):
        found = measure_few(x.numbers, y.numbers, rng)
        return found if relation is None else replace(found, flags=(*found.flags, relation))
    if relation is not None:
        return _infinite(relation, len(x))
    parts = [with_levels_as_labels(one) for one in (x, y)]
    columns = x.numbers.shape[1] + y.numbers.shape[1]
    clustered: list[str] = []
    if not (x.undivided or y.undivided):
        labelled, clustered = with_clusters_as_labels(parts)
        if not clustered and columns > FEW_COLUMNS:
            labelled, clustered = with_groups_as_labels(parts)
        if columns > _COLUMNS_OF_RANKS + len(clustered) - 1:
            parts = labelled
        else:
            clustered = []
    if any(part.labels is not None for part in parts):
        found = measure_variables(parts[0], parts[1], rng, fast)
        return replace(found, flags=tuple(dict.fromkeys((*clustered, *found.flags))))
    spread_x, spread_y = spread(x.numbers, y.numbers, rng)
    (x, sheet_x, flags_x), (y, sheet_y, flags_y) = _charted(x, spread_x), _charted(y, spread_y)
    spread_x, spread_y = spread(x.numbers, y.numbers, rng)
    reasons = (*shapes(x, sheet_x), *shapes(y, sheet_y))
    if not reasons and columns <= FEW_COLUMNS and (atom := shared_atom(x.numbers, y.numbers)):
        reasons = (atom,)
    if not reasons:
        (spread_x, flags_x), (spread_y, flags_y) = _apart(x.name, spread_x, flags_x), _apart(y.name, spread_y, flags_y)
    if reasons:
        measured = measure_ranks(x.numbers, y.numbers, rng, sheet_x or sheet_y)
    elif fast:
        measured = measure_fast(*in_order(spread_x, spread_y), rng)
    else:
        measured = measure_numbers(spread_x, spread_y, rng)
    found = replace(measured, flags=(*flags_x, *flags_y, *reasons, *measured.flags))
    if sentence := _curve(spread_x, spread_y):
        return replace(found, upper=math.inf, flags=(*found.flags, sentence))
    if x.numbers.shape[1] == y.numbers.shape[1] == 1:
        return _with_steps(found, x, y, bool(reasons))
    return found


def _charted(given: Variable, points: Array) -> tuple[Variable, bool, list[str]]:
    """The variable in the coordinates of the sheet on which its points (n, d) lie, whether they lie on one, and a sentence."""
    if not lacks_dimensions(points):
        return given, False, []
    if (found := chart(points, given.name)) is None:
        return given, True, []
    numbers, sentence = found
    return replace(given, numbers=numbers), lacks_dimensions(numbers), [sentence]


def _apart(name: str, points: Array, flags: list[str]) -> tuple[Array, list[str]]:
    """Points (n, d) without columns that are nearly combinations of others, and the sentences with one on that."""
    points, sentence = with_differences(points)
    return points, flags if sentence is None else [*flags, sentence.format(name=name)]


def _curve(x: Array, y: Array) -> str | None:
    """One sentence if rows lie on a curve or sheet without visible noise."""
    if share_a_curve(x, y):
        return "x and y together lie on fewer dimensions than they have, as where y is a function of x: no upper end."
    if x.shape[1] == y.shape[1] == 1 and (followed := rows_that_follow(x[:, 0], y[:, 0])):
        return f"{followed} of {len(x)} rows follow a curve without visible noise: no upper end."
    return None


def _with_steps(found: Measurement, x: Variable, y: Variable, on_ranks: bool) -> Measurement:
    """The measurement with a higher upper end if one column is a step function of the other, nearly or in all rows."""
    for one, other in ((x, y), (y, x)):
        share = share_in_steps(one.numbers[:, 0], other.numbers[:, 0])
        if share == 1:
            counts = ascending(other.numbers[:, 0]).distinct[1]
            unseen = float((counts == 1).sum()) / len(x)  # the share of values that no row has, by Good and Turing
            upper = max(found.upper, Entropy.of(counts).upper + unseen * math.log(len(x)))
            return replace(found, upper=upper, flags=(*found.flags, _STEPS.format(one=one.name, other=other.name)))
        if share > _COARSE and not on_ranks:
            flag = _ROUNDED.format(one=one.name, other=other.name, share=share)
            return replace(found, upper=math.inf, flags=(*found.flags, flag))
    return found


def _levels(one: Variable) -> tuple[int, bytes]:
    """A key that orders two variables in the same way, whichever of them is called x."""
    assert one.labels is not None
    return len(np.unique(one.labels)), one.labels.tobytes()


def _nothing(constant: Variable) -> Measurement:
    """A constant has no information about anything."""
    sentence = f"{constant.name} is constant over its {len(constant)} rows, so that its mutual information with anything is 0."
    return Measurement(0.0, 0.0, lower=0.0, upper=0.0, estimator=NOTHING, reason=sentence, flags=(sentence,), n=len(constant))


def _infinite(relation: str, n: int) -> Measurement:
    """An exact relation between continuous variables."""
    lower = most_shown(n)
    return Measurement(
        math.inf,
        lower=lower,
        upper=math.inf,
        estimator="exact relation",
        reason=relation,
        flags=(relation,),
        alternatives=(Alternative("the most that neighbours can show", lower, None, False, f"It grows with n = {n}."),),
        n=n,
    )
