"""Figures of suites where one thing varies: sample size, dimension, size of the code."""
