"""Estimators from tables of counts."""
