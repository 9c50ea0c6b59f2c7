"""The figures of others, from `published.csv`: never what we computed.

Where a figure is an estimate of one true MI, its error is its distance from that. `method` is the paper of the method,
`printed_in` the paper or repository that prints the figure. It is empty where we did not record that: such a figure comes from
a list of our own, and `places` says how many there are.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .boards import BOARDS, Board


@dataclass(frozen=True)
class Published:
    """A figure of others.

    Parameters
    ----------
    board, part : str
        A board and the key of one of its parts.
    estimator : str
    n : int
        Pairs.
    estimate : float, optional
        In nats, of parts with one true MI.
    error : float
        Mean absolute error in nats.
    digits : int
        Decimals that are given.
    least : bool
        Whether the error is only said to be larger than this number.
    seeds, settings, method, printed_in : str
        Empty if not known.
    """

    board: str
    part: str
    estimator: str
    n: int
    estimate: float | None
    error: float
    digits: int
    least: bool
    seeds: str
    settings: str
    method: str
    printed_in: str

    @property
    def source(self) -> str:
        """Where the figure is from, as text."""
        if self.printed_in and self.printed_in == self.method:
            return self.printed_in
        method = [f"method: {self.method}"] if self.method else []
        return "; ".join([*method, f"figure: {self.printed_in or 'place not recorded'}"])


@cache
def published() -> tuple[Published, ...]:
    """All of them, in the order of the file."""
    text = (files("infoplane.benchmarks.board") / "published.csv").read_text(encoding="utf-8")
    return tuple(_read(csv.DictReader(text.splitlines()), BOARDS))


def places(figures: Sequence[Published]) -> str:
    """For how many figures we recorded where they are printed, as text."""
    missing = sum(not each.printed_in for each in figures)
    if not missing:
        return "For each published figure we recorded where it is printed."
    return (
        f"For {missing} of the {len(figures)} published figures we did not record where they are printed: these come from our "
        "own list. The paper named as that of the method need not be the one that prints the figure."
    )


def _read(records: Iterable[dict[str, str]], boards: Iterable[Board]) -> Iterable[Published]:
    true_mi = {(board.name, part.key): part.printed or part.true_mi for board in boards for part in board.parts}
    for record in records:
        place = record["board"], record["part"]
        estimate = float(record["estimate"]) if record["estimate"] else None
        error = float(record["error"].lstrip(">") or "nan")
        if estimate is not None:
            known = true_mi[place]
            assert known is not None and not record["error"], f"{place}: an estimate needs one true MI, and no error beside it"
            error = abs(estimate - known)
        digits = len((record["estimate"] or record["error"]).partition(".")[2])
        texts = (record[name] for name in ("seeds", "settings", "method", "printed_in"))
        yield Published(
            *place, record["estimator"], int(record["n"]), estimate, error, digits, record["error"].startswith(">"), *texts
        )
