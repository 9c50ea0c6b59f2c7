"""Neighbour sets through depth: what keeps them, what does not, and how a plane records and draws them."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from torch import nn

from infoplane.planes import InformationPlane, dense_network, neighbour_persistence, neighbour_similarity, randomness
from infoplane.planes.figures.neighbours import draw_neighbours
from infoplane.planes.recording import neighbours
from infoplane.planes.recording.neighbours import neighbour_rows
from infoplane.planes.rows.row import PERSISTENCE, RowMaker, similarity_to

POINTS = np.random.default_rng(0).standard_normal((400, 4))
ROTATION = np.linalg.qr(np.random.default_rng(1).standard_normal((4, 4)))[0]


def test_a_rotation_and_a_scaling_give_one() -> None:
    assert neighbour_similarity(POINTS, 3 * POINTS @ ROTATION + 5, k=6) == (1.0, 0.0)
    assert neighbour_persistence({"a": POINTS, "b": POINTS @ ROTATION, "c": 0.1 * POINTS}, k=6) == {
        "b": (1.0, 0.0),
        "c": (1.0, 0.0),
    }


def test_independent_layers_give_zero_within_the_standard_error() -> None:
    scores = []
    for seed in range(40):
        first, second = np.random.default_rng(seed).standard_normal((2, 300, 3))
        found = neighbour_similarity(first, second)
        scores.append(found.value / found.stderr)
    assert abs(np.mean(scores)) < 4 / math.sqrt(40)
    assert np.std(scores) < 1.6  # samples share neighbours, so that it is a little above 1
    third = np.random.default_rng(99).standard_normal((300, 3))
    kept = neighbour_persistence({"a": first, "b": second, "c": third})
    assert kept["b"].value == pytest.approx(10 / 299, abs=4 * kept["b"].stderr)
    assert kept["c"].value < kept["b"].value


@pytest.mark.parametrize(("bend", "least"), [(0.05, 0.9), (0.3, 0.6)])
def test_a_smooth_map_of_small_distortion_stays_near_one(bend: float, least: float) -> None:
    bent = POINTS + bend * np.sin(POINTS @ ROTATION)
    found = neighbour_similarity(POINTS, bent)
    assert least < found.value < 1
    assert neighbour_similarity(POINTS, POINTS**3).value < found.value  # a strong distortion keeps fewer


def test_definitions_by_hand() -> None:
    line, other = np.array([[0.0], [1.0], [2.5], [4.5], [7.0]]), np.array([[0.0], [1.0], [7.0], [4.5], [2.5]])
    # Nearest neighbours on the line are 1 0 1 2 3, of the other layer 1 0 3 4 1: two of five are common.
    share, chance = 2 / 5, 1 / 4
    assert neighbour_similarity(line, other, k=1).value == pytest.approx((share - chance) / (1 - chance))
    assert neighbour_persistence({"a": line, "b": other}, k=1)["b"].value == pytest.approx(share)


def test_no_row_is_its_own_neighbour_where_rows_coincide() -> None:
    points = np.repeat(POINTS[:40], 4, axis=0)
    assert neighbour_similarity(points, points, k=3).value == 1.0
    alone = np.arange(160) // 4
    assert neighbour_similarity(points, alone[:, None] * 100.0, k=3).value == 1.0


def binary(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(2, size=(300, 1)).astype(float)


def grid(seed: int) -> np.ndarray:
    return np.round(np.random.default_rng(seed).uniform(-1, 1, (300, 2)), 1)  # tenths, whose differences are rounded


def dead(seed: int) -> np.ndarray:
    return np.maximum(np.random.default_rng(seed).standard_normal((300, 20)) - 2.5, 0)  # most rows are all 0


@pytest.mark.parametrize("layer", [binary, grid, dead], ids=lambda layer: layer.__name__)
def test_ties_of_independent_layers_show_nothing(layer: Callable[[int], np.ndarray]) -> None:
    found = [neighbour_similarity(layer(2 * seed), layer(2 * seed + 1)).value for seed in range(20)]
    assert abs(np.mean(found)) < 4 * np.std(found, ddof=1) / math.sqrt(20) + 1e-6
    kept = neighbour_persistence({"a": layer(0), "b": layer(1)})["b"]
    assert kept.value == pytest.approx(10 / 299, abs=4 * kept.stderr + 1e-3)


def test_constant_layers_have_nothing_in_common() -> None:
    constant = np.full((300, 3), 0.1)
    for other in (constant, np.zeros((300, 1)), binary(0), POINTS[:300]):
        assert neighbour_similarity(constant, other).value == pytest.approx(0, abs=1e-6)


def test_tied_neighbours_count_with_their_share() -> None:
    line = np.array([[0.0], [1.0], [2.0], [4.0]])
    # The nearest neighbours are 1, then 0 or 2, then 1, then 2: of itself, all are common but half of the second sample's.
    share, chance = (1 + 1 / 2 + 1 + 1) / 4, 1 / 3
    assert neighbour_similarity(line, 10 * line, k=1).value == pytest.approx((share - chance) / (1 - chance))
    assert neighbour_persistence({"a": line, "b": line, "c": line}, k=1)["c"].value == pytest.approx((1 + 1 / 4 + 1 + 1) / 4)


def test_neighbours_are_those_of_another_library_in_every_block() -> None:
    from sklearn.neighbors import NearestNeighbors

    points = np.random.default_rng(3).standard_normal((1100, 30))
    nearest = NearestNeighbors(n_neighbors=4).fit(points).kneighbors(return_distance=False)
    expected = np.zeros((1100, 1100))
    np.put_along_axis(expected, nearest, 1.0, axis=1)
    assert (neighbours._neighbours(points, 4) == expected).all()


@pytest.mark.parametrize("k", [0, 9, 10])
def test_refusals(k: int) -> None:
    with pytest.raises(ValueError, match=f"0 < k < n - 1; got k={k} for 10 rows"):
        neighbour_similarity(np.zeros((10, 1)), np.zeros((10, 1)), k)
    with pytest.raises(ValueError, match="layers of 10 and 11 rows"):
        neighbour_similarity(np.zeros((10, 1)), np.zeros((11, 1)), 3)


def test_a_plane_records_them_for_every_part() -> None:
    with randomness(0):
        model = dense_network((4, 3, 2), "tanh", std=0.05)
    y = POINTS[:, 0] > 0
    plane = InformationPlane(
        model, POINTS[:80], y[:80], ["L1", "L2"], test=(POINTS[80:160], y[80:160]), method="bounds", similarity=True
    )
    rows = plane.record(0)
    quantities = [similarity_to("X"), similarity_to("L1"), PERSISTENCE]
    found = [(row.part, row.layer, row.quantity) for row in rows if row.quantity in quantities]
    own = [("L1", similarity_to("X")), ("L2", similarity_to("X")), ("L2", similarity_to("L1")), *(("L1", PERSISTENCE),)]
    assert found == [(part, *place) for part in ("train", "test") for place in [*own, ("L2", PERSISTENCE)]]
    own_rows = [row for row in rows if row.quantity in quantities]
    assert all(row.estimator == "" and row.stderr is not None and row.value is not None for row in own_rows)
    assert all(row.value <= 1 for row in own_rows if row.value is not None)
    plain = InformationPlane(model, POINTS[:80], y[:80], ["L1"]).record(0)
    assert not [row for row in plain if row.quantity in quantities]
    figure = plane.plot("neighbours", figure=Figure(figsize=(11, 4), layout="constrained"))
    assert [axis.get_title() for axis in figure.axes[:3]] == [
        "similarity at epoch 0",
        "similarity to the layer before",
        "persistence from X",
    ]


def test_without_them_there_is_nothing_to_draw() -> None:
    model = nn.Sequential(nn.Linear(4, 2))
    plane = InformationPlane(model, POINTS[:40], POINTS[:40, 0] > 0, ["0"])
    plane.record(0)
    with pytest.raises(ValueError, match="similarity=True"):
        draw_neighbours(Figure(), plane.frame())


def test_few_rows_have_none_and_tokens_are_no_layer() -> None:
    assert neighbour_rows(RowMaker(0, "train", 8), {"a": POINTS[:8], "b": POINTS[:8]}) == []
    tokens = torch.randint(0, 5, (60, 3), generator=torch.Generator().manual_seed(0))
    model = nn.Sequential(nn.Embedding(5, 2), nn.Flatten(), nn.Linear(6, 2))
    plane = InformationPlane(model, tokens, tokens[:, 0] > 1, ["1", "2"], similarity=True)
    assert [row.quantity for row in plane.record(0) if row.stderr is not None and not row.estimator] == [
        similarity_to("1"),
        PERSISTENCE,
    ]
