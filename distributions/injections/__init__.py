"""One-to-one maps of x or of y: they change the distribution but not the mutual information."""
