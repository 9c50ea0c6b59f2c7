"""Twins: simple distributions of known MI that are fitted to a sample and reproduce what the estimators say of it."""
