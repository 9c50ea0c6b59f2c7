"""The rows of an information plane.

One row is one number: I(X;L) or I(L;Y) of one layer by one estimator at one epoch, or a metric such as the loss. A row of
information says which true value it is about: that of the *alphabet* (X is uniform on the n inputs that were looked at) or of
the *population* (new inputs of the same kind).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from infoplane.estimators.protocol import Estimate

INPUT, LABEL = "I(X;L)", "I(L;Y)"
ENTROPY = "H(Y)"
SNR = "gradient SNR"  # the metric of a layer: signal-to-noise ratio of its gradients
PERSISTENCE = "persistence"  # the metric of a layer: neighbours that are kept from the inputs to it
EXACT = "exact"  # the name of the estimator in rows of exact values
BOUNDS = "bounds"  # the name of the estimator in rows of the default recipe
ALPHABET, POPULATION = "alphabet", "population"
SEPARATOR = "; "  # between the flags of a row


def similarity_to(layer: str) -> str:
    """The metric of a layer: how many neighbours it has in common with an earlier one.

    >>> similarity_to("L1")
    'similarity to L1'
    """
    return f"similarity to {layer}"


class PlaneRow(NamedTuple):
    """One number of the plane. Information is in nats."""

    epoch: int
    part: str  # of the data: train, test
    layer: str  # empty where the number belongs to the whole network
    quantity: str  # I(X;L), I(L;Y), or the name of a metric
    estimator: str  # its label, bounds or exact; empty for metrics
    n: int  # inputs or rows that the number comes from
    status: str  # ok, infinite, impossible, nan, error
    message: str
    value: float | None
    stderr: float | None
    seconds: float | None
    details: str  # JSON
    lower: float | None = None  # ends of what is certified or known
    upper: float | None = None
    method: str = ""  # how the value was found: noise, learnt, certificate, held-out, ...
    flags: str = ""  # what to know of it, separated by semicolons
    about: str = ""  # alphabet or population
    seed: int = 0  # of the run


class Reading(Protocol):
    """A value with both ends, as `infoplane.planes.readings.protocol.Reading` has it."""

    @property
    def nats(self) -> float: ...
    @property
    def stderr(self) -> float: ...
    @property
    def lower(self) -> float: ...
    @property
    def upper(self) -> float: ...
    @property
    def method(self) -> str: ...
    @property
    def flags(self) -> tuple[str, ...]: ...
    @property
    def details(self) -> dict[str, float]: ...


@dataclass(frozen=True)
class RowMaker:
    """Makes the rows of one epoch and one part of the data.

    Parameters
    ----------
    epoch : int
    part : str
    n : int
        Number of inputs.
    seed : int
        Of the run.
    """

    epoch: int
    part: str
    n: int
    seed: int = 0

    def metric(self, name: str, value: float, layer: str = "") -> PlaneRow:
        """A number beside the plane, such as the loss; of one layer, or of the whole network."""
        return self._row(layer, name, "", value=value)

    def estimate(
        self,
        layer: str,
        quantity: str,
        label: str,
        estimate: Estimate,
        seconds: float | None = None,
        details: Mapping[str, float] | None = None,
    ) -> PlaneRow:
        """A finished estimate without ends; `details` are added to its own."""
        text = _text({**estimate.recorded_details(), **(details or {})})
        return self._row(layer, quantity, label, value=estimate.nats, stderr=estimate.stderr, seconds=seconds, details=text)

    def reading(
        self,
        layer: str,
        quantity: str,
        label: str,
        found: Reading,
        about: str,
        seconds: float | None = None,
        n: int | None = None,
    ) -> PlaneRow:
        """A value with both ends. An infinite one has the status ``infinite`` and no value."""
        row = self._row(
            layer,
            quantity,
            label,
            seconds=seconds,
            details=_text(found.details),
            method=found.method,
            flags=SEPARATOR.join(found.flags),
            about=about,
        )
        row = row._replace(n=self.n if n is None else n)
        if math.isfinite(found.nats):
            return row._replace(value=found.nats, stderr=found.stderr, lower=_finite(found.lower), upper=_finite(found.upper))
        if math.isnan(found.nats):
            return row._replace(status="nan", message="the reading is not a number")
        return row._replace(status="infinite", message=f"{quantity} is infinite: {_why(found)}")

    def failure(self, layer: str, quantity: str, label: str, status: str, message: str) -> PlaneRow:
        """An estimate that failed, with the message in one line of at most 500 characters."""
        return self._row(layer, quantity, label, status=status, message=" ".join(message.split())[:500])

    def _row(self, layer: str, quantity: str, label: str, **values: Any) -> PlaneRow:
        empty = {"status": "ok", "message": "", "value": None, "stderr": None, "seconds": None, "details": "{}"}
        place = (self.epoch, self.part, layer, quantity, label, self.n)
        return PlaneRow(*place, **{**empty, "seed": self.seed, **values})


def is_exact(estimator: str) -> bool:
    """Whether the rows of this name are exact values: ``exact``, or ``exact, s = 0.1`` for one reading of several."""
    return estimator.partition(",")[0] == EXACT


def is_bounds(estimator: str) -> bool:
    """Whether the rows of this name are of the default recipe: ``bounds``, or ``bounds, s = 0.1`` for one of several."""
    return estimator.partition(",")[0] == BOUNDS


def flags_of(row: PlaneRow) -> list[str]:
    """The flags of a row, one by one."""
    return [flag for flag in row.flags.split(SEPARATOR) if flag]


def flagged(row: PlaneRow, *flags: str) -> PlaneRow:
    """The row with these flags, each once."""
    return row._replace(flags=SEPARATOR.join(dict.fromkeys([*flags_of(row), *flags])))


def _text(details: Mapping[str, float]) -> str:
    return json.dumps({name: float(number) for name, number in details.items()})


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _why(found: Reading) -> str:
    details = found.details
    if "deterministic" in found.flags and {"distinct", "inputs"} <= details.keys():
        return (
            f"the layer is deterministic ({details['distinct']:,.0f} distinct rows for {details['inputs']:,.0f} inputs), and a "
            "continuous X then has no finite one: add GaussianNoise to the network, or give reading='noise' or 'bins'"
        )
    return ", ".join(found.flags or (found.method,))
