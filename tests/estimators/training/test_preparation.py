"""What comes before training: splits, scales, generators, weights, batches."""

import itertools

import numpy as np
import pytest
import torch
from torch import nn

from infoplane.estimators.device import resolve_device
from infoplane.estimators.training.preparation import batches, build, split, standardisation, torch_generator


def linear(seed: int = 0) -> nn.Linear:
    layer: nn.Linear = build(lambda: nn.Linear(3, 1), torch.Generator().manual_seed(seed))
    return layer


def test_split_is_disjoint_complete_and_sized() -> None:
    parts = split(1000, (0.2, 0.1), np.random.default_rng(0))
    assert [len(part) for part in parts] == [700, 200, 100]
    assert sorted(np.concatenate(parts)) == list(range(1000))


@pytest.mark.parametrize(
    "n, shares, word", [(1000, (0.5, 0.5), "less than 1"), (1000, (0.0, 0.1), "positive"), (12, (0.1, 0.1), "more")]
)
def test_split_refuses_what_leaves_too_little(n: int, shares: tuple[float, ...], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        split(n, shares, np.random.default_rng(0))


def test_standardisation_is_per_column_for_vectors_and_one_scale_for_images() -> None:
    rng = np.random.default_rng(0)
    mean, scale = standardisation(rng.normal(3, [1, 50], (4000, 2)))
    assert mean == pytest.approx([3, 3], abs=3)
    assert scale == pytest.approx([1, 50], rel=0.1)
    assert standardisation(rng.random((10, 4, 5)))[1].shape == (1, 1)
    assert standardisation(rng.random((10, 3, 4, 5)))[1].shape == (3, 1, 1)
    with pytest.raises(ValueError, match="constant"):
        standardisation(np.ones((5, 2)))


def test_building_leaves_the_global_generator_alone_and_draws_from_ours() -> None:
    before = torch.random.get_rng_state()
    first, again, other = linear(0), linear(0), linear(1)
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(first.weight, again.weight)
    assert not torch.equal(first.weight, other.weight)


def test_torch_generator_follows_numpy() -> None:
    draws = [torch.rand(3, generator=torch_generator(np.random.default_rng(seed))) for seed in (0, 0, 1)]
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])


def test_batches_pass_over_the_rows_without_replacement() -> None:
    stream = batches(10, 4, torch.Generator().manual_seed(0))
    for _ in range(3):
        rows = torch.cat(list(itertools.islice(stream, 2)))
        assert len(rows.unique()) == 8
    assert len(next(batches(3, 100, torch.Generator()))) == 3


def test_device() -> None:
    assert resolve_device("cpu").type == "cpu"
    with pytest.raises(ValueError, match="auto"):
        resolve_device("tpu")
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="no CUDA"):
            resolve_device("cuda")
