"""Somebody else's estimator: loaded, checked, and reproduced."""
