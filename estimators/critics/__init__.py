"""Estimators that train a critic on a variational bound."""
