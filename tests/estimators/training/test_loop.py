"""The training loop: learning rate, early stopping, best weights, and the report of a run."""

import io
import itertools
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn

from infoplane.estimators.training.early_stopping import TrainingDivergedError
from infoplane.estimators.training.loop import learning_rate_factor, train
from infoplane.estimators.training.rows import batches
from infoplane.estimators.training.seeding import build
from infoplane.estimators.training.settings import TrainingSettings

Loss = Callable[[torch.Tensor, float], torch.Tensor]


def settings(max_steps: int, learning_rate: float = 0.05, **more: object) -> TrainingSettings:
    given = {"max_steps": max_steps, "learning_rate": learning_rate, "batch_size": 32, "patience": None, **more}
    return TrainingSettings(**given)  # type: ignore[arg-type]


def order(seed: int = 2) -> Iterator[torch.Tensor]:
    return batches(100, 32, torch.Generator().manual_seed(seed))


def linear(seed: int = 0) -> nn.Linear:
    layer: nn.Linear = build(lambda: nn.Linear(3, 1), torch.Generator().manual_seed(seed))
    return layer


def problem(network: nn.Module) -> tuple[Loss, Callable[[], torch.Tensor]]:
    x = torch.randn(120, 3, generator=torch.Generator().manual_seed(1))
    y = x @ torch.tensor([1.0, -2.0, 0.5])

    def error(rows: torch.Tensor) -> torch.Tensor:
        return (network(x[rows]).squeeze(1) - y[rows]).square().mean()

    return lambda rows, done: error(rows), lambda: error(torch.arange(100, 120)).detach()


def scripted(*losses: float) -> Callable[[], torch.Tensor]:
    """Select losses one after the other; the last one repeats."""
    script = itertools.chain(losses, itertools.repeat(losses[-1]))
    return lambda: torch.tensor(next(script))


def test_learning_rate_rises_over_a_tenth_then_falls_to_zero_along_half_a_cosine() -> None:
    factors = [learning_rate_factor(step, 1000) for step in range(1001)]
    assert factors[:2] == pytest.approx([1 / 101, 2 / 101])
    assert factors[100] == max(factors) == 1
    assert factors[550] == pytest.approx(0.5)
    assert factors[-1] == pytest.approx(0)


def test_every_step_takes_its_learning_rate_and_its_share_of_the_run() -> None:
    network, shares, moves = Offsets(1), [], []

    def loss(rows: torch.Tensor, done: float) -> torch.Tensor:
        shares.append(done)
        moves.append(float(network.offset.detach()))
        return network.offset.sum()  # of constant gradient: Adam moves by the learning rate

    train(network, order(), loss, lambda: -network.offset.sum(), settings(40, 0.01))
    assert shares == [step / 40 for step in range(40)]
    moves.append(float(network.offset.detach()))
    expected = [0.01 * learning_rate_factor(step, 40) for step in range(40)]
    assert [before - after for before, after in itertools.pairwise(moves[:-1])] == pytest.approx(expected[:-1], rel=1e-3)


def test_training_solves_a_regression_and_is_reproducible() -> None:
    weights = []
    for _ in range(2):
        network = linear()
        [outcome] = train(network, order(), *problem(network), settings(400))
        weights.append(network.weight.detach())
    assert weights[0].flatten() == pytest.approx(torch.tensor([1.0, -2.0, 0.5]), abs=0.02)
    assert torch.equal(*weights)
    assert outcome.steps == 400
    assert outcome.history["step"] == list(range(8, 401, 8))
    assert not network.training


def test_the_history_holds_mean_losses_between_evaluations() -> None:
    network, losses = Offsets(1), itertools.count()

    def loss(rows: torch.Tensor, done: float) -> torch.Tensor:
        return network.offset.sum() * 0 + next(losses)

    [outcome] = train(network, order(), loss, scripted(5.0), settings(103))
    assert outcome.history["step"] == [*range(2, 103, 2), 103]
    assert outcome.history["train"] == [*(0.5 + 2 * k for k in range(51)), 102]
    assert outcome.history["select"] == [5.0] * 52


def test_networks_train_in_training_mode_and_are_evaluated_in_the_other_without_gradients() -> None:
    network, modes = linear(), set()
    loss, select = problem(network)

    def watched_loss(rows: torch.Tensor, done: float) -> torch.Tensor:
        modes.add(("train", network.training, torch.is_grad_enabled()))
        return loss(rows, done)

    def watched_select() -> torch.Tensor:
        modes.add(("select", network.training, torch.is_grad_enabled()))
        return select()

    train(network, order(), watched_loss, watched_select, settings(4))
    assert modes == {("train", True, True), ("select", False, False)}


