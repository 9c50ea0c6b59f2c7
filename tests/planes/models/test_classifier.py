"""Training one epoch at a time: it learns, and a resumed training gives the numbers of an uninterrupted one."""

import numpy as np
import pytest
import torch

from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import Training, dense_network, evaluate


def start(seed: int = 0) -> tuple[Training, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    y = rng.integers(0, 3, 300)
    x = rng.normal(size=(300, 4)) + 2 * np.eye(4)[y]
    model = build(lambda: dense_network((4, 8, 3), "tanh", std=0.1), torch_generator(np.random.default_rng(seed)))
    return Training(model, x, y, learning_rate=1e-2, batch_size=50, seed=seed), x, y


def test_the_classifier_learns() -> None:
    training, x, y = start()
    before = evaluate(training.model, x, y, 0)
    losses = [training.run_epoch() for _ in range(15)]
    after = evaluate(training.model, x, y, 0)
    assert losses[-1] < losses[0]
    assert after[0] < before[0]
    assert after[1] > 0.8 > before[1]


def test_a_resumed_training_equals_an_uninterrupted_one() -> None:
    whole, x, y = start()
    for _ in range(3):
        whole.run_epoch()
    state = {name: value if name == "epoch" else dict(value) for name, value in whole.state_dict().items()}
    state["model"] = {name: value.clone() for name, value in state["model"].items()}
    optimiser = torch.utils._pytree.tree_map(
        lambda v: v.clone() if isinstance(v, torch.Tensor) else v, whole.optimiser.state_dict()
    )
    other, _, _ = start()
    other.load_state_dict({**state, "optimiser": optimiser})
    torch.manual_seed(99)  # the global random state has no effect
    assert [whole.run_epoch() for _ in range(2)] == [other.run_epoch() for _ in range(2)]
    assert evaluate(whole.model, x, y, 5) == evaluate(other.model, x, y, 5)


def test_the_global_random_state_does_not_change() -> None:
    training, x, y = start()
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    training.run_epoch()
    evaluate(training.model, x, y, 1)
    assert torch.rand(1) == expected


def test_evaluation_leaves_every_module_in_its_mode() -> None:
    training, x, y = start()
    model = training.model.train()
    model.L1.eval()  # a part that its user froze
    before = [module.training for module in model.modules()]
    evaluate(model, x, y, 0)
    assert [module.training for module in model.modules()] == before
    with pytest.raises(RuntimeError):  # also where the network does not run
        evaluate(model, x[:, :1], y, 0)
    assert [module.training for module in model.modules()] == before


def test_divergence_raises_an_error() -> None:
    training, _, _ = start()
    with torch.no_grad():
        training.model.L1[0].weight.fill_(float("nan"))
    with pytest.raises(ArithmeticError, match="lower the learning rate"):
        training.run_epoch()
