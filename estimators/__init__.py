"""Estimators of mutual information: (x, y) in, nats out."""
