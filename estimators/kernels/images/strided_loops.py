"""The loops of `strided` over groups of images, on the instructions of `products`."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled

from .products import (
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
from .smooth_loops import activate
from .strided_tables import AT_ONCE, GROUP, LANES, TABLE


@compiled
def _border(images, bordered, slopes, first, last, start):
    """Copy images, rows of numbers (n, height, width), to images with a border of zeros: before them of `start` numbers.

    Unless `slopes` is empty, the copies are activated, and their slopes set. Rows are then multiples of `LANES`.
    """
    height, width, smooth = images.shape[1], images.shape[2], len(slopes) > 0
    given, copies, kept = images.reshape(-1), bordered.reshape(-1), slopes.reshape(-1)
    rows, length = bordered.shape[1:]
    for image in range(first, last):
        for y in range(rows):
            row = bordered[image - first, y]
            if y < 1 or y > height:
                for x in range(length):
                    row[x] = 0
                continue
            for x in range(start):
                row[x] = 0
            for x in range(length - start - width):
                row[start + width + x] = 0
            if smooth:
                place, there = (image * height + y - 1) * width, ((image - first) * rows + y) * length + start
                for x in range(0, width, LANES):
                    activate(given, copies, kept, place + x, there + x)
            else:
                inner, copied = row[start : start + width], images[image, y - 1]
                for x in range(width):
                    inner[x] = copied[x]


@compiled
def _width(columns):
    """How many of so many columns are taken at once."""
    if WIDE and columns >= 32:
        return 32
    if WIDE and columns >= 16:
        return 16
    return 8 if columns >= 8 else 4


@compiled
def _multiply(given, weights, bias, values, places, targets, images, rows, step, length, at, to):
    """Set the values of so many images, each of at least `AT_ONCE` pixels; some may be set twice.

    `at` and `to` say where images begin, in what is given and in the values: where the first does, and the numbers from one to
    the next.
    """
    pixels, column = len(places) // TABLE, 0
    while column < weights.shape[1]:
        width = _width(weights.shape[1] - column)
        for image in range(0, images, TABLE):
            here, there = at[0] + image * at[1], to[0] + image * to[1]
            count = min(TABLE, images - image) * pixels
            for one in range(0, count, AT_ONCE):
                first = min(one, count - AT_ONCE)
                if width == 32:
                    sums_32(given, weights, bias, values, places, targets, first, column, rows, step, length, here, there)
                elif width == 16:
                    sums_16(given, weights, bias, values, places, targets, first, column, rows, step, length, here, there)
                elif width == 8:
                    sums_8(given, weights, bias, values, places, targets, first, column, rows, step, length, here, there)
                else:
                    sums_4(given, weights, bias, values, places, targets, first, column, rows, step, length, here, there)
        column += width


@compiled
def _sum_weights(given, coarse, sums, places, sources, taps, width, images, at, of, to):
    """Set the gradient of weights (taps, width), which begins at `to`, over so many images; `at` and `of` as `_multiply`."""
    pixels, column = len(places) // TABLE, 0
    while column < width:
        columns = _width(width - column)
        for one in range(0, len(taps), AT_ONCE):
            tap = min(one, len(taps) - AT_ONCE)
            if columns == 32:
                gradients_32(given, coarse, sums, places, sources, taps, tap, column, width, images, pixels, at, of, to)
            elif columns == 16:
                gradients_16(given, coarse, sums, places, sources, taps, tap, column, width, images, pixels, at, of, to)
            elif columns == 8:
                gradients_8(given, coarse, sums, places, sources, taps, tap, column, width, images, pixels, at, of, to)
            else:
                gradients_4(given, coarse, sums, places, sources, taps, tap, column, width, images, pixels, at, of, to)
        column += columns


@compiled
def _grow(coarse, weights, bias, fine, border, places, targets, phases, images, at, to):
    """Set so many fine images, phase by phase, from coarse ones with a border; `at` and `to` as `_multiply`.

    A phase is (first weight, rows, numbers in a row, where its places begin, where its targets begin).
    """
    for phase in range(len(phases)):
        weight, rows, length, here, there = phases[phase]
        used, start, target = weights[weight : weight + rows * length], (at[0] + here, at[1]), (to[0] + there, to[1])
        _multiply(coarse, used, bias, fine, places, targets, images, rows, border, length, start, target)


@compiled
def shrink(fine, bordered, slopes, weights, bias, coarse, places, targets, size, first, last):
    """Set coarse images `first` to `last` - 1, (n, pixels, columns), from fine ones, rows of numbers.

    The weights are (taps, columns). Sets the fine images with a border, too; unless `slopes` is empty, they are activated.
    """
    flat, values = bordered.reshape(-1), coarse.reshape(-1)
    length, each, target = len(weights) // size, bordered.shape[1] * bordered.shape[2], coarse.shape[1] * coarse.shape[2]
    for group in range(first, last, GROUP):
        end = min(group + GROUP, last)
        _border(fine, bordered[group:end], slopes, group, end, length // size)
        at, to = (group * each, each), (group * target, target)
        _multiply(flat, weights, bias, values, places, targets, end - group, size, bordered.shape[2], length, at, to)


@compiled
def grow(coarse, bordered, slopes, weights, bias, fine, places, targets, phases, channels, first, last):
    """Set fine images `first` to `last` - 1, (n, numbers), from coarse ones, rows of numbers: pixels of so many channels.

    Sets the coarse images with a border, too; unless `slopes` is empty, they are activated.
    """
    flat, values, each, target = bordered.reshape(-1), fine.reshape(-1), bordered.shape[1] * bordered.shape[2], fine.shape[1]
    for group in range(first, last, GROUP):
        end = min(group + GROUP, last)
        _border(coarse, bordered[group:end], slopes, group, end, channels)
        at, to = (group * each, each), (group * target, target)
        _grow(flat, weights, bias, values, bordered.shape[2], places, targets, phases, end - group, at, to)


@compiled
def shrink_gradients(bordered, coarse, sums, places, sources, taps, first, last):
    """Set the sums (groups, taps, columns) of images `first` to `last` - 1, for the gradient of coarse pixels (n, columns)."""
    fine, flat, values = bordered.reshape(-1), coarse.reshape(-1), sums.reshape(-1)
    width, each = sums.shape[2], bordered.shape[1] * bordered.shape[2]
    source = len(places) // TABLE * width
    for group in range(first, last, GROUP):
        images, to = min(GROUP, last - group), group // GROUP * sums.shape[1] * width
        at, of = (group * each, each), (group * source, source)
        _sum_weights(fine, flat, values, places, sources, taps, width, images, at, of, to)


@compiled
def grown_gradients(coarse, slopes, weights, bias, fine, border, places, targets, phases, channels, first, last):
    """Set the gradient of fine images before they shrink, (n, height, width), rows of numbers, from that of coarse ones.

    It is multiplied by the slopes, unless they are empty.
    """
    none, height, width = np.empty((0, 0, 0), np.float32), fine.shape[1], fine.shape[2]
    rows, length = 2 * (border[0] - 2), 2 * (border[1] // channels - 2) * weights.shape[1]
    bordered, grown = np.empty((GROUP, border[0], border[1]), np.float32), np.empty((GROUP, rows, length), np.float32)
    flat, values = bordered.reshape(-1), grown.reshape(-1)
    for group in range(first, last, GROUP):
        end = min(group + GROUP, last)
        _border(coarse, bordered, none, group, end, channels)
        at, to = (0, border[0] * border[1]), (0, rows * length)
        _grow(flat, weights, bias, values, border[1], places, targets, phases, end - group, at, to)
        for image in range(group, end):
            for y in range(height):
                found, target = grown[image - group, y], fine[image, y]
                if len(slopes):
                    slope = slopes[image, y]
                    for x in range(width):
                        target[x] = found[x] * slope[x]
                else:
                    for x in range(width):
                        target[x] = found[x]


@compiled
def grow_gradients(fine, bordered, slopes, weights, bias, coarse, sums, border, tables, size, first, last):
    """Set the sums (groups, taps, columns), and the gradient of coarse images before they grow, (n, pixels, columns).

    For that of fine images, rows of numbers, and the coarse images with a border, whose pixels the sources are. The gradient is
    multiplied by the slopes, unless they are empty. If `coarse` is empty, it is not wanted.
    """
    places, targets, sources, taps = tables
    none = np.empty((0, 0, 0), np.float32)
    given = np.empty((GROUP, border[0], border[1]), np.float32)
    flat, all_coarse, all_sums, values = given.reshape(-1), bordered.reshape(-1), sums.reshape(-1), coarse.reshape(-1)
    width, each, length, factors = sums.shape[2], bordered.shape[1] * bordered.shape[2], len(taps) // size, slopes.reshape(-1)
    at, target = (0, border[0] * border[1]), len(places) // TABLE * width
    for group in range(first, last, GROUP):
        end = min(group + GROUP, last)
        _border(fine, given, none, group, end, length // size)
        images, to = end - group, group // GROUP * sums.shape[1] * width
        _sum_weights(flat, all_coarse, all_sums, places, sources, taps, width, images, at, (group * each, each), to)
        if len(coarse):
            start = group * target
            _multiply(flat, weights, bias, values, places, targets, images, size, border[1], length, at, (start, target))
            if len(slopes):
                found, slope = values[start : start + images * target], factors[start : start + images * target]
                for place in range(len(found)):
                    found[place] *= slope[place]


@compiled
def separate(squares, fine, first, last):
    """Set fine images (n, 2 h, 2 w, channels) from squares of 2 x 2 pixels (n, h + 1, w + 1, 4 channels), by which the images
    are covered from one pixel beyond their corner on."""
    height, width, channels = fine.shape[1:]
    for image in range(first, last):
        for y in range(height):
            part = (y + 1) % 2 * 2 * channels
            row, target = squares[image, (y + 1) // 2, :, part : part + 2 * channels], fine[image, y]
            for channel in range(channels):
                for x in range(width // 2):
                    target[2 * x, channel] = row[x, channels + channel]
                    target[2 * x + 1, channel] = row[x + 1, channel]


def try_all() -> None:
    """Compile every function of this file, or load it from the cache."""
    none, bias = np.empty((0, 0, 0), np.float32), np.zeros(8, np.float32)
    fine, wide, coarse = (np.zeros((1, *shape), np.float32) for shape in ((4, 32), (6, 48), (8, 8)))
    few, bordered = np.zeros((1, 2, 32), np.float32), np.zeros((1, 4, 48), np.float32)
    weights, sums = np.zeros((72, 8), np.float32), np.zeros((1, 72, 8), np.float32)
    numbers, phases = np.zeros(TABLE * 8, np.int64), np.array([[0, 1, 8, 0, 0]])
    shrink(fine, wide, none, weights, bias, coarse, numbers, numbers, 3, 0, 1)
    grow(few, bordered, none, weights, bias, np.zeros((1, 256), np.float32), numbers, numbers, phases, 8, 0, 1)
    shrink_gradients(wide, coarse.reshape(8, 8), sums, numbers, numbers, np.zeros(72, np.int64), 0, 1)
    grown_gradients(few, none, weights, bias, fine, (4, 48), numbers, numbers, phases, 8, 0, 1)
    given = fine, bordered, none, weights, bias, coarse, sums, (6, 48)
    grow_gradients(*given, (numbers, numbers, numbers, np.zeros(72, np.int64)), 3, 0, 1)
    separate(np.zeros((1, 2, 2, 4), np.float32), np.zeros((1, 2, 2, 1), np.float32), 0, 1)
