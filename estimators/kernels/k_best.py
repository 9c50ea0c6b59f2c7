"""Candidates of a nearest-neighbour search: the closest of a set of lanes, and the ascending list of the best so far."""

from numba import njit

from .simd_boxes import lowest_bit


@njit(nogil=True, cache=True)
def closest(bits, gaps):
    """Lane of the smallest gap among the set bits."""
    lane = lowest_bit(bits)
    bits &= bits - 1
    while bits:
        other = lowest_bit(bits)
        bits &= bits - 1
        if gaps[other] < gaps[lane]:
            lane = other
    return lane


@njit(nogil=True, cache=True)
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
