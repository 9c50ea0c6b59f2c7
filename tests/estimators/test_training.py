"""The training loop: splits, seeds, early stopping, best weights, honest status."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from infoplane.estimators.training import (
    Settings,
    TrainingDivergedError,
    batches,
    build,
    learning_rate_factor,
    resolve_device,
    split,
    standardisation,
    torch_generator,
    train,
)


def linear(seed: int = 0) -> nn.Linear:
    layer: nn.Linear = build(lambda: nn.Linear(3, 1), torch.Generator().manual_seed(seed))
    return layer


def problem(model: nn.Module) -> tuple[Callable[..., torch.Tensor], Callable[[], float]]:
    x = torch.randn(120, 3, generator=torch.Generator().manual_seed(1))
    y = x @ torch.tensor([1.0, -2.0, 0.5])

    def error(rows: torch.Tensor) -> torch.Tensor:
        return (model(x[rows]).squeeze(1) - y[rows]).square().mean()

    return lambda rows, done: error(rows), lambda: float(error(torch.arange(100, 120)))


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


def test_learning_rate_rises_then_falls_to_zero() -> None:
    factors = [learning_rate_factor(step, 1000) for step in range(1001)]
    assert factors.index(max(factors)) == pytest.approx(100, abs=1)
    assert max(factors) == pytest.approx(1)
    assert factors[-1] == pytest.approx(0)


def test_training_solves_a_regression_and_is_reproducible() -> None:
    weights = []
    for _ in range(2):
        model = linear()
        outcome = train(model, 100, *problem(model), Settings(400, 32, 0.05), torch.Generator().manual_seed(2))
        weights.append(model.weight.detach())
    assert weights[0].flatten() == pytest.approx(torch.tensor([1.0, -2.0, 0.5]), abs=0.02)
    assert torch.equal(*weights)
    assert outcome.steps == 400
    assert outcome.history["step"] == list(range(8, 401, 8))
    assert not model.training


def test_best_weights_are_kept_and_patience_ends_the_run() -> None:
    model = linear()
    loss, _ = problem(model)
    losses, seen = itertools.chain([3.0, 1.0], itertools.repeat(2.0)), []

    def select() -> float:
        seen.append(model.weight.detach().clone())
        return next(losses)

    outcome = train(model, 100, loss, select, Settings(500, 32, 0.05, patience=4), torch.Generator())
    assert (outcome.best_step, outcome.steps, outcome.converged) == (20, 60, True)
    assert torch.equal(model.weight, seen[1])
    assert not torch.equal(seen[1], seen[-1])


def test_a_run_cut_short_says_so() -> None:
    model = linear()
    falling = (1 / step for step in itertools.count(1))
    loss, _ = problem(model)
    assert not train(model, 100, loss, lambda: next(falling), Settings(100, 32, 1e-3), torch.Generator()).converged
    flat = Settings(100, 32, 1e-3, tolerance=0.1)
    assert train(model, 100, loss, lambda: 1.0, flat, torch.Generator()).converged
    late = train(model, 100, *problem(model), Settings(10**6, 32, 1e-4, max_seconds=0.05), torch.Generator())
    assert late.steps < 10**6
    assert not late.converged


def test_divergence_is_an_error_that_names_the_step() -> None:
    model = linear()
    values = itertools.chain([1.0, 1.0], itertools.repeat(float("nan")))

    def loss(rows: torch.Tensor, done: float) -> torch.Tensor:
        return next(values) * model.weight.sum()

    with pytest.raises(TrainingDivergedError, match=r"nan at step 3 of 50: lower the learning rate"):
        train(model, 100, loss, lambda: 0.0, Settings(50, 8, 0.1), torch.Generator())


@pytest.mark.parametrize("change", [{"max_steps": 0}, {"learning_rate": -1.0}, {"patience": 0}, {"tolerance": -1.0}])
def test_settings_are_validated(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        Settings(**{"max_steps": 1, "batch_size": 1, "learning_rate": 1.0, **change})  # type: ignore[arg-type]


def test_device() -> None:
    assert resolve_device("cpu").type == "cpu"
    with pytest.raises(ValueError, match="auto"):
        resolve_device("tpu")
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="no CUDA"):
            resolve_device("cuda")
