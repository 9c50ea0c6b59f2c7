"""The training loop: splits, seeds, early stopping, best weights, honest status."""

import io
import itertools
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn

from infoplane.estimators.training.loop import TrainingDivergedError, learning_rate_factor, train
from infoplane.estimators.training.preparation import batches, build
from infoplane.estimators.training.settings import Settings


def order(seed: int = 2) -> Iterator[torch.Tensor]:
    return batches(100, 32, torch.Generator().manual_seed(seed))


def linear(seed: int = 0) -> nn.Linear:
    layer: nn.Linear = build(lambda: nn.Linear(3, 1), torch.Generator().manual_seed(seed))
    return layer


def problem(model: nn.Module) -> tuple[Callable[..., torch.Tensor], Callable[[], torch.Tensor]]:
    x = torch.randn(120, 3, generator=torch.Generator().manual_seed(1))
    y = x @ torch.tensor([1.0, -2.0, 0.5])

    def error(rows: torch.Tensor) -> torch.Tensor:
        return (model(x[rows]).squeeze(1) - y[rows]).square().mean()

    return lambda rows, done: error(rows), lambda: error(torch.arange(100, 120)).detach()


def test_learning_rate_rises_then_falls_to_zero() -> None:
    factors = [learning_rate_factor(step, 1000) for step in range(1001)]
    assert factors.index(max(factors)) == pytest.approx(100, abs=1)
    assert max(factors) == pytest.approx(1)
    assert factors[-1] == pytest.approx(0)


def test_training_solves_a_regression_and_is_reproducible() -> None:
    weights = []
    for _ in range(2):
        model = linear()
        [outcome] = train(model, order(), *problem(model), Settings(400, 32, 0.05))
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

    def select() -> torch.Tensor:
        seen.append(model.weight.detach().clone())
        return torch.tensor(next(losses))

    [outcome] = train(model, order(), loss, select, Settings(500, 32, 0.05, patience=4))
    assert (outcome.best_step, outcome.steps, outcome.converged) == (20, 60, True)
    assert torch.equal(model.weight, seen[1])
    assert not torch.equal(seen[1], seen[-1])


def test_a_run_cut_short_says_so() -> None:
    model = linear()
    falling = (1 / step for step in itertools.count(1))
    loss, _ = problem(model)
    assert not train(model, order(), loss, lambda: torch.tensor(next(falling)), Settings(100, 32, 1e-3))[0].converged
    flat = Settings(100, 32, 1e-3, tolerance=0.1)
    assert train(model, order(), loss, lambda: torch.tensor(1.0), flat)[0].converged
    [late] = train(model, order(), *problem(model), Settings(10**6, 32, 1e-4, max_seconds=0.05))
    assert late.steps < 10**6
    assert not late.converged


def test_divergence_is_an_error_that_names_the_step() -> None:
    model = linear()
    values = itertools.chain([1.0, 1.0], itertools.repeat(float("nan")))

    def loss(rows: torch.Tensor, done: float) -> torch.Tensor:
        return next(values) * model.weight.sum()

    with pytest.raises(TrainingDivergedError, match=r"nan at step 3 of 50: lower the learning rate"):
        train(model, order(), loss, lambda: torch.tensor(0.0), Settings(50, 8, 0.1))


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_alone(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    said.isatty = lambda: terminal  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", said)
    model = linear()
    train(model, order(), *problem(model), Settings(20, 32, 0.05), progress=True)
    assert ("training" in said.getvalue() and "100%" in said.getvalue()) == terminal
    assert terminal or said.getvalue() == ""


@pytest.mark.parametrize("change", [{"max_steps": 0}, {"learning_rate": -1.0}, {"patience": 0}, {"tolerance": -1.0}])
def test_settings_are_validated(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        Settings(**{"max_steps": 1, "batch_size": 1, "learning_rate": 1.0, **change})  # type: ignore[arg-type]


def test_replicates_keep_their_own_best_and_stop_alone() -> None:
    model = build(lambda: Offsets(2), torch.Generator())
    looks = itertools.count()
    chosen = [torch.tensor([1.0, 5.0]), torch.tensor([2.0, 4.0]), torch.tensor([0.5, 3.0]), torch.tensor([9.0, 4.0])]
    seen = []

    def select() -> torch.Tensor:
        seen.append(model.offset.detach().clone())
        return chosen[min(next(looks), 3)]

    settings = Settings(50, 32, 0.05, patience=1)
    first, second = train(model, order(), lambda rows, done: model.offset.square().squeeze(1), select, settings)
    assert (first.steps, first.best_step) == (2, 1)
    assert (second.steps, second.best_step) == (4, 3)
    assert float(model.offset.detach()[0]) == float(seen[0][0])
    assert float(model.offset.detach()[1]) == float(seen[2][1])


class Offsets(nn.Module):
    """One number a replicate."""

    def __init__(self, replicates: int) -> None:
        super().__init__()
        self.offset = nn.Parameter(torch.ones(replicates, 1))
