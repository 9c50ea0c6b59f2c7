"""What a user's own estimator may return: an `Estimate`, or one number in any form."""

from typing import Any

import numpy as np

from infoplane.estimators.protocol import Estimate


def as_estimate(result: Any) -> Estimate:
    """An estimator's result as an `Estimate`: a number, or an array or tensor that holds one number.

    Raises
    ------
    TypeError
        If it is anything else.

    Examples
    --------
    >>> import numpy as np
    >>> as_estimate(np.array([[0.25]])).nats
    0.25
    """
    if isinstance(result, Estimate):
        return result
    if hasattr(result, "detach"):  # a torch tensor, which may hold a gradient or lie on a GPU
        result = result.detach().cpu().numpy()
    try:
        array = np.asarray(result)
    except ValueError:  # lists of unequal lengths
        array = np.asarray(None)
    if array.size != 1 and array.dtype.kind in "iuf":
        raise TypeError(f"the estimator returned {array.size} numbers (shape {array.shape}): return one, the MI in nats.")
    if array.size != 1 or array.dtype.kind not in "iufO" or not hasattr(array.item(), "__float__"):
        raise TypeError(f"the estimator returned {_shown(result)}, which is not a number: return the MI in nats.")
    return Estimate(float(array.item()))


def _shown(result: Any) -> str:
    text = repr(result)
    return text if len(text) <= 60 else f"{text[:59]}…"
