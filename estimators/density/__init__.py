"""Estimators by kernel densities."""
