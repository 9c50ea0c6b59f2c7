"""The networks of the autoencoder: their size, and the scale of the code."""

import pytest
import torch

from infoplane.estimators.transformers.autoencoder_networks import Bottleneck


def test_the_code_is_standardised_and_not_scaled_again() -> None:
    """A learnt scale could shrink the code until the noise on it would hide it, or grow it until the noise would not matter."""
    networks = Bottleneck((5,), 2)
    code = networks.encode(torch.randn(400, 5, generator=torch.Generator().manual_seed(0)), torch.empty(400, 0))
    torch.testing.assert_close(code.var(0, correction=0), torch.ones(2), atol=0.05, rtol=0)
    assert not list(networks.standard.parameters())


@pytest.mark.parametrize(
    ("shape", "n_components", "parameters"),
    [
        ((1, 16, 16), 2, 136_428),
        ((3, 28, 28), 4, 249_008),
        ((6,), 2, 136_200),
        ((3, 64, 64), 5, 497_809),
        ((3, 128, 128), 5, 504_310),
    ],
)
def test_networks_have_the_size_that_committed_rows_rest_on(shape: tuple[int, ...], n_components: int, parameters: int) -> None:
    assert sum(weights.numel() for weights in Bottleneck(shape, n_components).parameters()) == parameters
