"""Whether I(X;L) of a layer fell while the network trained: sentences over all layers, parts and runs."""

from collections import Counter
from collections.abc import Mapping, Sequence

from infoplane.planes import PlaneRow, Recorded
from infoplane.planes.readings.compression import Compression
from infoplane.planes.rows.row import BOUNDS, INPUT

Curve = tuple[str, str, int]  # part, layer and seed


def compressions(rows: Sequence[PlaneRow]) -> dict[Curve, Compression]:
    """The answer for every part, layer and run, from the rows of the default recipe; layers with one epoch have none."""
    own = [row for row in rows if row.quantity == INPUT and row.estimator == BOUNDS]
    epochs = Counter((row.part, row.layer, row.seed) for row in own)
    plane = Recorded(own)
    return {
        (part, layer, seed): plane.compression(layer, part, seed=seed)
        for (part, layer, seed), count in epochs.items()
        if count > 1
    }


def remarks_of(rows: Sequence[PlaneRow]) -> list[str]:
    """One sentence for each answer and part, with the layers that have it."""
    answers: dict[tuple[str, str], dict[int, Compression]] = {}
    for (part, layer, seed), answer in compressions(rows).items():
        answers.setdefault((part, layer), {})[seed] = answer
    layers: dict[tuple[str, str], list[str]] = {}
    for (part, layer), by_seed in answers.items():
        layers.setdefault((part, _said(by_seed)), []).append(layer)
    return [f"I(X;L), {part}, {', '.join(found)}: {said}." for (part, said), found in layers.items()]


def _said(answers: Mapping[int, Compression]) -> str:
    if len(answers) == 1:
        return str(*answers.values())
    counts = Counter(answer.verdict for answer in answers.values())
    said = ", ".join(f"{verdict} in {count} of {len(answers)} runs" for verdict, count in counts.items())
    falls = [answer.nats for answer in answers.values() if answer.verdict == "fell"]
    reasons = dict.fromkeys(answer.reason for answer in answers.values() if answer.reason)
    size = f", by {min(falls):.2f} to {max(falls):.2f} nats" if falls else ""
    return said + size + (f" ({'; '.join(reasons)})" if reasons else "")
