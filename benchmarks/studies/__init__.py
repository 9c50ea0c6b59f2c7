"""Information planes of real networks."""
