"""Which rows are trained on: disjoint splits, and batches without replacement."""

import itertools

import numpy as np
import pytest
import torch

from infoplane.estimators.training.rows import batches, split


def test_split_is_disjoint_complete_random_and_sized() -> None:
    parts = split(1000, (0.2, 0.1), np.random.default_rng(0))
    assert [len(part) for part in parts] == [700, 200, 100]
    assert sorted(np.concatenate(parts)) == list(range(1000))
    assert sorted(parts[0]) != list(range(700))


@pytest.mark.parametrize(("n", "shares"), [(12, (0.2, 0.1)), (12, (0.1, 0.2)), (12, (0.5, 0.49))])
def test_split_refuses_what_leaves_too_little(n: int, shares: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"^1 row is too few .* every split needs 2\. Draw more samples"):
        split(1, (0.1, 0.2), np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"12 rows are too few .* every split needs 2. Draw more samples"):
        split(n, shares, np.random.default_rng(0))
    assert [len(part) for part in split(20, (0.1, 0.1), np.random.default_rng(0))] == [16, 2, 2]


def test_batches_pass_over_the_rows_without_replacement() -> None:
    stream = batches(10, 4, torch.Generator().manual_seed(0), start=5)
    passes = [torch.cat(list(itertools.islice(stream, 2))) for _ in range(20)]
    assert all(len(rows.unique()) == 8 for rows in passes)
    assert set(torch.cat(passes).tolist()) == set(range(5, 15))  # the ragged end is another one in every pass
    assert len({tuple(rows.tolist()) for rows in passes}) == 20


def test_a_batch_holds_at_most_all_rows() -> None:
    assert sorted(next(batches(3, 100, torch.Generator())).tolist()) == [0, 1, 2]
