"""The k best of a nearest-neighbour search: the closest of a set of boxes, and the list of the k smallest distances."""

from infoplane.estimators.kernels.compilation import compiled

from .boxes import lowest_bit


@compiled(forceinline=True)
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


@compiled(forceinline=True)
def insert(gap, best):
    """Put a distance into the ascending list `best` if it is smaller than its last; return whether it is."""
    if gap >= best[-1]:
        return False
    for place in range(len(best) - 1, 0, -1):  # without a branch, which processors would predict wrongly
        best[place] = min(best[place], max(best[place - 1], gap))
    best[0] = min(best[0], gap)
    return True
