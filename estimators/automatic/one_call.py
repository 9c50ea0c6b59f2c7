"""One call for all data: `estimate_mi` measures I(X;Y) by the method that fits, with an interval, or says that it cannot.

The samples are read (`samples.pairing`), prepared (`preparation`), and measured by the path that fits their kinds
(`variables`). Every step that changes or doubts something leaves a flag. Rows that depend on each other widen the interval
(`dependent`).
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infoplane.estimators.kernels.ascending import each_sorted_once, sort_together
from infoplane.estimators.kernels.threads import at_most
from infoplane.estimators.pairings import check_scheme
from infoplane.estimators.samples.kinds import Discrete, each_discrete
from infoplane.estimators.samples.pairing import Missing, as_grouped_pair
from infoplane.estimators.validation import Labels, Sample

from .dependent import AnyScheme, allowing_for, dependence_of_rows
from .measurement import Measurement
from .preparation.columns import cleaned, has_many_pixels, variable
from .preparation.repeats import without_copies
from .variables import measure_variables

LEAST_ROWS = 4


def estimate_mi(
    x: ArrayLike,
    y: ArrayLike,
    *,
    rng: Any = None,
    discrete: Discrete = "auto",
    missing: Missing = "error",
    fast: bool = False,
    groups: ArrayLike | None = None,
    scheme: AnyScheme = "auto",
    n_jobs: int | None = None,
) -> Measurement:
    """Measure I(X;Y) in nats, with an interval.

    Parameters
    ----------
    x, y : array, masked array, DataFrame, Series, list or torch tensor
        Shape (n,) or (n, *shape). Row i of x belongs to row i of y; a Series or a frame is paired by its index.
    rng : None, int, SeedSequence or numpy.random.Generator
        For random numbers. None stands for 0, so that the same data give the same measurement.
    discrete : "auto", bool, list of bool, or a tuple (for_x, for_y) of these
        Which columns are labels. Strings, bytes, booleans and pandas categories are, unless False is given. "auto" takes
        numbers as labels if they have two levels, or at most 50 with ten rows for each: `samples.kinds` has the whole rule.
    missing : {"error", "drop"}
        Refuse missing values (NaN, None, NA, masked), or drop their rows from x and y together, which a flag says.
    fast : bool
        The value without the simple distributions that check it, in about a tenth of the time, and a wider interval.
    groups : array (n,) of integers or strings, optional
        Rows with the same label belong together, such as measurements of one person. The interval allows for that.
    scheme : {"auto", "shuffle", "shift", "block"}
        How y is paired anew with x to see what chance gives: as in `permutation_test`. "auto" takes shifts where x and y are
        both series, in which a row depends on the row before, and shuffles elsewhere. "shuffle" says that rows are
        independent, or groups of rows are.
    n_jobs : int, optional
        Most threads, as in scikit-learn. By default, and for -1, as many as the environment allows (see `kernels.threads`). The
        measurement does not depend on it.

    Returns
    -------
    Measurement
        Value, 95 % interval, method, reason, flags, alternatives, and the level on shuffled pairs. The value is never moved to
        a limit: near independence it may be negative, while the interval never is. Where rows depend on each other,
        `details["independent_rows"]` is the number of independent ones that say as much.

    Raises
    ------
    ValueError
        If the samples cannot be paired, have missing or infinite values, or have fewer than 4 rows, or if n_jobs is 0 or no
        whole number.

    Notes
    -----
    Of numbers beside numbers in more than 200,000 rows, what corrects the value, and the width of the interval, come from a
    random block of at most so many rows; the value comes from all rows (`twins.blocks`).

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, rng=0)
    >>> measurement = estimate_mi(x, y)
    >>> print(f"{measurement.nats:.1f} nats; the interval holds the MI: {measurement.lower < 0.5 < measurement.upper}")
    0.5 nats; the interval holds the MI: True

    A monotone function without noise has infinite information:

    >>> measurement = estimate_mi(x, x**3)
    >>> print(f"{measurement.nats} nats, at least {measurement.lower:.1f}")
    inf nats, at least 5.4
    """
    if scheme != "auto":
        check_scheme(scheme, None)
    asked = each_discrete(discrete, 2)
    automatic = [isinstance(one, str) and one == "auto" for one in asked]
    # Numbers stay numbers until the columns are prepared: then it is seen whether they are better taken as labels.
    by_type = tuple("types" if auto else one for auto, one in zip(automatic, asked, strict=True))
    x, y, members, dropped = as_grouped_pair(x, y, groups, by_type, missing)
    n = len(x)
    if n < LEAST_ROWS:
        raise ValueError(f"estimate_mi needs at least {LEAST_ROWS} rows without missing values; got {n}. Draw more samples.")
    generator = np.random.default_rng(0 if rng is None else rng)
    with at_most(n_jobs):
        found = measure_checked(x, y, generator, fast, members, scheme, (automatic[0], automatic[1]))
    flags = [f"{dropped} of {n + dropped} rows had missing values and were dropped."] if dropped else []
    details = {**found.details, "dropped_rows": float(dropped)} if missing == "drop" else found.details
    return replace(found, flags=(*flags, *found.flags), details=details)


@each_sorted_once()
def measure_checked(
    x_sample: Sample,
    y_sample: Sample,
    rng: np.random.Generator,
    fast: bool,
    groups: Labels | None,
    scheme: AnyScheme,
    automatic: tuple[bool, bool] = (False, False),
) -> Measurement:
    """Prepare and measure checked samples; `automatic` says in which of them numbers of few levels may be taken as labels."""
    # Data are often drawn with the same seed: the noise that spreads equal values must be independent of them.
    rng = rng.spawn(1)[0]
    (x, said_of_x), (y, said_of_y) = variable(x_sample, "x", automatic[0]), variable(y_sample, "y", automatic[1])
    sort_together([*x.numbers.T, *y.numbers.T])
    kept, copies = without_copies(x, y)
    if copies is not None:
        x, y = x.rows(kept), y.rows(kept)
    (x, cleaned_x), (y, cleaned_y) = cleaned(x), cleaned(y)
    flags = (*said_of_x, *said_of_y, *([] if copies is None else [copies]), *cleaned_x, *cleaned_y)
    found = measure_variables(x, y, rng, fast)
    if not (x.is_constant or y.is_constant):
        dependence = dependence_of_rows(x, y, None if groups is None else groups[kept], scheme)
        if dependence is not None:
            found = allowing_for(dependence, found, x, y, rng)
            found = replace(found, details={**found.details, "independent_rows": dependence.effective})
    if not math.isnan(found.nats):
        found = replace(found, lower=min(found.lower, max(found.nats, 0.0)))
    pixels = has_many_pixels(x_sample) or has_many_pixels(y_sample)
    if pixels and x.numbers.shape[1] and y.numbers.shape[1] and x.labels is None and y.labels is None:
        found = replace(found, upper=math.inf)
    return replace(found, flags=(*flags, *found.flags), n=len(kept))
