"""What an autoencoder takes: samples of finite floats, and the clean samples that it is to restore."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import check_array


def checked_sample(X: ArrayLike, ensure_min_samples: int, name: str = "X") -> NDArray[Any]:
    """X as an array of finite floats, (n, d), (n, height, width) or (n, channels, height, width)."""
    if hasattr(X, "detach"):  # a torch tensor, on any device and with or without gradient
        X = X.detach().cpu().numpy()
    sample = check_array(
        X, dtype=[np.float64, np.float32], allow_nd=True, ensure_min_samples=ensure_min_samples, input_name=name
    )
    if sample.ndim > 4:
        raise ValueError(
            "An autoencoder takes vectors (n, d), images (n, height, width) or images with channels "
            f"(n, channels, height, width); got shape {sample.shape}."
        )
    return sample


def checked_target(kind: str, sample: NDArray[Any], y: Any) -> NDArray[Any]:
    """What the decoder restores: the sample for "X"; for "y" the clean samples, which belong to it row by row.

    Raises
    ------
    ValueError
        If the kind is another one, or the clean samples are missing or of another shape.
    """
    if kind not in ("X", "y"):
        raise ValueError(f'target is "X" or "y", what the decoder restores; got {kind!r}.')
    if kind == "X":
        return sample
    if y is None:
        raise ValueError(
            'An autoencoder with target="y" learns to restore y, the clean version of X, but fit got no y: fit it beforehand '
            'on pairs of noisy and clean samples, or take target="X".'
        )
    target = checked_sample(y, ensure_min_samples=2, name="y")
    if target.shape != sample.shape:
        raise ValueError(f"The clean samples y need the shape of X, {sample.shape}; got {target.shape}.")
    return target
