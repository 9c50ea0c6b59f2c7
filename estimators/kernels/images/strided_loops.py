"""The loops of `strided` over groups of images, on the instructions of `products`."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .products import (
    AT_ONCE,
    WIDE,
    gradients_4,
    gradients_8,
    gradients_16,
    gradients_32,
    sums_4,
    sums_8,
    sums_16,
    sums_32,
)

GROUP = 32  # images, whose gradients of weights are summed together; tables of places cover as many


@compiled
def _border(images, bordered, first, last, start):
    """Copy images, rows of numbers (n, height, width), to images with a border of zeros: before them of `start` numbers."""
    height, width = images.shape[1:]
    for image in range(first, last):
        there = bordered[image - first]
        there[0] = 0
        there[height + 1 :] = 0
        for y in range(height):
            row, given = there[y + 1], images[image, y]
            for x in range(start):
                row[x] = 0
            for x in range(width):
                row[start + x] = given[x]
            for x in range(start + width, len(row)):
                row[x] = 0


@compiled
def _width(columns):
    """How many of so many columns are taken at once."""
    if WIDE and columns >= 32:
        return 32
    if WIDE and columns >= 16:
        return 16
    return 8 if columns >= 8 else 4


@compiled
def _multiply(given, weights, bias, values, places, targets, pixels, rows, step, length, at, to):
    """Set the values of so many pixels, of which there are at least `AT_ONCE`; the last ones may be set twice."""
    column = 0
    while column < weights.shape[1]:
        width = _width(weights.shape[1] - column)
        for one in range(0, pixels, AT_ONCE):
            first = min(one, pixels - AT_ONCE)
            if width == 32:
                sums_32(given, weights, bias, values, places, targets, first, column, rows, step, length, at, to)
            elif width == 16:
                sums_16(given, weights, bias, values, places, targets, first, column, rows, step, length, at, to)
            elif width == 8:
                sums_8(given, weights, bias, values, places, targets, first, column, rows, step, length, at, to)
            else:
                sums_4(given, weights, bias, values, places, targets, first, column, rows, step, length, at, to)
        column += width


@compiled
def _sum_weights(given, coarse, sums, places, taps, pixels, pixel, to):
    """Set the gradient of the weights over so many pixels of a group, which begins at `pixel`."""
    column = 0
    while column < coarse.shape[1]:
        width = _width(coarse.shape[1] - column)
        for one in range(0, len(taps), AT_ONCE):
            tap = min(one, len(taps) - AT_ONCE)
            if width == 32:
                gradients_32(given, coarse, sums, places, taps, tap, column, pixels, pixel, to)
            elif width == 16:
                gradients_16(given, coarse, sums, places, taps, tap, column, pixels, pixel, to)
            elif width == 8:
                gradients_8(given, coarse, sums, places, taps, tap, column, pixels, pixel, to)
            else:
                gradients_4(given, coarse, sums, places, taps, tap, column, pixels, pixel, to)
        column += width


@compiled
def shrink(fine, weights, bias, coarse, border, places, targets, size, first, last):
    """Set coarse images `first` to `last` - 1, (n, pixels, columns), from fine ones, rows of numbers, for weights (places, columns)."""
    bordered = np.empty((GROUP, border[0], border[1]), np.float32)
    flat, values = bordered.reshape(-1), coarse.reshape(-1)
    per_image, length = coarse.shape[1], len(weights) // size
    for group in range(first, last, GROUP):
        end = min(group + GROUP, last)
        _border(fine, bordered, group, end, length // size)
        pixels, to = (end - group) * per_image, group * per_image * coarse.shape[2]
        _multiply(flat, weights, bias, values, places, targets, pixels, size, border[1], length, 0, to)


@compiled
def grow(coarse, weights, bias, fine, border, places, targets, phases, channels, first, last):
    """Set fine images `first` to `last` - 1, (n, numbers), from coarse ones, rows of numbers, phase by phase.

    A phase is (first weight, rows, numbers in a row, where its places begin, where its targets begin). A coarse pixel has so
    many channels.
    """
    bordered = np.empty((GROUP, border[0], border[1]), np.float32)
    flat, values = bordered.reshape(-1), fine.reshape(-1)
    for group in range(first, last, GROUP):
        end = min(group + GROUP, last)
        _border(coarse, bordered, group, end, channels)
        pixels, to = (end - group) * (len(places) // GROUP), group * fine.shape[1]
        for phase in range(len(phases)):
            weight, rows, length, at, there = phases[phase]
            used = weights[weight : weight + rows * length]
            _multiply(flat, used, bias, values, places, targets, pixels, rows, border[1], length, at, to + there)


@compiled
def sum_weights(fine, coarse, sums, border, places, taps, channels, first, last):
    """Set the sums (groups, taps, columns) of images `first` to `last` - 1, for coarse pixels (n, columns)."""
    bordered = np.empty((GROUP, border[0], border[1]), np.float32)
    flat, values = bordered.reshape(-1), sums.reshape(-1)
    per_image, each = len(places) // GROUP, sums.shape[1] * sums.shape[2]
    for group in range(first, last, GROUP):
        end = min(group + GROUP, last)
        _border(fine, bordered, group, end, channels)
        pixels = (end - group) * per_image
        _sum_weights(flat, coarse, values, places, taps, pixels, group * per_image, group // GROUP * each)


@compiled
def separate(squares, fine, first, last):
    """Set fine images (n, 2 h, 2 w, channels) from squares of 2 x 2 pixels (n, h + 1, w + 1, 4 channels), by which the images
    are covered from one pixel beyond their corner on."""
    channels = fine.shape[3]
    for image in range(first, last):
        for y in range(fine.shape[1]):
            for x in range(fine.shape[2]):
                part = ((y + 1) % 2 * 2 + (x + 1) % 2) * channels
                square = squares[image, (y + 1) // 2, (x + 1) // 2]
                for channel in range(channels):
                    fine[image, y, x, channel] = square[part + channel]


def try_all() -> None:
    """Compile every function of this file, or load it from the cache."""
    fine, coarse, border = np.zeros((1, 4, 4), np.float32), np.zeros((1, 2, 4), np.float32), (6, 6)
    weights, bias, sums = np.zeros((9, 4), np.float32), np.zeros(4, np.float32), np.zeros((1, 9, 4), np.float32)
    numbers, phases = np.zeros(GROUP * 8, np.int64), np.array([[0, 1, 1, 0, 0]])
    shrink(fine, weights, bias, np.zeros((1, 8, 4), np.float32), border, numbers, numbers, 3, 0, 1)
    grow(coarse, weights, bias, np.zeros((1, 16), np.float32), (4, 8), numbers, numbers, phases, 2, 0, 1)
    sum_weights(fine, np.zeros((8, 4), np.float32), sums, border, numbers, numbers[:9], 1, 0, 1)
    separate(np.zeros((1, 2, 2, 4), np.float32), np.zeros((1, 2, 2, 1), np.float32), 0, 1)
