"""Does x1 say more about y than x2 does? The difference of two mutual informations on the same rows, with its interval.

Each measurement has a 95 % interval that allows for bias. The interval of the difference d = I(X1;Y) - I(X2;Y) follows from
their arms a (downwards) and b (upwards), and from the covariance c of their noise (method of variance estimates recovery):

    lower = d - sqrt(a1^2 + b2^2 - 2 z^2 c),    upper = d + sqrt(b1^2 + a2^2 - 2 z^2 c),    z = 1.96.

The covariance comes from leaving out parts of the rows, the same for both. It shrinks the interval where both estimates follow
the same rows. The biases of the two are taken for independent; the interval is never narrower than the noise of the difference.

Reference: G. Zou, A. Donner, Construction of confidence limits about effect measures, Statistics in Medicine 27 (2008),
doi:10.1002/sim.3095.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from infoplane.estimators.automatic.dependent import AnyScheme
from infoplane.estimators.automatic.measurement import LEVEL, Measurement
from infoplane.estimators.automatic.one_call import measure_checked
from infoplane.estimators.pairings import check_scheme
from infoplane.estimators.samples.kinds import Discrete, each_discrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.serial_dependence import serial_flag
from infoplane.estimators.validation import Array, Rows, Sample

from .rows import jackknife, parts_of

PARTS = 12
LEAST_ROWS = 60  # five in each part


@dataclass(frozen=True)
class MIDifference:
    """I(X1;Y) - I(X2;Y) in nats.

    ``print`` it for a summary.

    Parameters
    ----------
    nats : float
        The difference.
    lower, upper : float
        Its 95 % interval in nats.
    first, second : Measurement
        The measurements with x1 and with x2, on the same rows.
    correlation : float
        Of the noise of the two.
    flags : tuple of str
        What a reader must know.
    n : int
        The number of rows.
    """

    nats: float
    lower: float
    upper: float
    first: Measurement
    second: Measurement
    correlation: float
    flags: tuple[str, ...] = ()
    n: int = 0

    @property
    def bits(self) -> float:
        """The difference in bits."""
        return self.nats / math.log(2)

    @property
    def verdict(self) -> str:
        """Which of the two says more about y, as far as the interval shows."""
        if self.lower > 0:
            return "x1 says more about y than x2"
        return "x2 says more about y than x1" if self.upper < 0 else "no significant difference"

    def __str__(self) -> str:
        lines = [
            f"{self.nats:+.3f} nats, 95 % interval {self.lower:+.3f} to {self.upper:+.3f} (n = {self.n:,}): {self.verdict}.",
            *(
                f"With {name}: {one.nats:.3f} nats, 95 % interval {one.lower:.3f} to {one.upper:.3f}."
                for name, one in (("x1", self.first), ("x2", self.second))
            ),
            *self.flags,
        ]
        return "\n".join(lines)


def compare_mi(
    x1: ArrayLike,
    x2: ArrayLike,
    y: ArrayLike,
    *,
    rng: Any = None,
    discrete: Discrete = "auto",
    missing: Missing = "error",
    fast: bool = False,
    groups: ArrayLike | None = None,
    scheme: AnyScheme = "auto",
) -> MIDifference:
    """Measure I(X1;Y) - I(X2;Y) on the same rows, with a 95 % interval.

    Parameters
    ----------
    x1, x2, y : array, masked array, DataFrame, Series, list or torch tensor
        Samples as `estimate_mi` takes them; row i of each belongs to row i of the others.
    rng : None, int, SeedSequence or numpy.random.Generator
        None stands for 0, so that the same data give the same measurement.
    discrete : "auto", bool, list of bool, or a tuple (for_x1, for_x2, for_y) of these
        Which columns are labels: as in `estimate_mi`.
    missing : {"error", "drop"}
        Refuse missing values, or drop their rows from all three.
    fast : bool
        The fast value of `estimate_mi`, with a wider interval.
    groups : array (n,) of integers or strings, optional
        Rows with the same label belong together.
    scheme : {"auto", "shuffle", "shift", "block"}
        Whether rows are a series: as in `estimate_mi`.

    Returns
    -------
    MIDifference

    Raises
    ------
    ValueError
        If the samples cannot be paired, have fewer than 60 rows, or are one group without a scheme for series.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.estimators import compare_mi
    >>> y, noise = np.random.default_rng(0).normal(size=(2, 500))
    >>> found = compare_mi(y + 0.3 * noise, y + 3 * noise, y, fast=True)
    >>> found.verdict, found.lower > 0
    ('x1 says more about y than x2', True)
    """
    if scheme != "auto":
        check_scheme(scheme, None)
    asked = each_discrete(discrete, 3)
    automatic = [isinstance(one, str) and one == "auto" for one in asked]
    by_type = tuple("types" if auto else one for auto, one in zip(automatic, asked, strict=True))
    given = {"x1": x1, "x2": x2, "y": y} | ({} if groups is None else {"groups": groups})
    (s1, s2, sy, *rest), dropped = as_samples(given, by_type if groups is None else (*by_type, True), missing)
    n, labels = len(sy), rest[0] if rest else None
    if n < LEAST_ROWS:
        raise ValueError(f"compare_mi needs at least {LEAST_ROWS} rows without missing values; got {n}. Draw more samples.")
    one_group = labels is not None and bool((labels == labels[0]).all())
    if one_group and scheme not in ("shift", "block"):
        raise ValueError(
            "compare_mi leaves out groups to see how its values vary, and needs at least two; all rows are in one. Leave out "
            '`groups` if rows are independent, or give scheme="shift" if they are one series.'
        )
    seed = np.random.default_rng(0 if rng is None else rng).integers(2**63)

    def measured(index: int, rows: Rows | slice, quick: bool) -> Measurement:
        x, kinds, generator = (s1, s2)[index][rows], (automatic[index], automatic[2]), np.random.default_rng(seed)
        if quick:  # only its noise counts: rows are left out by the units that depend on each other
            return measure_checked(x, sy[rows], generator, True, None, "shuffle", kinds)
        return measure_checked(x, sy[rows], generator, fast, labels, scheme, kinds)

    first, second = (measured(index, slice(None), False) for index in (0, 1))
    series = scheme in ("shift", "block") or (scheme == "auto" and labels is None and _is_series(s1, s2, sy))
    parts = parts_of(n, PARTS, np.random.default_rng(seed), None if one_group else labels, series)
    noise = jackknife(n, parts, lambda rows: np.array([measured(index, rows, True).nats for index in (0, 1)]))
    flags = [f"{dropped} of {n + dropped} rows had missing values and were dropped."] if dropped else []
    flags += [f"{name}: {flag}" for name, one in (("x1", first), ("x2", second)) for flag in one.flags]
    return _difference(first, second, noise, tuple(flags), n)


def _is_series(s1: Sample, s2: Sample, y: Sample) -> bool:
    return any(serial_flag(x, y) is not None for x in (s1, s2))


def _difference(first: Measurement, second: Measurement, noise: Array, flags: tuple[str, ...], n: int) -> MIDifference:
    nats = first.nats - second.nats
    if not (math.isfinite(nats) and np.isfinite(noise).all()):
        sentence = (
            "A value is infinite: one variable follows from the other without noise, so only the ends of the intervals count."
        )
        return MIDifference(
            nats, first.lower - second.upper, first.upper - second.lower, first, second, math.nan, (*flags, sentence), n
        )
    # Ends of intervals are at least 0, also where a value is below: the arms begin at the nearest point of the interval.
    middle = [min(max(one.nats, one.lower), one.upper) for one in (first, second)]
    down = [at - one.lower for at, one in zip(middle, (first, second), strict=True)]
    up = [one.upper - at for at, one in zip(middle, (first, second), strict=True)]
    z2 = float(norm.ppf((1 + LEVEL) / 2)) ** 2
    shared, least = 2 * z2 * float(noise[0, 1]), z2 * float(noise[0, 0] + noise[1, 1] - 2 * noise[0, 1])
    below, above = (math.sqrt(max(a**2 + b**2 - shared, least, 0.0)) for a, b in ((down[0], up[1]), (up[0], down[1])))
    spread = math.sqrt(float(noise[0, 0] * noise[1, 1]))
    correlation = float(noise[0, 1]) / spread if spread > 0 else 0.0
    centre = middle[0] - middle[1]
    return MIDifference(nats, centre - below, centre + above, first, second, correlation, flags, n)
