"""How long cells will take, from the seconds of earlier rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from infoplane.benchmarks.suites.protocol import Cell


class Expected(NamedTuple):
    """Seconds that cells will take on one core, and the estimators of which no row is known."""

    seconds: float
    unknown: tuple[str, ...]


def expected_time(cells: Iterable[Cell], known: Mapping[tuple[str, int], float]) -> Expected:
    """How long cells will take.

    A size that no row has takes as long as the nearest known one, in proportion to the number of samples.

    Parameters
    ----------
    cells : iterable of Cell
    known : mapping of (str, int) to float
        Mean seconds of a cell by label and size.

    Examples
    --------
    >>> from infoplane.benchmarks.suites.protocol import Cell
    >>> cells = [Cell(None, "KSG", None, 2000, 0), Cell(None, "MINE", None, 2000, 0)]
    >>> expected_time(cells, {("KSG", 1000): 0.25})
    Expected(seconds=0.5, unknown=('MINE',))
    """
    sizes: dict[str, list[int]] = defaultdict(list)
    for label, n in known:
        sizes[label].append(n)
    seconds, unknown = 0.0, []
    for (label, n), count in Counter((cell.label, cell.n) for cell in cells).items():
        if label not in sizes:
            unknown.append(label)
            continue
        nearest = min(sizes[label], key=lambda size, n=n: max(size, n) / min(size, n))  # type: ignore[misc]
        seconds += count * known[label, nearest] * n / nearest
    return Expected(seconds, tuple(dict.fromkeys(unknown)))
