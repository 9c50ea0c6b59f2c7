"""Estimators by normalising flows and learnt codes."""
