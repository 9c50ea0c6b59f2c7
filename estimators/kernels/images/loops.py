"""The loops of `pooled` over images and windows, on the instructions of `windows`."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .windows import FILTERS, add_to_images, add_to_weights, largest


@compiled
def pool(images, bordered, weights, bias, slope, values, chosen, first, last):
    """Set the values of images first to last - 1, which pixels were the largest, and the images with a border of zeros."""
    for image in range(first, last):
        bordered[image] = 0
        bordered[image, 1:-1, 1:-1] = images[image]
        for y in range(values.shape[1]):
            for x in range(values.shape[2]):
                largest(bordered, weights, bias, slope, values, chosen, image, y, x)


@compiled
def gradients(bordered, turned, slope, values, chosen, gradient, weight_sums, bias_sums, image_sums, first, last):
    """Add to the gradients of the weights and of the bias, and set that of the images unless `image_sums` is empty."""
    given = np.empty((1, *gradient.shape[1:]), gradient.dtype)  # before the rectifier, of one image
    for image in range(first, last):
        for y in range(values.shape[1]):
            for x in range(values.shape[2]):
                for f in range(FILTERS):
                    one = gradient[image, y, x, f]
                    one = one if values[image, y, x, f] > 0 else one * slope[f]
                    given[0, y, x, f] = one
                    bias_sums[f] += one
        here, which = bordered[image : image + 1], chosen[image : image + 1]
        for y in range(values.shape[1]):
            for x in range(values.shape[2]):
                add_to_weights(here, weight_sums, given, which, 0, y, x)
        if len(image_sums):
            there = image_sums[image : image + 1]
            there[:] = 0
            for y in range(values.shape[1]):
                for x in range(values.shape[2]):
                    add_to_images(there, turned, given, which, 0, y, x)


def try_all() -> None:
    """Compile every function of this file, or load it from the cache."""
    bordered, images, values = (np.zeros((1, side, side, FILTERS), np.float32) for side in (4, 2, 1))
    weights, chosen = np.zeros((3, 3, FILTERS, FILTERS), np.float32), np.zeros((1, 1, 1, FILTERS), np.int8)
    bias = np.zeros(FILTERS, np.float32)
    pool(images, bordered, weights, bias, bias, values, chosen, 0, 1)
    gradients(bordered, weights, bias, values, chosen, values, weights.copy(), bias.copy(), bordered.copy(), 0, 1)
