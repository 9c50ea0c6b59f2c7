"""Samples as the user gives them, and the one rule for what is a label and what is a number."""
