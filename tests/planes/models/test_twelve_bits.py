"""The twelve-bit task: counts, icosahedron and symmetry."""

import math
from itertools import combinations

import numpy as np

from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.models.twelve_bits import ANTIPODES, NEIGHBOURS, twelve_bits


def icosahedron() -> np.ndarray:
    """Matrix (12, 12) of the graph distances between the vertices."""
    distances = np.full((12, 12), 12)
    np.fill_diagonal(distances, 0)
    for vertex, others in enumerate(NEIGHBOURS):
        distances[vertex, list(others)] = 1
    for middle in range(12):
        distances = np.minimum(distances, distances[:, [middle]] + distances[[middle]])
    return distances


def symmetries(distances: np.ndarray) -> list[list[int]]:
    """All permutations of the vertices that keep the distances, by extension of partial permutations."""
    partial: list[list[int]] = [[]]
    for vertex in range(12):
        partial = [
            [*images, image]
            for images in partial
            for image in range(12)
            if image not in images and all(distances[image, images] == distances[vertex, :vertex])
        ]
    return partial


def test_counts_and_entropy() -> None:
    bits, labels = twelve_bits()
    assert bits.shape == (4096, 12)
    assert len(np.unique(bits, axis=0)) == 4096
    assert labels.sum() == 2118
    assert round(label_entropy(labels) / math.log(2), 6) == 0.999157


def rule(on: list[int]) -> bool:
    """The rule for one set of vertices whose bits are 1."""
    edges = sum(second in NEIGHBOURS[first] for first, second in combinations(on, 2))
    pairs = sum(set(antipodes) <= set(on) for antipodes in ANTIPODES)
    match len(on):
        case 5:
            return edges == 7
        case 6:
            return edges >= 7 or (edges == 6 and pairs == 0)
        case 7:
            return not (edges == 8 and pairs == 2)
    return len(on) > 7


def test_every_label_follows_the_rule() -> None:
    bits, labels = twelve_bits()
    assert [int(rule(np.flatnonzero(row).tolist())) for row in bits] == labels.tolist()


def test_graph_is_an_icosahedron() -> None:
    distances = icosahedron()
    assert (distances == distances.T).all()
    assert np.array_equal(np.bincount(distances.ravel()), [12, 60, 60, 12])
    assert sorted(ANTIPODES) == [tuple(pair) for pair in np.argwhere(np.triu(distances == 3))]


def test_labels_are_invariant_under_the_symmetries_and_not_under_a_swap() -> None:
    bits, labels = twelve_bits()
    group = symmetries(icosahedron())
    assert len(group) == 120
    place = 1 << np.arange(12)
    for permutation in group:
        assert (labels[bits[:, permutation].astype(np.int64) @ place] == labels).all()
    swapped = bits[:, [1, 0, *range(2, 12)]].astype(np.int64) @ place
    assert (labels[swapped] != labels).any()


def test_an_input_holds_the_bits_of_its_number() -> None:
    bits, labels = twelve_bits()
    assert bits[5].tolist() == [1, 0, 1] + [0] * 9
    assert labels[0] == 0
    assert labels[-1] == 1
