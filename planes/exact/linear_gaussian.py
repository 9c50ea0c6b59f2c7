"""Linear networks with normal inputs and noise in every layer: information from log-determinants.

    T_l = W_l T_{l-1} + Z_l,    T_0 = X ~ N(0, C),    Z_l ~ N(0, s_l^2 I),
    I(X;T_l) = (ln det Cov T_l - ln det N_l) / 2,    N_l = W_l N_{l-1} W_l' + s_l^2 I,    N_0 = 0.

The first principal components P'X of X carry

    I(P'X;T_l) = (ln det Cov T_l - ln det Cov(T_l | P'X)) / 2.

This equals I(X;T_l) if the number of components is the rank of C. With fewer it is smaller, unless the directions that are
left out do not reach the layer. A convolution is a linear layer too: `convolution_matrix` gives its matrix.

Reference: T. M. Cover, J. A. Thomas, Elements of Information Theory (2006), chapter 9.
"""

import itertools
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from .mixture import Floats


def linear_information(
    covariance: ArrayLike, weights: Sequence[ArrayLike], std: float | Sequence[float], components: int | None = None
) -> list[float]:
    """I(X;T_l), or I(P'X;T_l), in nats, for every layer.

    Parameters
    ----------
    covariance : array (d, d)
        C, positive semidefinite of any rank.
    weights : arrays (d_l, d_{l-1})
        W_1, W_2, ...
    std : float, or one for each layer
        Standard deviation of the noise, positive.
    components : int, optional
        Number of principal components of X that are kept, at most the rank of C; None keeps X itself.

    Raises
    ------
    ValueError
        If a standard deviation is not positive, or C does not have that many components.

    Examples
    --------
    One unit with signal-to-noise ratio 1 carries ln(2) / 2:

    >>> from infoplane.planes import linear_information
    >>> [information] = linear_information([[1.0]], [[[0.5]]], std=0.5)
    >>> round(information, 4)
    0.3466
    """
    x_covariance = np.asarray(covariance, dtype=np.float64)
    deviations = np.broadcast_to(np.asarray(std, dtype=np.float64), len(weights))
    if not (deviations > 0).all():
        raise ValueError(f"Noise needs a positive standard deviation in every layer; got {std}.")
    variances, axes = np.linalg.eigh(x_covariance)
    rank = int((variances > 1e-12 * variances[-1]).sum())
    kept = rank if components is None else components
    if not 1 <= kept <= rank:
        raise ValueError(f"The covariance has {rank} components of positive variance; cannot keep {components}.")
    # X = B code + rest. The rest is independent of the code, so it counts as noise.
    lost = axes[:, : len(variances) - kept] * np.sqrt(variances[: len(variances) - kept].clip(min=0))
    code = axes[:, len(variances) - kept :] * np.sqrt(variances[len(variances) - kept :])
    signal, noise = code @ code.T, lost @ lost.T
    values = []
    for layer, deviation in zip(weights, deviations, strict=True):
        matrix = np.asarray(layer, dtype=np.float64)
        signal, noise = matrix @ signal @ matrix.T, matrix @ noise @ matrix.T + deviation**2 * np.eye(len(matrix))
        values.append(float(np.linalg.slogdet(signal + noise)[1] - np.linalg.slogdet(noise)[1]) / 2)
    return values


def convolution_matrix(
    kernel: ArrayLike, shape: Sequence[int], stride: int = 1, padding: Literal["valid", "same"] = "valid"
) -> Floats:
    """The block Toeplitz matrix of a convolution layer on flattened images (a cross-correlation, as in networks).

    Parameters
    ----------
    kernel : array (out, in, *window)
        The window has any number of spatial dimensions.
    shape : ints
        Spatial shape of the input. The matrix maps (in, *shape) flattened to (out, *places) flattened.
    stride : int
        Step of the window, in each dimension.
    padding : {"valid", "same"}
        No padding, or zeros so that stride 1 keeps the shape. An even window gets one zero more at the end.

    Returns
    -------
    array (out * places, in * pixels)

    Raises
    ------
    ValueError
        If the kernel does not fit the shape, or stride or padding is none of the above.

    Examples
    --------
    >>> from infoplane.planes import convolution_matrix
    >>> convolution_matrix([[[1.0, -1.0]]], shape=(3,))
    array([[ 1., -1.,  0.],
           [ 0.,  1., -1.]])
    """
    weights = np.asarray(kernel, dtype=np.float64)
    window = weights.shape[2:]
    if padding not in ("valid", "same") or stride < 1 or len(window) != len(shape) or len(shape) < 1:
        raise ValueError(
            f'Needs a kernel (out, in, *window) with a window of {len(shape)} dimensions, stride >= 1, and padding "valid" or '
            f'"same"; got kernel {weights.shape}, stride {stride}, padding {padding!r}.'
        )
    before = [(size - 1) // 2 if padding == "same" else 0 for size in window]
    spans = [length if padding == "same" else length - size + 1 for length, size in zip(shape, window, strict=True)]
    if min(spans) < 1:
        raise ValueError(f"A window of {window} does not fit into {tuple(shape)}: pad, or take a larger image.")
    places = list(itertools.product(*(range(0, span, stride) for span in spans)))
    matrix = np.zeros((weights.shape[0], len(places), weights.shape[1], math.prod(shape)))
    offsets = list(itertools.product(*map(range, window)))
    taps = weights.reshape(*weights.shape[:2], len(offsets))
    for row, place in enumerate(places):
        for tap, offset in enumerate(offsets):
            pixel = [p + o - b for p, o, b in zip(place, offset, before, strict=True)]
            if all(0 <= index < length for index, length in zip(pixel, shape, strict=True)):
                matrix[:, row, :, np.ravel_multi_index(pixel, shape)] = taps[:, :, tap]
    return matrix.reshape(weights.shape[0] * len(places), -1)
