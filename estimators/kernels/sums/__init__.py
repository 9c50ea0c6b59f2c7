"""Compiled Gaussian kernel sums over all pairs of points."""
