"""Nearest neighbours, range counts and kernel sums: the only room that names numba."""
