"""A recorded plane: its rows, as a frame, a figure, a file, and a sentence."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from infoplane.extras import needed_by
from infoplane.planes.rows.cost import cost_remarks
from infoplane.planes.rows.files import read_rows, write_rows
from infoplane.planes.rows.limits import remarks
from infoplane.planes.rows.row import BOUNDS, EXACT, INPUT, PlaneRow

if TYPE_CHECKING:  # pandas and matplotlib load when a frame or a figure is asked for
    import pandas as pd
    from matplotlib.figure import Figure

    from infoplane.planes.readings.compression import Compression


class Recorded:
    """Rows of a plane, of one run or of several.

    Parameters
    ----------
    rows : iterable of PlaneRow

    Attributes
    ----------
    rows : list of PlaneRow

    Examples
    --------
    >>> from infoplane.planes import PlaneRow, Recorded
    >>> plane = Recorded([PlaneRow(1, "train", "L1", "I(X;L)", "bounds", 100, "ok", "", 0.5, 0.1, None, "{}")])
    >>> plane.frame()[["epoch", "layer", "value"]].to_numpy().tolist()
    [[1, 'L1', 0.5]]
    """

    def __init__(self, rows: Iterable[PlaneRow] = ()) -> None:
        self.rows: list[PlaneRow] = list(rows)

    @property
    def epochs(self) -> list[int]:
        """The epochs that have rows, in order."""
        return sorted({row.epoch for row in self.rows})

    def frame(self) -> "pd.DataFrame":
        """All rows as a data frame; information in nats."""
        with needed_by("frame()"):
            from infoplane.planes.rows.frame import frame_of

        return frame_of(self.rows)

    def over_runs(self) -> "pd.DataFrame":
        """Mean and range over the runs, and the spread over runs beside the error of a reading: see `rows.frame.over_runs`."""
        with needed_by("over_runs()"):
            from infoplane.planes.rows.frame import over_runs

        return over_runs(self.frame())

    def save(self, path: str | Path) -> None:
        """Write all rows as CSV."""
        write_rows(path, self.rows)

    def load(self, path: str | Path) -> Self:
        """Take in the rows of a CSV file; rows of the same place that are here already stay. Return the plane itself."""
        known = {_place(row) for row in self.rows}
        self.rows += [row for row in read_rows(path) if _place(row) not in known]
        self.rows.sort(key=lambda row: (row.seed, row.epoch))  # stable: the order of the layers stays
        return self

    def plot(
        self,
        kind: Literal["plane", "epochs", "neighbours"] = "plane",
        estimator: str | None = None,
        figure: "Figure | None" = None,
    ) -> "Figure":
        """Draw the plane, or information against the epoch.

        Parameters
        ----------
        kind : {"plane", "epochs", "neighbours"}
            A panel for each layer; curves over the epochs with all estimators; or the neighbour sets of ``similarity=True``.
        estimator : str, optional
            Of a plane; the default recipe, or else the first one in the rows. Where I(X;L) is infinite by the default recipe,
            the first reading that is not.
        figure : matplotlib.figure.Figure, optional
            An empty figure; a new one of pyplot by default.

        Raises
        ------
        ValueError
            If there is nothing to draw, or the kind is unknown.
        MissingExtraError
            If matplotlib or pandas is not installed; the message names the extra.
        """
        with needed_by("plot()"):
            from infoplane.planes.figures.epochs import columns_of, draw_epochs
            from infoplane.planes.figures.neighbours import draw_neighbours
            from infoplane.planes.figures.plane import draw_plane, shape_of

        if kind not in ("plane", "epochs", "neighbours"):
            raise ValueError(f"kind must be 'plane', 'epochs' or 'neighbours'; got {kind!r}.")
        if kind == "neighbours":
            return draw_neighbours(_new_figure(11.0, 4.0) if figure is None else figure, self.frame())
        found = list(dict.fromkeys(row.estimator for row in self.rows if row.estimator and row.layer))
        if not found:
            raise ValueError("There is nothing to draw: record an epoch first.")
        finite = {row.estimator for row in self.rows if row.quantity == INPUT and row.value is not None}
        best = min(found, key=lambda name: (name not in finite, name != BOUNDS, name == EXACT))
        shown = best if estimator is None else estimator
        lines = shape_of(len({row.layer for row in self.rows if row.estimator == shown}))[0]
        height = 1.0 + 2.2 * lines if kind == "plane" else 6.0
        width = max(8.0, 2.0 * columns_of(self.frame())) if kind == "epochs" else 8.0
        target = _new_figure(width, height) if figure is None else figure
        return draw_epochs(target, self.frame()) if kind == "epochs" else draw_plane(target, self.frame(), shown)

    def remarks(self) -> list[str]:
        """One sentence for each estimator about the flags of the rows, and what an evaluation costs."""
        return [*remarks(self.rows), *cost_remarks(self.rows)]

    def compression(
        self, layer: str, part: str | None = None, *, estimator: str = BOUNDS, seed: int | None = None
    ) -> "Compression":
        """Whether I(X;L) of a layer fell in a run: "fell by ... ± ...", "did not fall", or "cannot be told", and why.

        Parameters
        ----------
        layer : str
        part : str, optional
            The first one in the rows by default.
        estimator : str
        seed : int, optional
            Of the run; the first one in the rows by default.

        Raises
        ------
        ValueError
            If there are no rows of I(X;L) for the layer at two epochs or more.
        """
        from infoplane.planes.readings.compression import compression

        own = [row for row in self.rows if row.layer == layer and row.quantity == INPUT and row.estimator == estimator]
        own = [row for row in own if row.part == (own[0].part if part is None else part)]
        return compression([row for row in own if row.seed == (own[0].seed if seed is None else seed)], layer)


def read_plane(path: str | Path) -> Recorded:
    """A plane from its CSV file, to draw it or to look at its rows; no network is needed.

    Raises
    ------
    ValueError
        If the file holds no rows of a plane.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from infoplane.planes import PlaneRow, Recorded, read_plane
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "plane.csv"
    ...     Recorded([PlaneRow(3, "train", "", "loss", "", 100, "ok", "", 0.5, None, None, "{}")]).save(path)
    ...     read_plane(path).epochs
    [3]
    """
    return Recorded(read_rows(path))


def _place(row: PlaneRow) -> tuple[Any, ...]:
    return row.seed, row.epoch, row.part, row.layer, row.quantity, row.estimator


def _new_figure(width: float, height: float) -> "Figure":
    with needed_by("plot()"):
        from matplotlib import pyplot
    return pyplot.figure(figsize=(width, height), layout="constrained")
