"""The box tests and bit operations that queries use: hand-written vector instructions, or the plain ones if those fail."""

from typing import Any

from infoplane.estimators.kernels.compilation import simd_or_plain

from . import plain_boxes
from .plain_boxes import ALL, AXES, BOXES

__all__ = [
    "ALL",
    "AXES",
    "BOXES",
    "add_where",
    "around_box",
    "both_below",
    "boxes_near",
    "count_bits",
    "lowest_bit",
    "near_box",
    "nearest_below",
    "points_below",
]


def _simd() -> Any:
    from . import simd_boxes

    simd_boxes.try_all()
    return simd_boxes


_chosen = simd_or_plain("the tests of boxes", _simd, plain_boxes)
nearest_below, both_below, points_below = _chosen.nearest_below, _chosen.both_below, _chosen.points_below
lowest_bit, count_bits = _chosen.lowest_bit, _chosen.count_bits
boxes_near, near_box, around_box, add_where = _chosen.boxes_near, _chosen.near_box, _chosen.around_box, _chosen.add_where
