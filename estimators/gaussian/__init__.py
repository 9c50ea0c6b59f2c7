"""Estimators that are exact for normal vectors, and for monotone maps of them."""
