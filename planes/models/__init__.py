"""Noisy networks, the training of classifiers, and data sets."""
