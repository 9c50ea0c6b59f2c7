"""Pairs of single numbers with mutual information in closed form."""
