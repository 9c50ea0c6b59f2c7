"""Scalars of a plane for TensorBoard: a sink that writes the rows of every evaluation."""

from collections.abc import Callable, Sequence
from typing import Any

from infoplane.planes.rows.row import PlaneRow


def tensorboard_sink(writer: Any) -> Callable[[Sequence[PlaneRow]], None]:
    """A sink for `InformationPlane` that writes every value, and both ends of it, as scalars of their epoch.

    Parameters
    ----------
    writer : torch.utils.tensorboard.SummaryWriter
        Or any object with ``add_scalar(tag, value, step)``.

    Returns
    -------
    callable
        The tags are ``I(X;L)/train/L1``, with ``/lower`` and ``/upper`` for the ends, and the name of the estimator where it is
        not the default recipe.

    Examples
    --------
    >>> from infoplane.planes import PlaneRow
    >>> from infoplane.planes.callbacks import tensorboard_sink
    >>> class Printer:
    ...     def add_scalar(self, tag, value, step):
    ...         print(step, tag, value)
    >>> sink = tensorboard_sink(Printer())
    >>> sink([PlaneRow(3, "train", "L1", "I(X;L)", "bounds", 100, "ok", "", 1.5, 0.1, None, "{}", 1.5, 4.6)])
    3 I(X;L)/train/L1 1.5
    3 I(X;L)/train/L1/lower 1.5
    3 I(X;L)/train/L1/upper 4.6
    """

    def sink(rows: Sequence[PlaneRow]) -> None:
        for row in rows:
            other = row.estimator if row.estimator != "bounds" else ""
            tag = "/".join(part for part in (row.quantity, row.part, row.layer, other) if part)
            for name, value in (("", row.value), ("/lower", row.lower), ("/upper", row.upper)):
                if value is not None:
                    writer.add_scalar(f"{tag}{name}", value, row.epoch)

    return sink
