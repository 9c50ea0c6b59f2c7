"""What each column of x and of y was taken for: numbers with their range, or labels."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from infoplane.estimators.samples.kinds import few_levels
from infoplane.estimators.samples.values import column

from .selection import Selection
from .table import shortened

_SHOWN = 5  # columns in a line


def described(chosen: Selection) -> dict[str, list[dict[str, Any]]]:
    """The columns of x and of y, by the rule of estimators and in the rows without missing values.

    Labels have a number of `levels`; numbers have `min`, `max` and the number of distinct `values`, which are `few` where an
    estimator may take them as labels.

    Raises
    ------
    ValueError
        If estimators would refuse a column.
    """
    parts = {
        name: [(str(label), column(series, str(label))) for label, series in frame.items()]
        for name, frame in zip("xy", chosen.frames(), strict=True)
    }
    complete = ~np.any([part.missing for columns in parts.values() for _, part in columns], axis=0)
    found: dict[str, list[dict[str, Any]]] = {}
    for name, columns in parts.items():
        found[name] = []
        for label, part in columns:
            values = part.values[complete]
            distinct = np.unique(values)
            said: dict[str, Any] = {"column": label, "kind": "labels", "levels": len(distinct)}
            if not part.type and len(distinct):
                said = {"column": label, "kind": "numbers", "values": len(distinct), "few": bool(few_levels(values[:, None]))}
                said |= {"min": distinct[0].item(), "max": distinct[-1].item()}
            found[name].append(said)
    return found


def line(name: str, columns: Sequence[dict[str, Any]], width: int) -> str:
    """One line on a variable: its first columns, at most five and as many as fit, and how many more there are.

    >>> age = {"column": "age", "kind": "numbers", "values": 60, "few": False, "min": 18, "max": 90.5}
    >>> line("x", [age, {"column": "sex", "kind": "labels", "levels": 2}], 80)
    'x: age (numbers, 18 to 90.5), sex (2 labels)'
    >>> line("x", [age] * 40, 50)
    'x: age (numbers, 18 to 90.5) and 39 more'
    """
    for shown in range(min(_SHOWN, len(columns)), 0, -1):
        left = len(columns) - shown
        text = f"{name}: {', '.join(map(_text, columns[:shown]))}" + (f" and {left} more" if left else "")
        if len(text) <= width:
            break
    return text


def _text(said: dict[str, Any]) -> str:
    """A column with what it was taken for, in a few words."""
    name = shortened(said["column"])[1:-1]
    if said["kind"] == "labels":
        return f"{name} ({said['levels']} label{'' if said['levels'] == 1 else 's'})"
    low, high = (f"{said[end]:.6g}" for end in ("min", "max"))
    if said["values"] == 1:
        return f"{name} (constant, {low})"
    if said["values"] == 2:
        return f"{name} (2 values, {low} and {high})"
    return f"{name} ({str(said['values']) + ' values' if said['few'] else 'numbers'}, {low} to {high})"
