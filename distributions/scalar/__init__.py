"""Pairs of numbers with mutual information in closed form."""
