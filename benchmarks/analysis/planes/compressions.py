"""Whether I(X;L) of a layer fell while the network trained: a sentence for each layer and part, over all runs."""

from collections import Counter
from collections.abc import Sequence

from infoplane.planes import PlaneRow, Recorded
from infoplane.planes.readings.compression import Compression
from infoplane.planes.rows.row import BOUNDS, INPUT


def compressions(rows: Sequence[PlaneRow]) -> dict[tuple[str, str], list[Compression]]:
    """The answer of every run by part and layer, from the rows of the default recipe; layers with one epoch have none."""
    plane = Recorded(rows)
    own = [row for row in rows if row.quantity == INPUT and row.estimator == BOUNDS]
    epochs = Counter((row.part, row.layer, row.seed) for row in own)
    found: dict[tuple[str, str], list[Compression]] = {}
    for (part, layer, seed), count in epochs.items():
        if count > 1:
            found.setdefault((part, layer), []).append(plane.compression(layer, part, seed=seed))
    return found


def remarks_of(rows: Sequence[PlaneRow]) -> list[str]:
    """One sentence for each layer and part."""
    return [_sentence(part, layer, answers) for (part, layer), answers in compressions(rows).items()]


def _sentence(part: str, layer: str, answers: Sequence[Compression]) -> str:
    said = f"{layer}: I(X;L), {part}: "
    if len(answers) == 1:
        return f"{said}{answers[0]}."
    counts = Counter(answer.verdict for answer in answers)
    told = ", ".join(f"{verdict} in {count} of {len(answers)} runs" for verdict, count in counts.items())
    falls = [answer.nats for answer in answers if answer.verdict == "fell"]
    size = f"; by {min(falls):.2f} to {max(falls):.2f} nats" if falls else ""
    return f"{said}{told}{size}."
