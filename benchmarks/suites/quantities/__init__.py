"""Suites of other quantities than mutual information."""
