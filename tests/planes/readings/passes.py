"""Noisy passes with known centres, for tests."""

import numpy as np

from infoplane.planes.readings.protocol import LinearLatents, Passes


def noisy(centres: np.ndarray, std: float, count: int = 18, seed: int = 0) -> np.ndarray:
    """Passes (count, n, d) of centres with noise."""
    noise = np.random.default_rng(seed).standard_normal((count, *centres.shape))
    return (centres + std * noise).astype(np.float32)


def uniform(n: int) -> np.ndarray:
    return np.full(n, 1 / n)


def blind(values: np.ndarray) -> Passes:
    """Passes of which nothing else is known."""
    return Passes(values, None, None, uniform(values.shape[1]))


def known(centres: np.ndarray, std: float, count: int = 18) -> Passes:
    return Passes(noisy(centres, std, count), centres, std, uniform(len(centres)))


def latent(latents: np.ndarray, std_in: float, weight: np.ndarray, std_out: float) -> Passes:
    """Passes of a linear map of a noisy layer whose latents (passes, n, k) are known."""
    rng = np.random.default_rng(1)
    inner = latents[:18] + std_in * rng.standard_normal(latents[:18].shape)
    values = inner @ weight.T + std_out * rng.standard_normal((*inner.shape[:2], len(weight)))
    return Passes(
        values.astype(np.float32),
        None,
        std_out,
        uniform(latents.shape[1]),
        LinearLatents(latents, std_in, weight, np.zeros(len(weight)), std_out),
    )
