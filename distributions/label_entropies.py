"""Entropies of labels with few parameters, H(p) = -sum_i p_i ln p_i, in nats."""

import math

from .targets import check_target, solve

MAX_ENTROPY = 12.0  # nats: 163,000 symbols


def binary_entropy(probability: float) -> float:
    """H2(p) = -p ln p - (1-p) ln(1-p) in nats."""
    return -sum(q * math.log(q) for q in (probability, 1 - probability) if q > 0)


def binary_probability(entropy: float) -> float:
    """The p in [0, 1/2] with H2(p) = `entropy`."""
    check_target("Binary entropies", entropy, 0.0, math.log(2))
    return solve(binary_entropy, entropy, 0.0, 0.5)


def fewest_symbols(entropy: float) -> int:
    """The smallest number of symbols that can have this entropy."""
    # Rounding may lift exp(ln m) above m: with the margin, an entropy of ln m still takes m symbols.
    return max(math.ceil(math.exp(entropy) * (1 - 1e-12)), 1)


def nearly_uniform_entropy(symbols: int, last: float) -> float:
    """Entropy of `symbols` symbols: the last has probability `last`, the others share the rest equally."""
    return binary_entropy(last) + (1 - last) * math.log(max(symbols - 1, 1))


def nearly_uniform(entropy: float) -> tuple[int, float]:
    """The number of symbols and the probability of the last one with that entropy, with as few symbols as possible.

    Entropy 0 takes one symbol, which is the last one.

    Raises
    ------
    ValueError
        If `entropy` is negative or above 12 nats.
    """
    check_target("Entropies of nearly uniform labels", entropy, 0.0, MAX_ENTROPY)
    if entropy == 0:
        return 1, 1.0
    symbols = max(fewest_symbols(entropy), 2)
    if entropy >= math.log(symbols):
        return symbols, 1 / symbols
    return symbols, solve(lambda last: nearly_uniform_entropy(symbols, last), entropy, 0.0, 1 / symbols)
