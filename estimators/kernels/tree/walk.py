"""Walks down a tree for all points of a leaf together: which boxes go on the list of the next level, and for which points."""

from infoplane.estimators.kernels.compilation import compiled

from .boxes import lowest_bit


@compiled(forceinline=True)
def mark(boxes, query, of_box):
    """Set the bit of a query in of_box (16,) at every box whose bit is set."""
    while boxes:
        of_box[lowest_bit(boxes)] |= 1 << query
        boxes &= boxes - 1


@compiled(forceinline=True)
def append_marked(first, boxes, of_box, nodes, whose, count):
    """Append first + b for every set bit b of `boxes` to a list of nodes, and the bits of its queries to `whose`.

    Those bits are then cleared in of_box (16,). Returns the new length of the list.
    """
    while boxes:
        box = lowest_bit(boxes)
        boxes &= boxes - 1
        nodes[count], whose[count] = first + box, of_box[box]
        of_box[box] = 0
        count += 1
    return count
