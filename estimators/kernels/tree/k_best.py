"""The k best of a nearest-neighbour search: the closest of a set of boxes, and the list of the k smallest distances."""

from infoplane.estimators.kernels.compilation import compiled

from .boxes import lowest_bit


@compiled
def closest(bits, gaps):
    """Box with the smallest gap among the set bits."""
    box = lowest_bit(bits)
    bits &= bits - 1
    while bits:
        other = lowest_bit(bits)
        bits &= bits - 1
        if gaps[other] < gaps[box]:
            box = other
    return box


@compiled
def insert(bits, gaps, best):
    """Put the gaps of the set bits into the ascending list `best` if they are smaller than its last."""
    while bits:
        gap = gaps[lowest_bit(bits)]
        bits &= bits - 1
        place = len(best) - 1
        if gap < best[place]:
            while place > 0 and best[place - 1] > gap:
                best[place] = best[place - 1]
                place -= 1
            best[place] = gap
