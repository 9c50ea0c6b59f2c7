"""The twelve-bit symmetric task: 4096 inputs and their labels, computed by a rule.

The bits are the vertices of an icosahedron. Let k bits be 1, let e pairs of them be joined by an edge, and a pairs antipodal:

    y = 1  iff  k >= 8,  or k = 7 and not (e = 8 and a = 2),  or k = 6 and (e >= 7 or (e = 6 and a = 0)),  or k = 5 and e = 7,

The 120 symmetries of the icosahedron do not change the labels. 2118 of the 4096 labels are 1, so H(Y) = 0.999157 bits. The bits
have the published order.

References: N. Tishby, N. Zaslavsky, Deep learning and the information bottleneck principle, arXiv 1503.02406;
R. Shwartz-Ziv, N. Tishby, Opening the black box of deep neural networks via information, arXiv 1703.00810.
"""

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = (
    (1, 3, 5, 10, 11),
    (0, 2, 3, 4, 11),
    (1, 3, 4, 8, 9),
    (0, 1, 2, 8, 10),
    (1, 2, 6, 9, 11),
    (0, 6, 7, 10, 11),
    (4, 5, 7, 9, 11),
    (5, 6, 8, 9, 10),
    (2, 3, 7, 9, 10),
    (2, 4, 6, 7, 8),
    (0, 3, 5, 7, 8),
    (0, 1, 4, 5, 6),
)
ANTIPODES = ((0, 9), (1, 7), (2, 5), (3, 6), (4, 10), (8, 11))


def twelve_bits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """All inputs (4096, 12) of zeros and ones, and their labels (4096,). Input i holds the bits of i, lowest first.

    Examples
    --------
    >>> from infoplane.planes import twelve_bits
    >>> inputs, labels = twelve_bits()
    >>> inputs.shape, int(labels.sum())
    ((4096, 12), 2118)
    """
    bits = np.arange(4096)[:, None] >> np.arange(12) & 1
    joined = np.zeros((12, 12), np.int64)
    for vertex, others in enumerate(NEIGHBOURS):
        joined[vertex, list(others)] = 1
    ones = bits.sum(axis=1)
    edges = (bits @ joined * bits).sum(axis=1) // 2
    first, second = np.transpose(ANTIPODES)
    pairs = (bits[:, first] * bits[:, second]).sum(axis=1)
    seven = (ones == 7) & ~((edges == 8) & (pairs == 2))
    six = (ones == 6) & ((edges >= 7) | ((edges == 6) & (pairs == 0)))
    five = (ones == 5) & (edges == 7)
    return bits.astype(np.float64), ((ones >= 8) | seven | six | five).astype(np.int64)
