"""Canonical components: white, and correlated one by one."""

import pytest
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators.training.canonical import canonical


def test_canonical_components_are_white_and_correlate_one_by_one() -> None:
    x, y = (torch.from_numpy(sample) for sample in CorrelatedNormal.with_mutual_information(1.5, 2, 2, 1).sample(2000, rng=0))
    x_map, y_map, correlations = canonical(x, y)
    u, v = (x - x.mean(0)) @ x_map, (y - y.mean(0)) @ y_map
    joint = torch.cov(torch.cat([u, v], 1).T)
    expected = torch.eye(4, dtype=torch.float64)
    expected[:2, 2:] = expected[2:, :2] = torch.diag(correlations)
    assert torch.allclose(joint, expected, atol=1e-10)
    assert correlations[0] >= correlations[1]
    with pytest.raises(ValueError, match="x has constant or collinear columns"):
        canonical(torch.cat([x, x[:, :1]], 1), y)
