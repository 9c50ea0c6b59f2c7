"""Mutual informations measured by Monte Carlo: nats and standard error.

Written by `python -m infoplane.distributions.mixtures.monte_carlo`.
"""

VALUES = {
    "clusters-2v2": (0.347170, 0.000099),
    "clusters-3v3": (1.171117, 0.000099),
    "bands-5v5": (1.899249, 0.000099),
}
