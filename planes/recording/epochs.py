"""The epochs at which a plane is evaluated: evenly spaced in their logarithm, because most changes happen early."""

import numpy as np


def measured_epochs(last: int, evaluations: int) -> list[int]:
    """Epoch 0, and epochs from 1 to the last one, evenly spaced in their logarithm.

    Parameters
    ----------
    last : int
        The last epoch.
    evaluations : int
        Wanted number of epochs. Early epochs that round to the same number count once, so there may be fewer.

    Raises
    ------
    ValueError
        If the last epoch is below 1, or there are fewer than two evaluations.

    Examples
    --------
    >>> from infoplane.planes import measured_epochs
    >>> measured_epochs(last=100, evaluations=8)
    [0, 1, 2, 5, 10, 22, 46, 100]
    """
    if last < 1 or evaluations < 2:
        raise ValueError(f"Needs at least one epoch and two evaluations; got {last} epochs and {evaluations} evaluations.")
    if evaluations > last:
        return list(range(last + 1))
    if evaluations == 2:
        return [0, last]
    return [0, *np.unique(np.geomspace(1, last, evaluations - 1).round().astype(int)).tolist()]
