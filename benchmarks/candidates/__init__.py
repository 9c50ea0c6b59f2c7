"""Estimators of the user's own: find and load them, run them as programs, check them, and make their rows again."""
