"""Class-channel tasks: pictures tiled from handwritten digits whose classes are bits with noise.

The reading errors are those measured by tests/distributions/test_class_channel.py on 100,000 tiles: none.
"""

import math

from infoplane.distributions import ClassChannel, ScikitDigits

from .protocol import Task

# Bits a picture, their mutual information per bit as a share of ln 2, and the greatest brightness of the background.
BITS = (1, 4, 16)
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
BACKGROUNDS = (0.0, 0.3)
DIGITS = ((0, 1), (3, 8))


def channel_tasks() -> tuple[Task, ...]:
    """Every picture size, pair of digits, background and share of the bits' entropy that gets through."""
    return tuple(
        Task(
            f"digits-{zero}{one}-{bits}bit{'-background' if background else ''}-{share:g}",
            ClassChannel.with_mutual_information(share * bits * math.log(2), bits, ScikitDigits(zero, one), background),
            family=f"digits-{zero}{one}-{bits}bit{'-background' if background else ''}",
        )
        for zero, one in DIGITS
        for bits in BITS
        for background in BACKGROUNDS
        for share in SHARES
    )
