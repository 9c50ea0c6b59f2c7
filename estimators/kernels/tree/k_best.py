"""The list of the k smallest distances of a nearest-neighbour search."""

from infoplane.estimators.kernels.compilation import compiled


@compiled(forceinline=True)
def insert(gap, best):
    """Put a distance into the ascending list `best` if it is smaller than its last; return whether it is."""
    place = len(best) - 1
    if gap >= best[place]:
        return False
    while place > 0 and best[place - 1] > gap:
        best[place] = best[place - 1]
        place -= 1
    best[place] = gap
    return True
