"""Exact and reference values of the information that layers hold."""
