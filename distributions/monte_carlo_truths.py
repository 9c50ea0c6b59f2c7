"""Mutual informations measured by Monte Carlo: nats and standard error.

Written by `python -m infoplane.distributions.monte_carlo`.
"""

TRUTHS = {
    "clusters-2v2": (0.0, 1.0),
    "clusters-3v3": (0.0, 1.0),
    "bands-5v5": (0.0, 1.0),
}
