"""The entries of a board's table as text: the same on the page and in the Markdown file."""

from collections.abc import Callable, Iterable

from infoplane.benchmarks.analysis.tables import Lines, number, percent

from .advice import Choice
from .boards import Board
from .lines import PUBLISHED, Line

ADVICE = [
    "data",
    "n",
    "mean true MI",
    "take",
    "mean |error|",
    "± SE",
    "nearly as good",
    "auto",
    "auto misses",
    "seconds",
    "compared on",
]
ADVICE_TEXT = ("data", "take", "nearly as good", "auto misses", "compared on")  # the columns of text
TEXT = ("estimator", "whose", "tasks", "settings and source")
HOW_CHOSEN = (
    "Least mean |error| in nats over the tasks that all compared estimators finished. An estimator is nearly as good if its "
    "mean is at most a quarter or 0.01 nats larger. `auto` is `estimate_mi`, on images behind an autoencoder, on pictures of "
    "digits without one. It misses where its 95 % interval does not contain the true MI, by the distance between them. The "
    "choice is read off the same rows: on data of yours another may be better, and `infoplane audit` compares them there."
)


def advice_lines(chosen: Iterable[Choice], name: str = "{}") -> Lines:
    """What to take for what, as texts under `ADVICE`; `name` formats the names of estimators."""
    return [
        [
            each.kind.title,
            f"{each.n:,}",
            number(each.true_mi, 2),
            name.format(each.best.estimator),
            number(each.best.error),
            number(each.best.error_se),
            ", ".join(map(name.format, each.near)) or "-",
            "-" if each.auto is None else number(each.auto.error),
            str(each.misses or "-"),
            number(each.best.seconds, 2),
            f"{each.tasks} tasks of {each.kind.suite}, {each.compared} estimators",
        ]
        for each in chosen
    ]


def header(board: Board) -> list[str]:
    """The names of the columns; the first is the estimator, the last is text."""
    return [name for name, _ in _columns(board)]


def entries(board: Board, lines: Iterable[Line]) -> Lines:
    """A list of texts for each line."""
    columns = _columns(board)
    return [[text(line) for _, text in columns] for line in lines]


def _columns(board: Board) -> list[tuple[str, Callable[[Line], str]]]:
    titles = {part.key: part.title for part in board.parts}
    one = any(part.true_mi is not None for part in board.parts)
    return [
        ("estimator", lambda line: line.estimator),
        ("whose", lambda line: line.kind),
        *([("tasks", lambda line: titles[line.part])] if len(board.parts) > 1 else []),
        ("n", lambda line: f"{line.n:,}"),
        ("mean |error|", lambda line: ("> " if line.least else "") + number(line.error, line.digits)),
        ("± SE", lambda line: number(line.error_se)),
        ("mean |bias|", lambda line: number(line.bias)),
        *([("estimate", lambda line: number(line.estimate, min(line.digits, 2)))] if one else []),
        ("coverage", lambda line: percent(line.coverage)),
        ("finished tasks", lambda line: _of(line, line.finished, line.tasks)),
        ("failed cells", lambda line: _of(line, line.failed, line.cells)),
        ("under-trained", lambda line: _of(line, line.undertrained, line.cells)),
        ("above ceiling", lambda line: _of(line, line.above, line.tasks)),
        ("seconds", lambda line: number(line.seconds, 2)),
        ("settings and source", lambda line: line.note),
    ]


def _of(line: Line, count: int, whole: int) -> str:
    return "-" if line.kind == PUBLISHED else f"{count:,} of {whole:,}"
