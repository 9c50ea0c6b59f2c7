"""Estimators by distances to nearest neighbours."""
