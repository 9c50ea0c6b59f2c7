"""A measurement in the forms that people and programs read: text, a table, a figure, a sentence for a paper, a dict.

Nothing here computes anything; each form holds the same numbers. pandas and matplotlib are loaded when they are asked for.
"""

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from infoplane.estimators.protocol import Estimate
from infoplane.extras import needed_by

from .evidence import Alternative, Null, Twin

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LEVEL = 0.95  # of `lower` and `upper`


class Presentation(Estimate):
    """The forms of a `Measurement`, which has the fields that are named here."""

    lower: float
    upper: float
    estimator: str
    reason: str
    flags: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    null: Null | None
    n: int
    twin: Twin | None

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{_value(self.nats)} nats, {interval_text(self.lower, self.upper)} (n = {self.n:,})."
        if self.estimator:
            yield f"Method: {_sentence(self.estimator)} {_sentence(self.reason)}".rstrip()
        if self.null is not None:
            yield f"Null: chance alone gives {_null_text(self.null)}; the value above is after it."
        yield from (f"Note: {_sentence(flag)}" for flag in self.flags if flag != self.reason)

    def frame(self) -> "pd.DataFrame":
        """Every method that was tried, as a data frame: method, nats, stderr, taken, reason, misfit.

        Raises
        ------
        MissingExtraError
            If pandas is not installed; `alternatives` holds the same rows.
        """
        with needed_by("frame()"):
            import pandas as pd
        rows = [asdict(alternative) for alternative in self.alternatives]
        frame = pd.DataFrame(rows, columns=list(Alternative.__dataclass_fields__))
        return frame.astype({"nats": float, "stderr": float, "taken": bool, "misfit": float})

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw the value with its interval, the methods that were tried, and the values on shuffled pairs.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure of pyplot by default.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        from .drawing import draw

        return draw(self.nats, (self.lower, self.upper), self.alternatives, self.null, ax)

    def methods_sentence(self) -> str:
        """The result as sentences for the methods section of a paper: numbers, method, interval, null, and the version."""
        from infoplane import __version__

        text = (
            f"Mutual information was estimated as {_value(self.nats)} nats ({interval_text(self.lower, self.upper)}; "
            f"n = {self.n:,}) by estimate_mi of infoplane {__version__} (method: {self.estimator.rstrip('.') or 'not named'})."
        )
        if self.null is not None:
            text += f" Shuffled pairs, whose mutual information is 0, give {_null_text(self.null)}."
        return text

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values that JSON can hold. An infinite number is None; `unbounded` names the fields where it was.

        `twin` is the name of its class and its MI, not its parameters.
        """
        ends = {"nats": self.nats, "lower": self.lower, "upper": self.upper}
        twin = self.twin
        return {
            **{name: _finite(value) for name, value in ends.items()},
            "level": LEVEL,
            "unbounded": [name for name, value in ends.items() if math.isinf(value)],
            "n": self.n,
            "stderr": None if self.stderr is None else _finite(self.stderr),
            "estimator": self.estimator,
            "reason": self.reason,
            "flags": list(self.flags),
            "null": None if self.null is None else _finite_values(asdict(self.null)),
            "alternatives": [_finite_values(asdict(alternative)) for alternative in self.alternatives],
            "twin": None if twin is None else {"name": type(twin).__name__, "nats": _finite(twin.mutual_information)},
            "details": _finite_values(dict(self.details)),
        }


def interval_text(lower: float, upper: float) -> str:
    """The 95 % interval in a few words.

    >>> interval_text(0.1, 0.25), interval_text(0.1, math.inf)
    ('95 % interval 0.100 to 0.250', '95 % interval from 0.100 on, without an upper limit')
    """
    if math.isinf(upper):
        return f"{LEVEL:.0%} interval from {_value(lower)} on, without an upper limit".replace("%", " %")
    return f"{LEVEL:.0%} interval {_value(lower)} to {_value(upper)}".replace("%", " %")


def _value(nats: float) -> str:
    return "infinitely many" if nats == math.inf else f"{nats:z.3f}"


def _null_text(null: Null) -> str:
    times = "1 shuffle" if null.shuffles == 1 else f"{null.shuffles} shuffles"
    return f"{null.mean:z.3f} ± {null.sd:.3f} nats before any correction (mean ± SD, {times})"


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _finite_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _finite(value) if isinstance(value, float) else value for name, value in values.items()}
