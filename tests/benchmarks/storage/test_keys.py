"""Keys depend on content and not on labels; each part of a cell changes its key."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator

from infoplane.benchmarks.storage.keys import cell_id, identities_of, job_key, keyed, seed_of, training_jobs
from infoplane.benchmarks.suites.protocol import Cell, Task, TrainingSample
from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Compressed, Gaussian

NORMAL = CorrelatedNormal(1, 1, (0.5,))
TRAINING = TrainingSample(CorrelatedNormal(3, 3), 100)


def cell_of(estimator: object = None, n: int = 10, replicate: int = 0, label: str = "a", **task: object) -> Cell:
    settings = {"id": "t", "distribution": NORMAL, **task}
    return Cell(Task(**settings), label, estimator or Gaussian(), n, replicate)  # type: ignore[arg-type]


def test_keys_depend_on_content_and_not_on_the_label() -> None:
    key = cell_id(cell_of())
    assert key == cell_id(cell_of(label="b"))
    others = [
        cell_of(Gaussian(correct=False)),
        cell_of(n=11),
        cell_of(replicate=1),
        cell_of(n=1, replicate=0),
        cell_of(id="u"),
        cell_of(sample_id="s"),
        cell_of(distribution=CorrelatedNormal(1, 1, (0.6,))),
        cell_of(preprocess="zscore"),
    ]
    assert len({key, *map(cell_id, others)}) == 1 + len(others)
    assert len(key) == 16
    assert set(key) <= set("0123456789abcdef")


def test_many_cells_get_the_same_keys_at_once() -> None:
    """The hash of task and estimator is computed once; cells of another task or estimator must not get it."""
    first, second = Task("t", NORMAL), Task("u", NORMAL)
    cells = [
        Cell(task, "a", estimator, n, replicate)
        for task in (first, second)
        for estimator in (Gaussian(), Compressed(Gaussian(), PCA(1)))
        for n in (10, 20)
        for replicate in range(2)
    ]
    found = keyed(iter(cells))
    assert list(found) == list(map(cell_id, cells))
    for key, cell in found.items():
        assert cell_id(cell) == key
        assert cell.identities == identities_of(Cell(cell.task, cell.label, cell.estimator, cell.n, cell.replicate))


def test_only_what_is_compressed_and_not_frozen_is_trained() -> None:
    frozen = FrozenEstimator(PCA(1).fit(np.eye(3)))
    assert training_jobs(cell_of(training=TRAINING)) == {}
    assert training_jobs(cell_of(Compressed(Gaussian(), PCA(2), PCA(2)))) == {}
    assert training_jobs(cell_of(Compressed(Gaussian(), frozen, None), training=TRAINING)) == {}
    jobs = training_jobs(cell_of(Compressed(Gaussian(), PCA(2), PCA(1)), training=TRAINING))
    assert [(name, job.transformer.n_components, job.training) for name, job in jobs.items()] == [
        ("x", 2, TRAINING),
        ("y", 1, TRAINING),
    ]


@pytest.mark.parametrize("same", [True, False])
def test_a_pair_with_equal_marginals_is_trained_once(same: bool) -> None:
    training = TrainingSample(CorrelatedNormal(3, 3), 100, same_marginals=same)
    jobs = training_jobs(cell_of(Compressed(Gaussian(), PCA(2), PCA(2)), training=training))
    assert [job.variable for job in jobs.values()] == ["x", "x" if same else "y"]
    assert len(set(map(job_key, jobs.values()))) == (1 if same else 2)


def test_the_training_counts_only_where_something_is_trained() -> None:
    with_training = cell_of(training=TRAINING)
    assert identities_of(with_training)[2] == ""
    assert cell_id(with_training) == cell_id(cell_of())
    compressed = Compressed(Gaussian(), PCA(2))
    assert cell_id(cell_of(compressed, training=TRAINING)) != cell_id(cell_of(compressed))


def test_seeds_follow_from_the_parts() -> None:
    assert seed_of("a", 1).entropy == seed_of("a", 1).entropy
    assert len({seed_of(*parts).entropy for parts in (("a", 1), ("a", 2), ("a1",), ("a", "1", ""))}) == 4
    assert max(int(seed_of(part).entropy) for part in range(50)).bit_length() > 120  # type: ignore[arg-type]
