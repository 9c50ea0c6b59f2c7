"""The information-bottleneck (IB) curve of hard labels, and the other upper limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import entr

from infoplane.planes.exact.ib_curve import ib_curve, input_cap, label_entropy


def test_curve_rises_at_slope_one_to_the_entropy_of_the_labels() -> None:
    entropy = label_entropy(np.array([0, 0, 1, 2]))
    assert entropy == pytest.approx(1.5 * math.log(2))
    assert ib_curve([0.0, 0.5, entropy, 9.0], entropy).tolist() == [0, 0.5, entropy, entropy]


def test_weights_are_probabilities_of_the_inputs() -> None:
    assert label_entropy([0, 1], [3, 1]) == pytest.approx(label_entropy([0, 0, 0, 1]))


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.floats(0, 1), st.integers(1, 4), st.integers(0, 10**6))
def test_no_channel_exceeds_the_curve_and_erasure_attains_it(labels: list[int], kept: float, symbols: int, seed: int) -> None:
    n = len(labels)
    one_hot = np.eye(4)[labels]
    channel = np.random.default_rng(seed).dirichlet(np.full(symbols, 0.3), n)  # p(t | x)
    rate, label_nats = _information(channel, one_hot)
    assert label_nats <= ib_curve(max(rate, 0), label_entropy(labels)) + 1e-12
    erasure = np.column_stack([kept * one_hot, np.full(n, 1 - kept)])
    rate, label_nats = _information(erasure, one_hot)
    assert label_nats == pytest.approx(float(ib_curve(max(rate, 0), label_entropy(labels))), abs=1e-12)


def _information(channel: np.ndarray, one_hot: np.ndarray) -> tuple[float, float]:
    """I(X;T) and I(Y;T) of a discrete channel on equally likely inputs."""
    n = len(channel)
    joint = one_hot.T @ channel / n
    marginal = entr(channel.mean(axis=0)).sum()
    rate = marginal - entr(channel).sum() / n
    return float(rate), float(marginal + entr(joint.sum(axis=1)).sum() - entr(joint).sum())


def test_wrong_arguments_raise_errors() -> None:
    assert input_cap(1797) == math.log(1797)
    with pytest.raises(ValueError, match="at least one input"):
        input_cap(0)
    with pytest.raises(ValueError, match=r"never negative; got -0\.1"):
        ib_curve([0.2, -0.1], 0.5)