def test_best_weights_are_kept_and_patience_ends_the_run() -> None:
    network, seen = linear(), []
    loss, _ = problem(network)
    script = scripted(3.0, 1.0, 2.0)

    def select() -> torch.Tensor:
        seen.append(network.weight.detach().clone())
        return script()

    [outcome] = train(network, order(), loss, select, settings(500, patience=4))
    assert (outcome.best_step, outcome.steps, outcome.converged) == (20, 60, True)
    assert torch.equal(network.weight, seen[1])
    assert not torch.equal(seen[1], seen[-1])


def test_gains_below_the_tolerance_keep_the_weights_but_use_up_patience() -> None:
    """The tolerance is 0.001. Zeros hold that the comparison is exact."""
    network = linear()
    loss, _ = problem(network)
    [outcome] = train(network, order(), loss, scripted(0.0, -0.0005, -0.001, -0.002), settings(50, patience=2))
    assert (outcome.best_step, outcome.steps) == (3, 3)
    [outcome] = train(network, order(), loss, scripted(0.0, -0.0011, -0.0011), settings(50, patience=2))
    assert (outcome.best_step, outcome.steps) == (2, 4)


@pytest.mark.parametrize(
    ("losses", "converged"),
    [
        ([1.0] * 40 + [0.9], False),  # gained in the last fifth
        ([1.0] * 39 + [0.9], True),  # gained before it
        ([1.0] * 40 + [0.9995], True),  # gained less than the tolerance
        ([1 / step for step in range(1, 51)], False),
    ],
)
def test_a_run_that_still_gains_at_its_last_steps_has_not_converged(losses: list[float], converged: bool) -> None:
    network = linear()
    loss, _ = problem(network)
    assert train(network, order(), loss, scripted(*losses), settings(50))[0].converged == converged


def test_a_limit_of_seconds_ends_the_run_and_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count()
    monkeypatch.setattr("time.perf_counter", lambda: float(next(clock)))
    network = linear()
    loss, _ = problem(network)
    [late] = train(network, order(), loss, scripted(2.0, 1.0), settings(10**6, max_seconds=7.5))
    assert late.steps == 8
    assert late.history["step"] == [8]
    assert not late.converged
    assert late.seconds == 9


def test_divergence_is_an_error_that_names_the_step() -> None:
    network = linear()
    values = itertools.chain([1.0, 1.0], itertools.repeat(float("nan")))

    def loss(rows: torch.Tensor, done: float) -> torch.Tensor:
        return next(values) * network.weight.sum()

    with pytest.raises(TrainingDivergedError, match=r"nan at step 3 of 150: lower the learning rate \(now 0.1\)"):
        train(network, order(), loss, scripted(0.0), settings(150, 0.1))
    network = linear()
    finite, _ = problem(network)
    with pytest.raises(TrainingDivergedError, match=r"inf at step 6 of 150"):
        train(network, order(), finite, scripted(0.0, float("inf")), settings(150))


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("progress", [True, False])
def test_progress_is_shown_where_wanted_and_on_a_terminal_alone(
    progress: bool, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    said.isatty = lambda: terminal  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", said)
    network = linear()
    train(network, order(), *problem(network), settings(20, progress=progress))
    assert ("training" in said.getvalue() and "100%" in said.getvalue()) == (terminal and progress)
    assert (terminal and progress) or said.getvalue() == ""


def test_replicates_keep_their_own_best_and_stop_alone() -> None:
    network = build(lambda: Offsets(2), torch.Generator())
    evaluations = itertools.count()
    chosen = [torch.tensor([1.0, 5.0]), torch.tensor([2.0, 4.0]), torch.tensor([0.5, 3.0]), torch.tensor([9.0, 4.0])]
    seen = []

    def select() -> torch.Tensor:
        seen.append(network.offset.detach().clone())
        return chosen[min(next(evaluations), 3)]

    first, second = train(
        network, order(), lambda rows, done: network.offset.square().squeeze(1), select, settings(50, patience=1)
    )
    assert (first.steps, first.best_step) == (2, 1)
    assert (second.steps, second.best_step) == (4, 3)
    assert first.converged
    assert float(network.offset.detach()[0]) == float(seen[0][0])
    assert float(network.offset.detach()[1]) == float(seen[2][1])


def test_a_replicate_that_diverges_after_it_has_stopped_changes_nothing() -> None:
    network = Offsets(2)
    evaluations = itertools.count()

    def select() -> torch.Tensor:
        now = next(evaluations)
        return torch.tensor([1.0 if now < 2 else float("nan"), -float(now)])

    first, second = train(
        network, order(), lambda rows, done: network.offset.square().squeeze(1), select, settings(50, patience=1)
    )
    assert (first.steps, second.steps) == (2, 50)


class Offsets(nn.Module):
    """One number per replicate."""

    def __init__(self, replicates: int) -> None:
        super().__init__()
        self.offset = nn.Parameter(torch.ones(replicates, 1))
