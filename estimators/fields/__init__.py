"""Estimators that learn a vector field: diffusion, bridges and flow matching."""
