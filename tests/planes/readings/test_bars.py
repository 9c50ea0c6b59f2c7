"""The errors that are claimed, against exact values: the ladder, the blobs network, labels of known MI. They print numbers."""

import numpy as np
import pytest
import torch
from torch import nn

from infoplane.planes.exact.linear_gaussian import linear_information
from infoplane.planes.exact.mixture_information import input_information as exact_information
from infoplane.planes.exact.scalar_channels import binary_channel_information, chain_information, hypercube_information
from infoplane.planes.models.classifier import Training
from infoplane.planes.models.noise import GaussianNoise, randomness
from infoplane.planes.readings.inputs import input_information
from infoplane.planes.readings.labels import label_information

from .label_distributions import DISTRIBUTIONS
from .passes import blind, known, latent, noisy

INPUTS = np.array([[-3.0], [-1.0], [1.0], [3.0]])
CUBE = np.array([[index >> bit & 1 for bit in range(12)] for index in range(4096)], dtype=float)
ANGLES = 2 * np.pi * np.arange(8) / 8 + 0.3
FIRST, SECOND = np.array([[1, 0.5, 0], [0, 1, -0.5]]), 0.7 * np.array([[1.0, 1.0], [1.0, -1.0]])
X = np.random.default_rng(0).standard_normal((2000, 3))

RUNGS = {
    "binary channel": (known(np.array([[-1.0], [1.0]]), 1.0, 2), binary_channel_information(1.0)),
    "tanh neuron": (known(np.tanh(INPUTS), 0.1, 2), chain_information(INPUTS[:, 0], [np.tanh], 0.1)[0][0]),
    "ring": (known(4 * np.column_stack([np.cos(ANGLES), np.sin(ANGLES)]), 1.0, 2), 2.54454458 * np.log(2)),
    "hypercube": (known(CUBE, 0.5, 2), hypercube_information(12, 0.5)),
    "linear layer": (known(X @ FIRST.T, 0.5, 2), linear_information(np.eye(3), [FIRST, SECOND], 0.5)[0]),
    "second linear layer": (
        latent((X @ FIRST.T)[None], 0.5, SECOND, 0.5),
        linear_information(np.eye(3), [FIRST, SECOND], 0.5)[1],
    ),
}


@pytest.mark.parametrize("rung", RUNGS)
def test_known_noise_on_the_ladder(rung: str) -> None:
    """Within .05 and three standard errors. The linear layers are judged against the population of X: .02 more."""
    passes, true_mi = RUNGS[rung]
    reading = input_information(passes, 0)
    print(f"{rung}: {true_mi:.4f}, read {reading.nats:.4f} ± {reading.stderr:.4f}")
    assert abs(reading.nats - true_mi) < min(0.05, 3 * reading.stderr + 0.02)


def blobs(seed: int, n: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(4, size=n)
    corners = np.array([[2, 0], [0, 2], [-2, 0], [0, -2.0]])
    return (corners[y] + 0.5 * rng.standard_normal((n, 2))).astype(np.float32), y


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_blobs_network() -> None:
    """2-32-[2 + .1]-4, three seeds, epochs 5 and 400: the sign of the change is right; RMSE .03 with known noise, .05 blind."""
    errors: dict[str, list[float]] = {"known": [], "blind": []}
    for seed in range(3):
        x, y = blobs(seed)
        with randomness(seed):
            network = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 2), GaussianNoise(0.1), nn.Linear(2, 4))
        training = Training(network, x, y, learning_rate=5e-3, batch_size=100, seed=seed)
        exact, read = [], []
        for epoch in (5, 400):
            while training.epoch < epoch:
                training.run_epoch()
            with torch.no_grad():
                centres = network[:3](torch.as_tensor(x)).numpy()
            exact.append(float(exact_information(centres, 0.1)))
            learnt = input_information(blind(noisy(centres, 0.1, seed=epoch)), 0)
            errors["known"].append(input_information(known(centres, 0.1, 2), 0).nats - exact[-1])
            errors["blind"].append(learnt.nats - exact[-1])
            read.append(learnt.nats)
            print(f"seed {seed}, epoch {epoch}: exact {exact[-1]:.3f}, blind {learnt.nats:.3f} ± {learnt.stderr:.3f}")
        assert np.sign(read[1] - read[0]) == np.sign(exact[1] - exact[0])
    rmse = {name: float(np.sqrt(np.mean(np.square(found)))) for name, found in errors.items()}
    print(rmse)
    assert rmse["known"] < 0.03
    assert rmse["blind"] < 0.05


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_labels_of_known_mi() -> None:
    """RMSE .03 over all distributions, n = 4,000; at most one in twenty above the true MI by two standard errors."""
    errors, scores = [], []
    for name, distribution in DISTRIBUTIONS.items():
        layer, y = distribution.sample(4000, rng=np.random.default_rng([0, 1]))
        reading, true_mi = label_information(layer, y, 0), distribution.true_mi()
        errors.append(reading.nats - true_mi)
        scores.append(errors[-1] / reading.stderr)
        print(f"{name}: {true_mi:.3f}, error {errors[-1]:+.3f} ± {reading.stderr:.3f}")
    print(f"bias {np.mean(errors):+.3f}, RMSE {np.sqrt(np.mean(np.square(errors))):.3f}")
    assert np.sqrt(np.mean(np.square(errors))) < 0.03
    assert np.mean(np.array(scores) > 2) <= 0.05
