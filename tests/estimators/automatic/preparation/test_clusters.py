"""Clusters as labels: of each column that has some, while rows are enough."""

import numpy as np

from infoplane.estimators.automatic.preparation.clusters import clusters_of, with_clusters_as_labels
from infoplane.estimators.automatic.preparation.columns import Variable

RNG = np.random.default_rng(0)


def clustered(codes: np.ndarray) -> np.ndarray:
    return codes + 0.05 * RNG.normal(size=codes.shape)


def test_each_cluster_has_a_number() -> None:
    codes = RNG.integers(4, size=600)
    assert (clusters_of(clustered(codes) * 1e-6) == codes).all()


def test_a_few_rows_far_away_are_no_cluster() -> None:
    column = np.concatenate([clustered(np.repeat([0, 1], 200)), [50, 60, -40]])
    assert (np.bincount(clusters_of(column)) == [201, 202]).all()


def test_columns_share_one_label_while_each_cluster_has_rows_enough() -> None:
    codes = RNG.integers(3, size=(900, 3))
    x, y = Variable("x", clustered(codes)), Variable("y", RNG.normal(size=(900, 1)))
    (found, other), flags = with_clusters_as_labels([x, y])
    assert found.labels is not None
    assert len(np.unique(found.labels)) == 9  # two columns: 27 clusters would have too few rows
    assert found.numbers is x.numbers
    assert other is y
    assert len(flags) == 1
    assert flags[0].startswith("x has separate clusters")


def test_a_density_gets_no_labels() -> None:
    given = [Variable("x", RNG.normal(size=(500, 3))), Variable("y", RNG.exponential(size=(500, 1)))]
    assert with_clusters_as_labels(given) == (given, [])
