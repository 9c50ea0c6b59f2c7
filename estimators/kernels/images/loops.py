"""The loops of `pooled` over images and rows of windows, on the instructions of `windows` and `window_gradients`."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.kernels.images import FILTERS

from .window_gradients import add_to_weights, add_to_weights_and_images, through_rectifier
from .windows import pool_row


@compiled
def pool(images, weights, bias, values, chosen, slope):
    """Set the values of images, with a border of zeros, and which pixels were the largest."""
    for image in range(len(images)):
        values[image, 0] = 0
        values[image, -1] = 0
        for y in range(chosen.shape[1]):
            values[image, y + 1, 0] = 0
            values[image, y + 1, -1] = 0
            pool_row(images, weights, bias, values, chosen, slope, image, y)


@compiled
def weight_gradients(images, values, chosen, gradient, slope, weight_sums, bias_sums):
    """Add to the gradients of the weights and of the bias; that of the values is changed."""
    for image in range(len(images)):
        through_rectifier(values, gradient, bias_sums, chosen, slope, image)
        add_to_weights(images, gradient, chosen, weight_sums, image)


@compiled
def gradients(images, values, chosen, gradient, slope, weight_sums, bias_sums, weights, image_sums):
    """Add to the gradients of the weights, of the bias and of images of eight channels; that of the values is changed."""
    for image in range(len(images)):
        through_rectifier(values, gradient, bias_sums, chosen, slope, image)
        add_to_weights_and_images(images, gradient, chosen, weight_sums, weights, image_sums, image)


def try_all() -> None:
    """Compile every function of this file, or load it from the cache."""
    images, values = (np.zeros((1, side, side, FILTERS), np.float32) for side in (4, 3))
    weights, chosen = np.zeros((FILTERS, 3, 3, FILTERS), np.float32), np.zeros((1, 1, 1, FILTERS), np.int8)
    bias, slope = np.zeros(FILTERS, np.float32), np.float32(0)
    pool(images, weights, bias, values, chosen, slope)
    known = images, values, chosen, values.copy(), slope, weights.copy(), bias.copy()
    weight_gradients(*known)
    gradients(*known, weights, images.copy())
